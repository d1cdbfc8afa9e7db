// Say what is drawn of one source: its pointer, the way it came, its presses, drags and wheel. Pure.

import { toCanvas, type Mapping } from './cells'
import type { Part } from './choice'
import { BUTTON_INKS, inkOf, type Mark, type Point, type SourceState } from './source'
import { strings } from './strings'
import type { TrailPoint } from './trail'

export type ButtonInk = (typeof BUTTON_INKS)[number]
/** The colour of a source by its number, or of a button. */
export type Ink = number | ButtonInk

/** A piece of a way: x and y in turn. */
export interface Stroke {
  readonly points: number[]
  readonly strength: number
  readonly ink: Ink
  /** How fast the pointer was, from 0 to PACES − 1. */
  readonly pace: number
  /** Nothing was merged on it. */
  readonly exact: boolean
}

export interface Ripple extends Point {
  readonly kind: 'press' | 'release' | 'synthetic'
  readonly ink: ButtonInk
  readonly button: string
  /** 2 for a double click. */
  readonly count: number
  /** How far through its life it is, from 0 to 1. */
  readonly age: number
  readonly mark: Mark
}

/** What stays of a press when its ripple has gone. */
export interface Footprint extends Point {
  readonly mark: Mark
  readonly ink: ButtonInk
  readonly strength: number
}

export interface Turn {
  readonly dx: number
  readonly dy: number
  readonly words: string
  readonly strength: number
}

export interface Figure {
  readonly name: string
  readonly ink: number
  /** The source does not send at the moment: this is old. */
  readonly old: boolean
  readonly strokes: readonly Stroke[]
  readonly drags: readonly Stroke[]
  readonly footprints: readonly Footprint[]
  readonly ripples: readonly Ripple[]
  readonly pointer: Point | null
  readonly held: readonly { readonly button: string; readonly ink: ButtonInk }[]
  readonly turn: Turn | null
  /** It will look different soon, even if nothing more happens. */
  readonly moving: boolean
}

export const TRAIL_FADES = 700
export const DRAG_FADES = 4_000
export const PRESS_LASTS = 900
export const RELEASE_LASTS = 450
export const SYNTHETIC_LASTS = 2_500
export const TURN_LASTS = 1_200
const BANDS = 10
const FOOTPRINTS = 12
/** More circles at once hide each other, and large ones are what costs most to draw. */
const RIPPLES = 12
const SHORTEST_DRAG = 4 // pixels of the source: a hand is not that still while it clicks

export interface Look {
  readonly still: boolean
  readonly parts: readonly Part[]
}

export function figureOf(source: SourceState, mapping: Mapping, { still, parts }: Look, now: number): Figure {
  const shows = (part: Part) => parts.includes(part)
  const strokes = still || !shows('trail') ? [] : strokesOf(source, mapping, now)
  const drags = shows('drags') ? dragsOf(source, mapping, still, now) : []
  const ripples = shows('presses') ? ripplesOf(source, mapping, now) : []
  const turn = shows('wheel') ? turnOf(source, now) : null
  return {
    name: source.name,
    ink: source.color,
    old: source.presence !== 'online',
    strokes,
    drags,
    footprints: shows('presses') ? footprintsOf(source, mapping) : [],
    ripples,
    pointer: source.pointer && shows('pointer') ? toCanvas(mapping, source.pointer) : null,
    held: shows('held') ? [...source.held.keys()].map((button) => ({ button, ink: buttonInk(button) })) : [],
    turn,
    moving: strokes.length + ripples.length > 0 || turn !== null || drags.some(({ strength }) => strength < 1),
  }
}

function buttonInk(button: string): ButtonInk {
  return BUTTON_INKS[inkOf(button)] ?? 'other'
}

// Positions of nearly the same age and pace are one stroke: a few strokes a frame instead of hundreds.
function strokesOf({ trail, color }: SourceState, mapping: Mapping, now: number): Stroke[] {
  const strokes: Stroke[] = []
  let stroke: Stroke | null = null
  let last: Point | null = null
  trail.each(now - TRAIL_FADES, (point) => {
    const at = toCanvas(mapping, point)
    const like = strokeFor(point, color, now)
    if (stroke === null || !isAlike(stroke, like)) {
      stroke = { ...like, points: last === null ? [] : [last.x, last.y] }
      strokes.push(stroke)
    }
    stroke.points.push(at.x, at.y)
    last = at
  })
  return strokes
}

function strokeFor({ at, pace, exact }: TrailPoint, ink: Ink, now: number): Omit<Stroke, 'points'> {
  const strength = Math.min(BANDS, Math.ceil((1 - (now - at) / TRAIL_FADES) * BANDS)) / BANDS
  return { strength, ink, pace, exact }
}

function isAlike(a: Omit<Stroke, 'points'>, b: Omit<Stroke, 'points'>): boolean {
  return a.strength === b.strength && a.pace === b.pace && a.exact === b.exact
}

function dragsOf({ drags }: SourceState, mapping: Mapping, still: boolean, now: number): Stroke[] {
  const strokes: Stroke[] = []
  for (const drag of drags.newestFirst()) {
    const strength = drag.endedAt === null ? 1 : 1 - (now - drag.endedAt) / DRAG_FADES
    if (strength <= 0 || drag.reach < SHORTEST_DRAG) continue
    const look = { strength: still ? 1 : Math.min(1, strength), ink: buttonInk(drag.button), pace: 0 }
    let stroke: Stroke | null = null
    for (let index = 0; index < drag.length; index++) {
      const { x, y } = toCanvas(mapping, { x: drag.x[index] ?? 0, y: drag.y[index] ?? 0 })
      const exact = drag.exact[index] ?? true
      if (stroke === null || (stroke.exact !== exact && index > 1)) {
        const points: number[] = stroke === null ? [] : stroke.points.slice(-2)
        stroke = { ...look, points, exact }
        strokes.push(stroke)
      }
      stroke.points.push(x, y)
    }
  }
  return strokes
}

function lifeOf(mark: Mark): number {
  if (mark.seq === null) return SYNTHETIC_LASTS
  return mark.pressed ? PRESS_LASTS : RELEASE_LASTS
}

function ripplesOf({ marks }: SourceState, mapping: Mapping, now: number): Ripple[] {
  const ripples: Ripple[] = []
  for (const mark of marks.newestFirst()) {
    const age = Math.max(0, now - mark.at) / lifeOf(mark)
    if (age >= 1) continue
    if (ripples.length >= RIPPLES) break
    const kind = mark.seq === null ? 'synthetic' : mark.pressed ? 'press' : 'release'
    const { button, count } = mark
    ripples.push({ ...toCanvas(mapping, mark), kind, ink: buttonInk(button), button, count, age, mark })
  }
  return ripples
}

function footprintsOf({ marks }: SourceState, mapping: Mapping): Footprint[] {
  const footprints: Footprint[] = []
  for (const mark of marks.newestFirst()) {
    if (!mark.pressed) continue
    if (footprints.length >= FOOTPRINTS) break
    const strength = 1 - footprints.length / FOOTPRINTS
    footprints.push({ ...toCanvas(mapping, mark), mark, ink: buttonInk(mark.button), strength })
  }
  return footprints
}

function turnOf({ turn }: SourceState, now: number): Turn | null {
  if (turn === null || now - turn.at >= TURN_LASTS) return null
  const { dx, dy } = turn
  if (dx === 0 && dy === 0) return null
  const strength = Math.min(1, 2 * (1 - (now - turn.at) / TURN_LASTS))
  return { dx, dy, words: strings.stage.turned(dx, dy), strength }
}
