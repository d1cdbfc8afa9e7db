// What tests start from: events, entries and a store to give them to.

import { PLAIN, type Choice } from '../src/choice'
import { decode } from '../src/decoder'
import type { About, Click, Move, Reading, Scroll, SourceEntry, Text } from '../src/generated/protocol'
import { EVERYTHING } from '../src/list/filter'
import { EventLog } from '../src/list/log'
import { Store } from '../src/store'
import { START, World } from './world'

const common = { t: START, n: 1, source: 'desk' }

export const click = (seq: number, more: Partial<Click> = {}): Click => ({
  event: 'click',
  ...common,
  seq,
  x: 800,
  y: 600,
  button: 'left',
  pressed: true,
  ...more,
})
export const move = (seq: number, more: Partial<Move> = {}): Move => ({ event: 'move', ...common, seq, x: 1, y: 2, ...more })
export const scroll = (seq: number, more: Partial<Scroll> = {}): Scroll => ({
  event: 'scroll',
  ...common,
  seq,
  x: 1,
  y: 2,
  dx: 0,
  dy: 1,
  ...more,
})
export const reading = (seq: number, more: Partial<Reading> = {}): Reading => ({
  event: 'reading',
  ...common,
  seq,
  name: 'temperature',
  value: 21,
  unit: '°C',
  low: null,
  high: null,
  ...more,
})
export const text = (seq: number, more: Partial<Text> = {}): Text => ({ event: 'text', ...common, seq, text: 'hello', ...more })

export const aboutOf = (more: Partial<About> = {}): About => ({
  capture: 'pynput/xorg',
  health: 'ok',
  screens: [{ x: 0, y: 0, width: 1920, height: 1080 }],
  region: null,
  grid: 1,
  ...more,
})

export const entry = (more: Partial<SourceEntry> = {}): SourceEntry => ({
  epoch: 'one',
  seq: 0,
  online: true,
  silent: false,
  lost: 0,
  about: aboutOf(),
  held: [],
  latest: [],
  ...more,
})

export class Given {
  readonly world = new World()
  readonly store: Store

  constructor(choice: Choice = PLAIN) {
    this.store = new Store(this.world, choice)
  }

  /** Give the store a frame as it would come over the wire. */
  frame(frame: unknown): this {
    this.store.take(decode(JSON.stringify(frame)))
    return this
  }

  welcome(sources: Record<string, SourceEntry> = { desk: entry() }, more: { readonly lab?: boolean } = {}): this {
    return this.frame({ type: 'relay', message: 'welcome', time: START, viewers: 1, sources, ...more })
  }

  sources(sources: Record<string, SourceEntry | null>): this {
    return this.frame({ type: 'relay', message: 'sources', sources })
  }

  status(sources: Record<string, { seq: number; lag: [number, number] }>): this {
    return this.frame({ type: 'relay', message: 'status', time: START, viewers: 2, sources })
  }

  source(name = 'desk') {
    const source = this.store.sources.all.get(name)
    if (!source) throw new Error(`There is no source ${name}.`)
    return source
  }

  /** The rows of the list as they are read, the newest first. */
  get listed(): string[] {
    const log = new EventLog(this.store.history, this.store.notes, () => undefined)
    log.setFilter(EVERYTHING)
    let view = log.view(null)
    while (view.searching) view = log.view(null)
    const rows: string[] = []
    for (let row = view.end - 1; row >= view.first; row--) {
      const shown = view.row(row)
      if (shown) rows.push(shown.tally ? `${shown.what} ${shown.tally}` : shown.what)
    }
    return rows
  }
}
