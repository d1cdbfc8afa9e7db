// The events of one source that the page keeps: columns in chunks, so that 75,000 of them are a few megabytes and no
// objects. An event has an index, which is never used again, and a place in time.
//
// Beside the events stand moments: what was true between two of them, so that the state at any time can be had by
// going on from the moment before it.

import { Chunk, CHUNK, PAST, read, write, type Taken } from './chunk'
import type { SeenEvent } from './decoder'
import type { Reading } from './generated/protocol'
import type { Point, Presence } from './source'

/** An event as it came, and what the page knew of it. */
export interface Kept extends Taken {
  readonly index: number
  /** Where it is in time: `event.t`, but ascending strictly within a source. */
  readonly time: number
  readonly event: SeenEvent
}

/** What is true of a source before the event at `index`. */
export interface Moment {
  readonly index: number
  /** Later moments have higher numbers. */
  readonly number: number
  readonly time: number
  readonly presence: Presence
  readonly held: readonly (readonly [string, Point])[]
  readonly pointer: Point | null
  readonly wheel: { readonly dx: number; readonly dy: number }
  readonly readings: readonly Reading[]
}

const MOMENTS = 1_000
const SMALLEST_STEP = 0.001

export type NewMoment = Omit<Moment, 'index' | 'number'>

export class Track {
  readonly #chunks: Chunk[] = []
  readonly #moments: Moment[] = []
  #number = 0
  /** Index of the oldest event that is kept. */
  first = 0
  /** Index after the newest. */
  end = 0

  constructor(readonly source: string) {}

  get length(): number {
    return this.end - this.first
  }

  get bytes(): number {
    return this.#chunks.reduce((bytes, chunk) => bytes + chunk.bytes, 0)
  }

  /** The time of the oldest and of the newest event; NaN if there is none. */
  get oldest(): number {
    return this.timeOf(this.first)
  }
  get newest(): number {
    return this.timeOf(this.end - 1)
  }

  append(event: SeenEvent, taken: Taken): void {
    const chunk = this.#room()
    const place = chunk.length
    chunk.time[place] = this.#timeFor(event.t)
    chunk.length += 1
    this.end += 1
    write(chunk, place, event, taken)
  }

  /** Keep what is true now, before the next event. */
  keep(moment: NewMoment): void {
    const last = this.#moments.at(-1)
    if (last?.index === this.end && last.time === moment.time) this.#moments.pop()
    this.#moments.push({ ...moment, index: this.end, number: this.#number++ })
    if (this.#moments.length > MOMENTS) this.#moments.shift()
  }

  /** Return an event; it must be kept. */
  at(index: number): Kept {
    const chunk = this.#chunkOf(index)
    if (!chunk) throw new RangeError(`There is no event ${index} of ${this.source}.`)
    const place = index - chunk.first
    const odd = chunk.odd.get(place)
    return {
      index,
      time: chunk.time[place] ?? NaN,
      epoch: chunk.words[chunk.epoch[place] ?? 0] || null,
      receivedAt: chunk.receivedAt[place] ?? NaN,
      standsFor: odd?.standsFor ?? chunk.n[place] ?? 1,
      lost: odd?.lost ?? 0,
      past: ((chunk.flags[place] ?? 0) & PAST) !== 0,
      event: read(chunk, place, this.source),
    }
  }

  timeOf(index: number): number {
    const chunk = this.#chunkOf(index)
    return chunk?.time[index - chunk.first] ?? NaN
  }

  /** Return the index of the first event that is later than a time; `end` if there is none. */
  after(time: number): number {
    let low = this.first
    let high = this.end
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.timeOf(middle) > time) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Go over events from `from` up to, without, `until`, as places in chunks: for whoever counts many. */
  scan(from: number, until: number, visit: (chunk: Chunk, place: number) => void): void {
    const last = Math.min(until, this.end)
    for (let index = Math.max(from, this.first); index < last; ) {
      const chunk = this.#chunkOf(index)
      if (!chunk) return
      const stop = Math.min(last - chunk.first, chunk.length)
      for (let place = index - chunk.first; place < stop; place++) visit(chunk, place)
      index = chunk.first + stop
    }
  }

  /** Return the newest moment that is not after a time and comes at least `before` events before it. */
  momentBefore(time: number, before = 0): Moment | null {
    const index = this.after(time) - before
    for (let each = this.#moments.length - 1; each >= 0; each--) {
      const moment = this.#moments[each]
      if (moment && moment.index <= index && moment.time <= time && moment.index >= this.first) return moment
    }
    return null
  }

  /** Return the moments after the one with a number, up to a time: in order. */
  momentsAfter(number: number, time: number): Moment[] {
    return this.#moments.filter((moment) => moment.number > number && moment.time <= time)
  }

  /** It is time to keep a moment, so that none is far from the one before. */
  get needsMoment(): boolean {
    return this.end % CHUNK === 0
  }

  /** The newest event was the first of a chunk. */
  get startsChunk(): boolean {
    return this.#chunks.at(-1)?.length === 1
  }

  /** Return when the oldest chunk ends; null if there is no other, because the newest one stays. */
  get givesUpNext(): number | null {
    const [oldest] = this.#chunks
    return oldest === undefined || this.#chunks.length < 2 ? null : (oldest.time[oldest.length - 1] ?? null)
  }

  /** Let the oldest chunk go; return how many events that were. */
  giveUp(): number {
    const gone = this.#chunks.shift()?.length ?? 0
    this.first += gone
    while ((this.#moments[0]?.index ?? Infinity) < this.first) this.#moments.shift()
    return gone
  }

  #room(): Chunk {
    const last = this.#chunks.at(-1)
    if (last && last.length < CHUNK) return last
    const added = new Chunk(this.end)
    added.intern('') // the word of those that have none
    this.#chunks.push(added)
    return added
  }

  // Chunks are full but for the last, so the place of an event follows from its index.
  #chunkOf(index: number): Chunk | undefined {
    if (index < this.first || index >= this.end) return undefined
    return this.#chunks[Math.floor((index - this.first) / CHUNK)]
  }

  #timeFor(t: number): number {
    return this.length === 0 ? t : Math.max(t, this.newest + SMALLEST_STEP)
  }
}
