// Put the page together from its parts, with the browser's own clock, frames, timers and socket. Knows no React.

import { relayAddress, tokenIn } from './address'
import { browserSurroundings, Connection } from './connection'
import { ViewFeed } from './feed'
import { makeHandle, type Handle } from './handle'
import { Stage } from './stage'
import { Store } from './store'
import { strings } from './strings'

declare global {
  interface Window {
    readonly hardwareRelay: Handle
  }
}

export interface Page {
  readonly feed: ViewFeed
  choose(source: string | null): void
  retry(): void
  talk(): void
  /** Draw on a canvas; returns how to stop. */
  drawOn(canvas: HTMLCanvasElement): () => void
}

export function openPage(): Page {
  const world = browserSurroundings()
  const store = new Store({ clock: world.clock, schedule: (action) => requestAnimationFrame(action) })
  const address = relayAddress(location, import.meta.env.DEV)
  const connection = new Connection(address, tokenIn(location), store, world)
  let stage: Stage | null = null

  const handle = makeHandle(store, () => stage?.shown ?? null)
  Object.defineProperty(window, 'hardwareRelay', { value: handle })
  window.addEventListener('online', () => connection.retrySoon())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.retrySoon()
  })
  connection.start()

  return {
    feed: new ViewFeed(store, world),
    choose: (source) => store.choose(source),
    retry: () => connection.retryNow(),
    talk: () => connection.say(strings.talk.message),
    drawOn: (canvas) => {
      const drawn = new Stage(canvas, store, world.clock)
      stage = drawn
      return () => drawn.stop()
    },
  }
}
