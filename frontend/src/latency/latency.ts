// How long events take from capture to paint, leg by leg, over the last seconds. Pure and bounded.
//
// Times of events are by the relay's clock; the page's own are moved there by the estimated offset, so every leg that
// crosses from one machine to the other is as true as that offset. The relay tells capture → relay for each second,
// not for each event. So relay → page is, for each event of that second, the whole way less that second's median.

import type { Offset } from '../offset'
import { RecentDurations, type Spread } from './recent'
import { Seconds } from './seconds'

export const LEGS = ['captureToRelay', 'relayToPage', 'pageToPaint', 'captureToPaint'] as const
export type Leg = (typeof LEGS)[number]
export type Legs = { readonly [Each in Leg]: Spread | null }

export interface LatencyView {
  readonly legs: Legs
  readonly offset: Offset | null
  /** Over how many seconds. */
  readonly seconds: number
}

const SECONDS = 30
const SOURCES = 64
const AGES = 1_024
const UNPAINTED = 4_096

export class Latency {
  readonly #told: Told
  readonly #relayToPage: RecentDurations
  readonly #pageToPaint: RecentDurations
  readonly #whole: RecentDurations
  /** By source: how old its events were when they came, since the relay's last word. */
  readonly #ages = new Map<string, Ages>()
  readonly #unpainted = new Unpainted()
  readonly #past = new Seconds()
  #second = 0

  constructor(readonly seconds = SECONDS) {
    this.#told = new Told(seconds)
    this.#relayToPage = new RecentDurations(seconds)
    this.#pageToPaint = new RecentDurations(seconds)
    this.#whole = new RecentDurations(seconds)
  }

  /** Take an event of the stream, captured at `t` by the relay's clock and handled at `now` by the page's. */
  arrived(source: string, t: number, now: number, offset: Offset | null): void {
    if (offset === null) return
    const age = now + offset.offset - t
    this.#agesOf(source).add(age)
    this.#unpainted.add(now, age)
  }

  /** Take the relay's word: median and p99 of capture → relay, of what came from a source in the last second. */
  told(source: string, lag: readonly [number, number], now: number): void {
    this.#told.add(lag, now)
    this.#ages.get(source)?.take((age) => this.#relayToPage.add(age - lag[0], now))
  }

  /** Know that a picture was presented at `now`, which showed whatever had come by `drawnAt`. */
  painted(drawnAt: number, now: number): void {
    this.#endSecond(Math.floor(now / 1_000))
    this.#unpainted.take(drawnAt, (arrived, age) => {
      this.#pageToPaint.add(now - arrived, now)
      this.#whole.add(age + now - arrived, now)
    })
  }

  /** Leave out what was never painted because nobody was looking: the tab was hidden or the picture paused. */
  overlook(): void {
    this.#unpainted.clear()
  }

  view(now: number, offset: Offset | null): LatencyView {
    const legs = {
      captureToRelay: this.#told.spread(now),
      relayToPage: this.#relayToPage.spread(now),
      pageToPaint: this.#pageToPaint.spread(now),
      captureToPaint: this.#whole.spread(now),
    }
    return { legs, offset, seconds: this.seconds }
  }

  /** Say what capture → paint was in a second that is over, counted since 1970 by the page's clock. */
  during(second: number): { readonly median: number; readonly p99: number } | null {
    return second === this.#second ? this.#whole.during(second) : this.#past.get(second)
  }

  #endSecond(next: number): void {
    if (next === this.#second) return
    const spread = this.#whole.during(this.#second)
    if (spread) this.#past.set(this.#second, spread)
    this.#second = next
  }

  #agesOf(source: string): Ages {
    let ages = this.#ages.get(source)
    if (!ages) {
      if (this.#ages.size >= SOURCES) this.#ages.clear()
      this.#ages.set(source, (ages = new Ages()))
    }
    return ages
  }
}

/** Ages until they are taken; of too many the last ones. */
class Ages {
  readonly #ages: number[] = []
  #added = 0

  add(age: number): void {
    this.#ages[this.#added++ % AGES] = age
  }

  take(visit: (age: number) => void): void {
    this.#ages.forEach(visit)
    this.#ages.length = this.#added = 0
  }
}

/** What has come and is in no picture yet, in order; of too many the last ones. */
class Unpainted {
  readonly #arrived = new Float64Array(UNPAINTED)
  readonly #age = new Float64Array(UNPAINTED)
  #start = 0
  #end = 0

  add(arrived: number, age: number): void {
    this.#arrived[this.#end % UNPAINTED] = arrived
    this.#age[this.#end % UNPAINTED] = age
    this.#end += 1
    if (this.#end - this.#start > UNPAINTED) this.#start += 1
  }

  take(until: number, visit: (arrived: number, age: number) => void): void {
    for (; this.#start < this.#end; this.#start++) {
      const arrived = this.#arrived[this.#start % UNPAINTED] ?? 0
      if (arrived > until) return
      visit(arrived, this.#age[this.#start % UNPAINTED] ?? 0)
    }
  }

  clear(): void {
    this.#start = this.#end
  }
}

/** What the relay said in the last seconds. */
class Told {
  readonly #words: { readonly median: number; readonly p99: number; readonly at: number }[] = []

  constructor(private readonly seconds: number) {}

  add([median, p99]: readonly [number, number], now: number): void {
    this.#words.push({ median, p99, at: now })
    while (this.#words.length > SOURCES * this.seconds) this.#words.shift()
  }

  // Where in each second 99 % were under its p99, 99 % of all were under the highest of them.
  spread(now: number): Spread | null {
    const recent = this.#words.filter(({ at }) => now - at < this.seconds * 1_000)
    const medians = recent.map(({ median }) => median).sort((a, b) => a - b)
    const median = medians[Math.floor(medians.length / 2)]
    if (median === undefined) return null
    return { median, p99: Math.max(...recent.map(({ p99 }) => p99)), count: recent.length }
  }
}
