// How far an axis reaches, and what stands at it. Pure.

import type { Values } from './charts'

/** What a chart is of. What is counted and what lasts begins at 0; what is measured has no beginning. */
export type Scale = 'counted' | 'lasting' | 'measured'

/** Steps between two labels of time that people can count in, in s. */
export const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600]

const POWERS = [1, 10, 100, 1_000, 10_000, 100_000]
const MINUTES: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
const toMinutes = new Intl.DateTimeFormat('en', MINUTES)
const toSeconds = new Intl.DateTimeFormat('en', { ...MINUTES, second: '2-digit' })

/** Return from where to where values from `low` to `high` are drawn; null for none. */
export function rangeOf(scale: Scale, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1]
  if (scale === 'counted') return [0, Math.max(10, high * 1.3)]
  if (scale === 'lasting') return [0, Math.max(1, high * 1.1)]
  const room = Math.max((high - low) * 0.12, Math.abs(high) * 0.002) || 1 // all of it is 0
  return [low - room, high + room]
}

/** Return the ticks of what is counted: 0, 1, 10, 100, … */
export function powersUpTo(high: number): number[] {
  return [0, ...POWERS.filter((each) => each <= high)]
}

/** Return the time of day, in the viewer's zone, as exact as the labels are close. */
export function timeLabel(second: number, step: number): string {
  return (step < 60 ? toSeconds : toMinutes).format(second * 1_000)
}

/** Return the places of values that have no neighbours: no line shows them. */
export function lonelyPlaces(values: ArrayLike<number | null | undefined>): number[] {
  const isThere = (place: number) => values[place] !== null && values[place] !== undefined
  const places = Array.from({ length: values.length }, (_, place) => place)
  return places.filter((place) => isThere(place) && !isThere(place - 1) && !isThere(place + 1))
}

/**
 * Return the value at a place, or the newest for null. What was measured holds until it is measured again; what was
 * counted or lasted is true of its own time only.
 */
export function valueAt(scale: Scale, values: Values, place: number | null): number | null {
  const before = place === null ? values : values.slice(0, place + 1)
  const value = place === null || scale === 'measured' ? before.findLast((each) => each !== null) : before.at(-1)
  return value ?? null
}
