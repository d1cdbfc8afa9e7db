// Write numbers and times the same way everywhere. Formatters are made once: making one costs more than using it.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const exact = new Intl.NumberFormat('en', { maximumFractionDigits: 3 })
const fixed = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

const MINUS = '\u2212'
const signed = (text: string) => text.replace('-', MINUS)

/** 12,345 */
export const count = (value: number) => signed(whole.format(value))
/** 800 or 800.5 */
export const pixel = (value: number) => signed(short.format(value)).replaceAll(',', '')
/** 21.375 */
export const quantity = (value: number) => signed(exact.format(value))
/** 1.4 */
export const tenths = (value: number) => signed(fixed.format(value))

/** Milliseconds: 0.4 ms, 12 ms, 3.1 s. */
export function duration(ms: number): string {
  if (Math.abs(ms) >= 1_000) return `${tenths(ms / 1_000)} s`
  return `${Math.abs(ms) < 10 ? tenths(ms) : count(ms)} ms`
}

/** How long a leg took by two clocks: below 0 it only tells how far these are apart at least: 0 ± 23 ms. */
export const legTime = (ms: number) => (ms < 0 ? `0 ± ${duration(-ms)}` : duration(ms))

/** The time of day, in the viewer's zone: 21:04:05.123. */
export function timeOfDay(t: number): string {
  const date = new Date(t)
  if (Number.isNaN(date.getTime())) return '–'
  const two = (value: number) => String(value).padStart(2, '0')
  const ms = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`
}
