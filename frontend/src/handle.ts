// `window.hardwareRelay`: what the page knows, as plain JSON, for tests and curious people. Nothing can be changed
// through it, and the page itself never reads it.
//
//   hardwareRelay.summary()   connection, numbers by source, pointer, what is held, the wheel, the last presses
//   hardwareRelay.mapping()   how the canvas shows a source's pixels: css = left + x * scale

import { numbersOf, type Numbers } from './numbers'
import type { Mark, Point, SourceState } from './source'
import type { Shown } from './stage'
import type { Store } from './store'

interface SourceSummary extends Numbers {
  readonly epoch: string | null
  readonly seq: number
  readonly presence: string
  readonly health: string
  readonly pointer: Point | null
  readonly held: readonly string[]
  readonly wheel: { readonly dx: number; readonly dy: number }
}

export interface Handle {
  summary(): object
  mapping(): Shown | null
}

export function makeHandle(store: Store, mapping: () => Shown | null): Handle {
  return Object.freeze({ summary: () => summarize(store), mapping })
}

function summarize(store: Store): object {
  const { sources, connectionState, viewers, offset, unusable, choice } = store
  return {
    connection: { ...connectionState, behind: sources.behind },
    viewers,
    clock: offset,
    unusable,
    choice: { ...choice },
    sight: store.sight(),
    history: { length: store.history.length, bytes: store.history.bytes, givenUp: store.history.givenUp },
    totals: sources.totals,
    sources: Object.fromEntries([...sources.all].map(([name, source]) => [name, summarizeSource(source)])),
    presses: sources.presses.toArray().map(summarizePress),
  }
}

function summarizeSource({ cursor, presence, about, pointer, held, wheel }: SourceState): SourceSummary {
  const { epoch, chain } = cursor
  return {
    epoch,
    seq: chain.seq,
    ...numbersOf(cursor),
    presence,
    health: about.health,
    pointer: pointer && { ...pointer },
    held: [...held.keys()],
    wheel: { ...wheel },
  }
}

function summarizePress({ source, epoch, seq, button, x, y, at, drawn }: Mark): object {
  return { source, epoch, seq, button, x, y, at, drawn: drawn && { ...drawn } }
}
