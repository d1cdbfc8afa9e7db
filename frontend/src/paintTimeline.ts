// Draw the timeline: how much happened when, where presses were and where something was lost, and where the page looks.
// Pure: the same density and sight make the same calls.

import type { Brush } from './brush'
import type { Size } from './cells'
import type { Density } from './density'
import { timeOfDay } from './format'
import type { Sight } from './playback'

export interface TimelinePalette {
  readonly bar: string
  readonly later: string
  readonly press: string
  readonly lost: string
  readonly cursor: string
  readonly text: string
  readonly line: string
  readonly typeface: string
  /** The page's measure of type, in CSS pixels. */
  readonly rem: number
}

/** How wide a column is, in CSS pixels. */
export const COLUMN = 3
/** Left and right, so that the cursor is whole at both ends, in CSS pixels. */
export const EDGE = 5
const AXIS = 1.05 // rem
const TYPE = 0.68 // rem
const PRESS = 4
const MINUTE = 60_000
const TICKS = [5_000, 10_000, 15_000, 30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE]
const BETWEEN_TICKS = 5.8 // rem

export function paintTimeline(
  brush: Brush,
  { width, height }: Size,
  density: Density,
  sight: Sight,
  palette: TimelinePalette,
): void {
  const x = (time: number) => EDGE + ((time - sight.from) / (sight.until - sight.from)) * (width - 2 * EDGE)
  const floor = height - AXIS * palette.rem
  brush.clearRect(0, 0, width, height)
  brush.globalAlpha = 1
  brush.fillStyle = palette.line
  brush.beginPath()
  brush.rect(EDGE, floor, width - 2 * EDGE, 1)
  brush.fill()
  paintTicks(brush, sight, x, { width, height }, palette)
  const left = (column: number) => x(density.from) + column * COLUMN
  paintBars(brush, density, left, floor, x(sight.cursor), palette)
  marks(brush, density.presses, left, floor, PRESS, palette.press)
  marks(brush, density.lost, left, floor, floor, palette.lost)
  paintCursor(brush, x(sight.cursor), floor, palette)
}

// The square root makes a single press visible beside a thousand moves.
function paintBars(
  brush: Brush,
  density: Density,
  left: (column: number) => number,
  floor: number,
  cursor: number,
  palette: TimelinePalette,
): void {
  const highest = floor - PRESS - 2
  for (const later of [false, true]) {
    brush.fillStyle = later ? palette.later : palette.bar
    brush.beginPath()
    density.counts.forEach((count, column) => {
      if (count === 0 || left(column) >= cursor !== later) return
      const tall = Math.max(1, Math.sqrt(count / density.most) * highest)
      brush.rect(left(column), floor - PRESS - 1 - tall, COLUMN - 1, tall)
    })
    brush.fill()
  }
}

function marks(
  brush: Brush,
  counts: ArrayLike<number>,
  left: (column: number) => number,
  floor: number,
  tall: number,
  color: string,
): void {
  brush.fillStyle = color
  brush.beginPath()
  for (let column = 0; column < counts.length; column++) {
    if (counts[column]) brush.rect(left(column), floor - tall, COLUMN - 1, tall)
  }
  brush.fill()
}

function paintTicks(
  brush: Brush,
  { from, until }: Sight,
  x: (time: number) => number,
  { width, height }: Size,
  palette: TimelinePalette,
): void {
  const { rem } = palette
  const shortest = ((until - from) / width) * BETWEEN_TICKS * rem
  const step = TICKS.find((each) => each >= shortest) ?? TICKS.at(-1) ?? MINUTE
  const zone = new Date(until).getTimezoneOffset() * MINUTE
  brush.font = `500 ${TYPE * rem}px ${palette.typeface}`
  brush.textAlign = 'center'
  brush.textBaseline = 'alphabetic'
  for (let time = Math.ceil((from - zone) / step) * step + zone; time < until; time += step) {
    const at = Math.round(x(time))
    brush.fillStyle = palette.line
    brush.beginPath()
    brush.rect(at, height - AXIS * rem, 1, 3)
    brush.fill()
    if (at < 1.7 * rem || at > width - 1.7 * rem) continue
    brush.fillStyle = palette.text
    brush.fillText(timeOfDay(time).slice(0, step < MINUTE ? 8 : 5), at, height - 2)
  }
}

function paintCursor(brush: Brush, x: number, floor: number, palette: TimelinePalette): void {
  brush.fillStyle = palette.cursor
  brush.beginPath()
  brush.rect(x - 1, 0, 2, floor)
  brush.fill()
  brush.beginPath()
  brush.arc(x, 4, 4, 0, 2 * Math.PI)
  brush.fill()
}
