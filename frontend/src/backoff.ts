// How long to wait before the next attempt to connect: exponential, with full jitter, so that a thousand pages that
// were cut off together do not come back together.

const FIRST = 100
const LONGEST = 2_000
const LONGEST_WHEN_UNWANTED = 30_000
const LONG_ABSENCE = 3 * 60_000

export interface Absence {
  /** Attempts since the page was last live. */
  readonly attempts: number
  /** How long ago that was, in ms. */
  readonly duration: number
  /** The relay was there and said no. */
  readonly refused: boolean
}

/** Return the wait in ms; `random` is from [0, 1). */
export function delayBefore({ attempts, duration, refused }: Absence, random: number): number {
  if (refused) return random * LONGEST_WHEN_UNWANTED
  const longest = duration > LONG_ABSENCE ? LONGEST_WHEN_UNWANTED : LONGEST
  return random * Math.min(longest, FIRST * 2 ** Math.min(attempts, 16))
}
