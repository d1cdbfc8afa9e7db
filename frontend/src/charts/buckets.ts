// Divide a stretch of time into so many equal parts as can be told apart in a chart. Pure.

const SECOND = 1_000
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600]
const MOST = 400

export interface Buckets {
  /** How long each is, in s. */
  readonly step: number
  /** Which the first one is, counted in steps since 1970. */
  readonly first: number
  /** When each begins, in s since 1970. */
  readonly times: readonly number[]
  /** How much of the last one has passed, in s. */
  readonly lastCovered: number
}

/** Return the buckets that begin within a stretch, in ms. One of which less than a second has passed is left out. */
export function bucketsOf(from: number, until: number): Buckets {
  const length = (until - from) / SECOND
  const step = STEPS.find((each) => length / each <= MOST) ?? length / MOST
  const end = until / SECOND
  const first = Math.ceil(from / SECOND / step)
  const count = Math.max(0, Math.floor((end - 1) / step) - first + 1)
  const times = Array.from({ length: count }, (_, place) => (first + place) * step)
  return { step, first, times, lastCovered: Math.min(step, end - (times.at(-1) ?? end)) }
}

/** Return in which bucket a time in ms is; one that is in none has a place that no bucket has. */
export function placeOf(time: number, { step, first }: Buckets): number {
  return Math.floor(time / SECOND / step) - first
}
