// The events that the page keeps, of all sources: written by the store, read by whoever shows the past.
//
// Bounded in bytes. When it is full, the oldest events go, whosever they are, so that it reaches back equally far for
// all. Nothing here changes after it was written, so a reader needs no copy.

import type { Taken } from './chunk'
import type { SeenEvent } from './decoder'
import { Track, type Kept, type NewMoment } from './track'

/** Room for more than 300,000 events: 10 minutes at 500 a second, or 40 at 125. */
export const BUDGET = 32 * 2 ** 20

export class History {
  readonly tracks = new Map<string, Track>()
  /** How many events were ever appended: what was made from the history is new as long as this is the same. */
  appended = 0
  /** How many had to go because there was no more room. */
  givenUp = 0

  constructor(private readonly budget = BUDGET) {}

  get bytes(): number {
    return this.#sum((track) => track.bytes)
  }

  get length(): number {
    return this.#sum(({ length }) => length)
  }

  /** The time of the oldest event that is kept; null if there is none. */
  get oldest(): number | null {
    return this.#nearest([...this.tracks.values()].map(({ oldest }) => oldest), Math.min)
  }

  /** The time of the newest event; null if there is none. */
  get newest(): number | null {
    return this.#nearest([...this.tracks.values()].map(({ newest }) => newest), Math.max)
  }

  append(event: SeenEvent, taken: Taken): void {
    this.#track(event.source).append(event, taken)
    this.appended += 1
    if (this.#track(event.source).startsChunk) this.#makeRoom()
  }

  /** Keep what is true of a source now, where it became so by other means than an event, or `needsMoment` says so. */
  keep(source: string, moment: NewMoment): void {
    this.#track(source).keep(moment)
  }

  needsMoment(source: string): boolean {
    return this.#track(source).needsMoment
  }

  /** Forget a source that the page has given up. */
  forget(source: string): void {
    const gone = this.tracks.get(source)
    if (!gone) return
    this.givenUp += gone.length
    this.tracks.delete(source)
  }

  /** Return the time of the first event after a time, of some sources or of all; null if there is none. */
  next(time: number, sources?: Iterable<string>): number | null {
    return this.#nearest(this.#of(sources).map((track) => track.timeOf(track.after(time))), Math.min)
  }

  /** Return the time of the last event before a time; null if there is none. */
  previous(time: number, sources?: Iterable<string>): number | null {
    const before = (track: Track) => {
      const index = track.after(time) - 1
      return track.timeOf(index) < time ? track.timeOf(index) : track.timeOf(index - 1)
    }
    return this.#nearest(this.#of(sources).map(before), Math.max)
  }

  /** Give the events after `from` up to and with `until`, of some sources or of all, in the order of their time. */
  *between(from: number, until: number, sources?: Iterable<string>): Generator<Kept> {
    const heads = this.#of(sources).map((track) => ({ track, index: track.after(from), end: track.after(until) }))
    for (;;) {
      let first: (typeof heads)[number] | null = null
      for (const head of heads) {
        if (head.index >= head.end) continue
        if (!first || head.track.timeOf(head.index) < first.track.timeOf(first.index)) first = head
      }
      if (!first) return
      const { track, index } = first
      first.index += 1
      if (index >= track.first) yield track.at(index) // it may have gone while the reader was busy
    }
  }

  #track(source: string): Track {
    let track = this.tracks.get(source)
    if (!track) this.tracks.set(source, (track = new Track(source)))
    return track
  }

  #of(sources: Iterable<string> | undefined): Track[] {
    if (sources === undefined) return [...this.tracks.values()]
    return [...sources].flatMap((source) => this.tracks.get(source) ?? [])
  }

  #sum(of: (track: Track) => number): number {
    let sum = 0
    for (const track of this.tracks.values()) sum += of(track)
    return sum
  }

  #nearest(times: readonly number[], choose: (...times: number[]) => number): number | null {
    const known = times.filter((time) => !Number.isNaN(time))
    return known.length === 0 ? null : choose(...known)
  }

  #makeRoom(): void {
    while (this.bytes > this.budget) {
      let next: Track | null = null
      for (const track of this.tracks.values()) {
        if (track.givesUpNext !== null && track.givesUpNext < (next?.givesUpNext ?? Infinity)) next = track
      }
      if (!next) return
      this.givenUp += next.giveUp()
    }
  }
}
