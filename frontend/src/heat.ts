// Count where presses were made, or where the pointer spent its time, over a stretch of time. Pure.

import type { Heat } from './choice'
import { FLAG } from './chunk'
import { codeOf } from './events'
import type { History } from './history'
import type { Bounds } from './source'

/** A grid over the world of a cell of the stage, as runs of cells with nearly the same warmth. */
export interface HeatGrid {
  /** Where it begins and how long the side of a cell is, in pixels of the source. */
  readonly left: number
  readonly top: number
  readonly side: number
  /** For each level of warmth, the coolest first: column, row and length of each run in turn. */
  readonly levels: readonly (readonly number[])[]
}

export interface Stretch {
  readonly from: number
  readonly until: number
}

const ALONG = 128 // cells on the longer side
export const LEVELS = 12
const LONGEST_STAY = 5_000 // ms: a pointer that lies still is no longer looked at
const [CLICK, MOVE, SCROLL] = [codeOf('click'), codeOf('move'), codeOf('scroll')]
/** Presses are few: each warms its surroundings, so that it can be seen. */
const SPREADS: Readonly<Record<Heat, number>> = { none: 0, presses: 6, time: 3 }
const ROOTS: Readonly<Record<Heat, number>> = { none: 1, presses: 2, time: 4 }
/** What is less than this, of the hottest, is not drawn: a warm place has no corners then. */
const COLD = 0.12

export function heatOf(
  history: History,
  sources: readonly string[],
  world: Bounds,
  stretch: Stretch,
  kind: Exclude<Heat, 'none'>,
): HeatGrid {
  const wide = Math.max(1, world.right - world.left)
  const high = Math.max(1, world.bottom - world.top)
  const side = Math.max(wide, high) / ALONG
  const columns = Math.max(1, Math.ceil(wide / side))
  const rows = Math.max(1, Math.ceil(high / side))
  const cells = new Float32Array(columns * rows)
  const warm = (x: number, y: number, by: number) => {
    const column = Math.floor((x - world.left) / side)
    const row = Math.floor((y - world.top) / side)
    if (column < 0 || row < 0 || column >= columns || row >= rows) return
    const index = row * columns + column
    cells[index] = (cells[index] ?? 0) + by
  }
  for (const source of sources) {
    if (kind === 'presses') warmByPresses(history, source, stretch, warm)
    else warmByTime(history, source, stretch, warm)
  }
  let grid: Float32Array = cells
  for (let time = 0; time < SPREADS[kind]; time++) grid = spread(grid, columns, rows)
  return { left: world.left, top: world.top, side, levels: runs(shares(grid, ROOTS[kind]), columns) }
}

type Warm = (x: number, y: number, by: number) => void

function warmByPresses(history: History, source: string, { from, until }: Stretch, warm: Warm): void {
  const track = history.tracks.get(source)
  track?.scan(track.after(from), track.after(until), (chunk, place) => {
    const pressed = chunk.type[place] === CLICK && ((chunk.flags[place] ?? 0) & FLAG) !== 0
    if (pressed) warm(chunk.a[place] ?? 0, chunk.b[place] ?? 0, 1)
  })
}

function warmByTime(history: History, source: string, { from, until }: Stretch, warm: Warm): void {
  const track = history.tracks.get(source)
  if (!track) return
  let [x, y, since] = [NaN, NaN, NaN]
  const stayUntil = (time: number) => {
    if (!Number.isNaN(since)) warm(x, y, Math.min(LONGEST_STAY, time - since))
  }
  track.scan(track.after(from), track.after(until), (chunk, place) => {
    const type = chunk.type[place]
    if (type !== MOVE && type !== CLICK && type !== SCROLL) return
    const time = chunk.time[place] ?? NaN
    stayUntil(time)
    x = chunk.a[place] ?? NaN
    y = chunk.b[place] ?? NaN
    since = time
  })
  stayUntil(until)
}

function spread(cells: Float32Array, columns: number, rows: number): Float32Array {
  return spreadAlong(spreadAlong(cells, 1, columns, rows), columns, columns, rows)
}

// A quarter of the warmth of a cell goes to either neighbour; what would leave the grid is gone.
function spreadAlong(cells: Float32Array, step: number, columns: number, rows: number): Float32Array {
  const wider = new Float32Array(cells.length)
  const last = step === 1 ? columns - 1 : rows - 1
  for (let index = 0; index < cells.length; index++) {
    const warmth = cells[index] ?? 0
    if (warmth === 0) continue
    const place = step === 1 ? index % columns : Math.floor(index / columns)
    wider[index] = (wider[index] ?? 0) + warmth / 2
    if (place > 0) wider[index - step] = (wider[index - step] ?? 0) + warmth / 4
    if (place < last) wider[index + step] = (wider[index + step] ?? 0) + warmth / 4
  }
  return wider
}

// One cell where the pointer rested must not make all others cold: a root brings them nearer.
function shares(cells: Float32Array, root: number): Float32Array {
  const hottest = cells.reduce((most, each) => Math.max(most, each), 0)
  return hottest === 0 ? cells : cells.map((each) => (each / hottest) ** (1 / root))
}

function runs(cells: Float32Array, columns: number): number[][] {
  const levels = Array.from({ length: LEVELS }, (): number[] => [])
  const levelOf = (index: number) => Math.ceil((((cells[index] ?? 0) - COLD) / (1 - COLD)) * LEVELS)
  for (let start = 0; start < cells.length; ) {
    const level = levelOf(start)
    const rest = columns - (start % columns)
    let length = 1
    while (length < rest && levelOf(start + length) === level) length += 1
    levels[level - 1]?.push(start % columns, Math.floor(start / columns), length)
    start += length
  }
  return levels
}
