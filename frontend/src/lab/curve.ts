// From values over time to paths of a picture that is WIDTH by HEIGHT and ends now. Heights go by the square root, so
// that 100 ms can be seen beside 3 s.

import { STRETCH } from './lab'

export const WIDTH = 300
export const HEIGHT = 40
/** ms without a value after which a line is broken: nothing is known of what was between. */
const GAP = 1_000
const HEADROOM = 1.1

export interface Point {
  readonly time: number
  readonly value: number
}

const heightOf = (value: number, ceiling: number) => HEIGHT * (1 - Math.sqrt(value / ceiling))
const placeOf = (time: number, now: number) => Math.max(0, (WIDTH * (STRETCH - now + time)) / STRETCH)

/** The largest value, with some room above it; never 0. */
export function ceilingOf(...curves: readonly (readonly Point[])[]): number {
  return HEADROOM * Math.max(1, ...curves.flatMap((points) => points.map(({ value }) => value)))
}

/** Return the parts of a curve that are without a gap. */
function parts(points: readonly Point[]): Point[][] {
  const found: Point[][] = []
  let last: Point | undefined
  for (const point of points) {
    if (!last || point.time - last.time > GAP) found.push([])
    found.at(-1)?.push(point)
    last = point
  }
  return found
}

/** A line through all points. */
export function lineOf(points: readonly Point[], now: number, ceiling: number): string {
  return parts(points).map((part) => `M${corners(part, now, ceiling)}`).join('')
}

/** The same with everything below it. */
export function areaOf(points: readonly Point[], now: number, ceiling: number): string {
  return parts(points)
    .map((part) => {
      const [start, end] = [part[0]?.time ?? now, part.at(-1)?.time ?? now].map((time) => placeOf(time, now).toFixed(1))
      return `M${start},${HEIGHT}L${corners(part, now, ceiling)}L${end},${HEIGHT}Z`
    })
    .join('')
}

function corners(points: readonly Point[], now: number, ceiling: number): string {
  return points
    .map(({ time, value }) => `${placeOf(time, now).toFixed(1)},${heightOf(value, ceiling).toFixed(1)}`)
    .join('L')
}

export interface Band {
  readonly from: number
  readonly width: number
}

/** Where something was true, as places along the picture. */
export function bandsOf(samples: readonly { readonly time: number; readonly behind: boolean }[], now: number): Band[] {
  const bands: { from: number; until: number }[] = []
  let last: { readonly time: number; readonly behind: boolean } | undefined
  for (const sample of samples) {
    const open = last?.behind === true && sample.time - last.time <= GAP ? bands.at(-1) : undefined
    const place = placeOf(sample.time, now)
    if (open) open.until = place
    else if (sample.behind) bands.push({ from: place, until: place })
    last = sample
  }
  return bands.map(({ from, until }) => ({ from, width: Math.max(1, until - from) }))
}
