// The rows of the list: what the history and the notes hold, in the order of time, as far as a filter lets it through.
//
// New rows come at the end. What was there before a filter was set is looked through backwards, a bounded number of
// events each time, so that the newest rows stand at once and nothing waits for the oldest.

import type { History } from '../history'
import { kindOf } from '../events'
import { strings } from '../strings'
import type { Track } from '../track'
import { AT_FIRST, showsEvent, showsNote, typeOf, type Filter } from './filter'
import { jsonOf } from './json'
import type { Notes, Tone } from './notes'
import { RowIndex } from './rowIndex'

/** A row as it is shown. It never changes. */
export interface ListRow {
  readonly row: number
  /** When it happened, in ms since 1970 by the relay's clock. */
  readonly t: number
  readonly source: string | null
  readonly who: string
  readonly tone: Tone
  /** The type of the event, empty where it is none. */
  readonly type: string
  readonly what: string
  /** How many captured events it stands for, where that is more than one. */
  readonly tally: string
  /** What is copied. */
  readonly json: string
}

export interface ListView {
  /** Changes when rows are numbered anew, because others are shown. */
  readonly numbering: number
  /** The number of the first row, and the number after the last. */
  readonly first: number
  readonly end: number
  /** The number after the last row of the time that is looked at; `end` while that is now. */
  readonly until: number
  /** How many there would be without the filter. */
  readonly all: number
  /** Older rows are still being looked for: there is more to see although nothing happens. */
  readonly searching: boolean
  readonly filter: Filter
  /** Return a row; null for one whose event is no longer kept. */
  row(number: number): ListRow | null
}

interface Lane {
  readonly items: Track | Notes
  /** What was looked at: from `low` up to, without, `high`. */
  low: number
  high: number
}

/** How many events are looked at each time; fewer where each has to be put into words. */
const STEP = 20_000
const STEP_BY_TEXT = 3_000
const LANE = 2 ** 40
const CACHED = 500

export class EventLog {
  filter: Filter = AT_FIRST
  #lanes: Lane[] = []
  #index = new RowIndex()
  #numbering = 0
  readonly #cache = new Map<number, ListRow>()
  #view: ListView | null = null

  /** `changed` is called when there is more to see although nothing came: another filter, or older rows to look for. */
  constructor(
    private readonly history: History,
    private readonly notes: Notes,
    private readonly changed: () => void,
  ) {
    this.#restart()
  }

  setFilter(filter: Filter): void {
    this.filter = filter
    this.#restart()
    this.changed()
  }

  /** Take what is new, and return what there is to see at a time, null for now. The same object if it is the same. */
  view(at: number | null): ListView {
    this.#meetTracks()
    if (this.#waiting > STEP) this.#restart()
    this.#goOn()
    this.#index.trim((item) => this.#isGone(item))
    this.#lookBack()
    const { first, end } = this.#index
    const all = this.#lanes.reduce((sum, { items }) => sum + items.end - items.first, 0)
    const searching = this.#lanes.some(({ items, low }) => low > items.first)
    const until = at === null ? end : this.#rowAfter(at)
    if (searching) this.changed()
    const view = { numbering: this.#numbering, first, end, until, all, searching, filter: this.filter, row: this.row }
    if (!this.#view || !same(view, this.#view)) this.#view = view
    return this.#view
  }

  readonly row = (number: number): ListRow | null => {
    const item = this.#index.at(number)
    if (item === undefined || this.#isGone(item)) return null
    const known = this.#cache.get(number)
    if (known) return known
    const row = this.#show(number, item)
    if (this.#cache.size >= CACHED) this.#cache.clear()
    if (row) this.#cache.set(number, row)
    return row
  }

  #restart(): void {
    this.#index = new RowIndex()
    this.#numbering += 1
    this.#cache.clear()
    this.#lanes = [this.notes, ...this.history.tracks.values()].map(laneFrom)
  }

  #meetTracks(): void {
    const tracks = [...this.history.tracks.values()]
    const known = new Set(this.#lanes.map(({ items }) => items))
    const strangers = tracks.filter((track) => !known.has(track))
    if (known.size + strangers.length > tracks.length + 1)
      this.#restart() // a source was forgotten
    else for (const track of strangers) this.#lanes.push({ items: track, low: track.first, high: track.first })
  }

  /** How many items came that were not looked at. */
  get #waiting(): number {
    return this.#lanes.reduce((sum, { items, high }) => sum + items.end - high, 0)
  }

  #goOn(): void {
    for (;;) {
      let next: Lane | null = null
      let time = Infinity
      for (const lane of this.#lanes) {
        lane.high = Math.max(lane.high, lane.items.first)
        if (lane.high >= lane.items.end || lane.items.timeOf(lane.high) >= time) continue
        next = lane
        time = lane.items.timeOf(lane.high)
      }
      if (!next) return
      const index = next.high++
      if (this.#shows(next, index)) this.#index.append(this.#item(next, index))
    }
  }

  #lookBack(): void {
    const most = this.filter.text === '' ? STEP : STEP_BY_TEXT
    for (let steps = 0; steps < most; steps++) {
      let next: Lane | null = null
      let time = -Infinity
      for (const lane of this.#lanes) {
        if (lane.low <= lane.items.first || lane.items.timeOf(lane.low - 1) <= time) continue
        next = lane
        time = lane.items.timeOf(lane.low - 1)
      }
      if (!next) return
      const index = --next.low
      if (this.#shows(next, index)) this.#index.prepend(this.#item(next, index))
    }
  }

  #shows({ items }: Lane, index: number): boolean {
    if ('source' in items) return showsEvent(this.filter, items.at(index).event)
    const note = items.at(index)
    return note !== undefined && showsNote(this.filter, note)
  }

  #item(lane: Lane, index: number): number {
    return this.#lanes.indexOf(lane) * LANE + index
  }

  #isGone(item: number): boolean {
    return item % LANE < (this.#lanes[Math.floor(item / LANE)]?.items.first ?? Infinity)
  }

  #timeOf(row: number): number {
    const item = this.#index.at(row) ?? 0
    return this.#lanes[Math.floor(item / LANE)]?.items.timeOf(item % LANE) ?? NaN
  }

  #rowAfter(time: number): number {
    let { first: low, end: high } = this.#index
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (this.#timeOf(middle) > time) high = middle
      else low = middle + 1
    }
    return low
  }

  #show(row: number, item: number): ListRow | null {
    const items = this.#lanes[Math.floor(item / LANE)]?.items
    if (!items) return null
    if ('source' in items) return showEvent(row, items, item % LANE)
    const note = items.at(item % LANE)
    return note ? { ...note, row, type: '', tally: '', json: JSON.stringify(note) } : null
  }
}

function laneFrom(items: Track | Notes): Lane {
  return { items, low: items.end, high: items.end }
}

function showEvent(row: number, track: Track, index: number): ListRow {
  const { event, past, standsFor } = track.at(index)
  const { t, source } = event
  return {
    row,
    t,
    source,
    who: source,
    tone: past ? 'past' : 'event',
    type: typeOf(event),
    what: kindOf(event).describe(event),
    tally: strings.list.tally(1, standsFor - 1),
    json: jsonOf(event),
  }
}

function same(a: ListView, b: ListView): boolean {
  return (Object.keys(a) as (keyof ListView)[]).every((key) => a[key] === b[key])
}
