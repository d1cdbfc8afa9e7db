// Where in time the page looks: at what happens now, or at a place in what it keeps. Pausing stops the look, never the
// stream. Times are by the relay's clock, as those of events are; who calls says what time it is.

import type { History } from './history'

/** What is looked at. Everything that shows the past shows what was true at `cursor`. */
export interface Sight {
  readonly mode: 'live' | 'paused' | 'playing'
  readonly rate: number
  /** The stretch that the timeline, the charts and the heat map cover. */
  readonly from: number
  readonly until: number
  /** The moment that is shown, within the stretch. */
  readonly cursor: number
  /** The moment is to be made from the history: it is not what the page knows now. */
  readonly replayed: boolean
}

export const RATES = [0.25, 0.5, 1, 2, 4, 8] as const
const MINUTE = 60_000
/** Stretches that fit themselves to what there is. */
const FITTING = [1, 2, 5, 10, 20, 30, 60, 120].map((minutes) => minutes * MINUTE)
const LONGEST = 240 * MINUTE

export class Playback {
  #mode: Sight['mode'] = 'live'
  #rate = 1
  /** While it plays: the cursor was at `time` when it was `at`. */
  #anchor = { time: 0, at: 0 }
  /** While it does not follow: where the stretch ends. */
  #until = 0
  /** How long the stretch is, in ms; null: so long that everything is in it. */
  stretch: number | null = null

  constructor(
    private readonly history: History,
    /** How far behind the newest to stay while live, in ms: to match a video that is late. */
    readonly delay = 0,
  ) {}

  look(now: number): Sight {
    const end = Math.max(now, this.history.newest ?? now)
    const cursor = this.#cursor(now, end)
    if (this.#mode === 'playing' && cursor >= end) this.#mode = 'live'
    const live = this.#mode === 'live'
    const until = live ? end : Math.max(this.#until, cursor)
    const length = this.stretch ?? fitting(until - (this.history.oldest ?? until))
    const from = Math.min(until - length, cursor)
    return { mode: this.#mode, rate: this.#rate, from, until: from + length, cursor, replayed: !live || this.delay > 0 }
  }

  pause(now: number): void {
    const { mode, cursor, until } = this.look(now)
    if (mode === 'paused') return
    if (mode === 'live') this.#until = until
    this.#mode = 'paused'
    this.#anchor = { time: cursor, at: now }
  }

  play(now: number): void {
    const { mode, cursor } = this.look(now)
    if (mode === 'paused') this.#begin(cursor, now)
  }

  /** Pause where it follows or plays, play where it is paused. */
  toggle(now: number): void {
    if (this.look(now).mode === 'paused') this.play(now)
    else this.pause(now)
  }

  /** Look at what happens now. */
  live(): void {
    this.#mode = 'live'
  }

  setRate(rate: number, now: number): void {
    const { mode, cursor } = this.look(now)
    this.#rate = rate
    if (mode === 'playing') this.#begin(cursor, now)
  }

  /** Look at a time, as near to it as the history reaches; go on playing if it plays. */
  seek(time: number, now: number): void {
    if (this.look(now).mode === 'live') this.pause(now)
    const end = Math.max(now, this.history.newest ?? now)
    const target = Math.min(Math.max(time, this.history.oldest ?? end), end)
    this.#anchor = { time: target, at: now }
  }

  /** Go to the next event, or to the one before. */
  step(direction: 1 | -1, now: number, sources?: Iterable<string>): void {
    const { cursor } = this.look(now)
    this.pause(now)
    const found = direction > 0 ? this.history.next(cursor, sources) : this.history.previous(cursor, sources)
    if (found !== null) this.seek(found, now)
  }

  #begin(cursor: number, now: number): void {
    this.#mode = 'playing'
    this.#anchor = { time: cursor, at: now }
  }

  #cursor(now: number, end: number): number {
    if (this.#mode === 'live') return this.delay > 0 ? now - this.delay : end
    const played = this.#mode === 'playing' ? (now - this.#anchor.at) * this.#rate : 0
    return Math.min(this.#anchor.time + played, end)
  }
}

function fitting(length: number): number {
  return FITTING.find((each) => each >= length) ?? LONGEST
}
