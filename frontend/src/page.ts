// Put the page together from its parts, with the browser's own clock, frames, timers and socket. Knows no React.

import { isExposed, relayAddress, tokenIn } from './address'
import { Charts, type ChartsView } from './charts/charts'
import { readChoice, writeChoice, type Choice } from './choice'
import { browserSurroundings, Connection } from './connection'
import { chooseEvents } from './export/lines'
import { ViewFeed } from './feed'
import { makeHandle, type Handle } from './handle'
import { listenToKeys } from './keys'
import type { Bench } from './lab/bench'
import { Presented } from './latency/presented'
import type { Filter } from './list/filter'
import { Stage } from './stage'
import { Store } from './store'
import { Timeline } from './timeline'
import type { TimeControls } from './TimelineView'
import type { Kept } from './track'

declare global {
  interface Window {
    readonly hardwareRelay: Handle
  }
}

export interface Page {
  readonly feed: ViewFeed
  readonly time: TimeControls
  /** Whoever is on the way to the relay can read what the page shows. */
  readonly exposed: boolean
  readonly address: { readonly base: string; readonly hash: string }
  choose(change: Partial<Choice>): void
  resetHeat(): void
  setFilter(filter: Filter): void
  retry(): void
  talk(message: string): void
  /** Draw on a canvas; returns how to stop. */
  drawOn(canvas: HTMLCanvasElement): () => void
  /** Return the colour of a source by its number. */
  colorOf(color: number): string
  /** Return the charts of the stretch that is looked at. */
  charts(): ChartsView
  /** Return the events that the list shows, the oldest first. */
  events(): Iterable<Kept>
  /** Return the canvas of the stage. */
  picture(): HTMLCanvasElement | null
  /** Now by the relay's clock, in ms. */
  clock(): number
  /** For the fault lab, where the relay is one. */
  readonly bench: Bench
}

export function openPage(): Page {
  const world = browserSurroundings()
  const choice = readChoice(location.search)
  const store = new Store({ clock: world.clock, schedule: (action) => requestAnimationFrame(action) }, choice)
  const connection = new Connection(relayAddress(location, import.meta.env.DEV), tokenIn(location), store, world)
  const presented = new Presented()
  const charts = new Charts(store.history, store.latency)
  let stage: Stage | null = null

  const handle = makeHandle(store, () => stage?.shown ?? null)
  Object.defineProperty(window, 'hardwareRelay', { value: handle })
  if (choice.overlay) document.documentElement.dataset['overlay'] = ''
  else listenToKeys(document, store)
  window.addEventListener('online', () => connection.retrySoon())
  document.addEventListener('visibilitychange', () => {
    store.latency.overlook() // what came while nobody looked is in no picture
    if (document.visibilityState === 'visible') connection.retrySoon()
  })
  connection.start()

  return {
    feed: new ViewFeed(store, world),
    exposed: isExposed(location),
    address: { base: location.origin + location.pathname, hash: location.hash },
    time: {
      toggle: () => store.toggle(),
      live: () => store.live(),
      step: (direction) => store.step(direction),
      seek: (time) => store.seek(time),
      setRate: (rate) => store.setRate(rate),
      setStretch: (stretch) => store.setStretch(stretch),
      timelineOn: (canvas) => new Timeline(canvas, store, world.clock),
    },
    choose: (change) => {
      store.choose(change)
      rememberInAddress(store.choice)
    },
    resetHeat: () => store.resetHeat(),
    setFilter: (filter) => store.log.setFilter(filter),
    retry: () => connection.retryNow(),
    talk: (message) => connection.say(message),
    drawOn: (canvas) => {
      const drawn = new Stage(canvas, store, world.clock, (drawnAt) =>
        presented.after(() => store.latency.painted(drawnAt, world.clock())),
      )
      stage = drawn
      return () => drawn.stop()
    },
    charts: () => charts.view(store.sight(), store.choice.sources, store.offset?.offset ?? 0),
    events: () => {
      const { mode, cursor } = store.sight()
      return chooseEvents(store.history, store.log.filter, mode === 'live' ? null : cursor)
    },
    picture: () => stage?.canvas ?? null,
    clock: () => store.relayTime(),
    bench: {
      ask: (what, value = 0) => connection.ask({ type: 'client', message: 'lab', do: what, value }),
      receive: (receiver) => (store.lab = receiver),
      totals: () => store.sources.totals,
      clock: () => store.relayTime(),
    },
    colorOf: (color) => stage?.palette.sources[color % stage.palette.sources.length] ?? '#888888',
  }
}

function rememberInAddress(choice: Choice): void {
  const written = writeChoice(choice)
  history.replaceState(null, '', `${location.pathname}${written && `?${written}`}${location.hash}`)
}
