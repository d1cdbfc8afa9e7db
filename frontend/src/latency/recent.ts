// Durations of the last seconds: a histogram for each second, used again when its second is long past.

import { Histogram } from './histogram'

/** Half of all took no longer than `median`, 99 % no longer than `p99`; in ms. */
export interface Spread {
  readonly median: number
  readonly p99: number
  readonly count: number
}

interface Second {
  at: number
  readonly histogram: Histogram
}

const SECOND = 1_000

export class RecentDurations {
  readonly #seconds: Second[]
  readonly #sum = new Histogram()

  constructor(seconds: number) {
    this.#seconds = Array.from({ length: seconds }, () => ({ at: -1, histogram: new Histogram() }))
  }

  /** Count a duration in ms that ended at `now`. */
  add(ms: number, now: number): void {
    const at = Math.floor(now / SECOND)
    const second = this.#seconds[at % this.#seconds.length]
    if (!second) return
    if (second.at !== at) {
      second.at = at
      second.histogram.clear()
    }
    second.histogram.add(ms)
  }

  /** Say what the durations of the last seconds were, the one that has begun included. */
  spread(now: number): Spread | null {
    const end = Math.floor(now / SECOND)
    return this.#over(({ at }) => at > end - this.#seconds.length && at <= end)
  }

  /** Say what they were in one second, which is counted since 1970. */
  during(second: number): Spread | null {
    return this.#over(({ at }) => at === second)
  }

  #over(wanted: (second: Second) => boolean): Spread | null {
    this.#sum.clear()
    for (const second of this.#seconds) if (wanted(second)) this.#sum.addAll(second.histogram)
    return spreadOf(this.#sum)
  }
}

function spreadOf(histogram: Histogram): Spread | null {
  const median = histogram.quantile(0.5)
  const p99 = histogram.quantile(0.99)
  return median === null || p99 === null ? null : { median, p99, count: histogram.count }
}
