// Say what the stage shows, from what the sources are and the time. Pure: no canvas, no clock, no colours.
//
// A scene is in CSS pixels of the canvas. Inks are names; paint.ts gives them colours.

import { BUTTON_INKS, inkOf, type Bounds, type Mark, type Point, type SourceState } from './source'
import { strings } from './strings'

export interface Size {
  readonly width: number
  readonly height: number
}

/** From pixels of a source to CSS pixels of the canvas: css = left + x * scale. */
export interface Mapping {
  readonly scale: number
  readonly left: number
  readonly top: number
}

export type ButtonInk = (typeof BUTTON_INKS)[number]
/** The colour of a source by its number, or of a button. */
export type Ink = number | ButtonInk

export interface ScreenBox extends Size, Point {
  readonly label: string
}

/** A piece of a trail: x and y in turn. */
export interface Stroke {
  readonly points: number[]
  readonly strength: number
  readonly ink: Ink
}

export interface Ripple extends Point {
  readonly kind: 'press' | 'release' | 'synthetic'
  readonly ink: ButtonInk
  readonly button: string
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

export interface Figure {
  readonly name: string
  readonly ink: number
  /** The source does not send at the moment: this is old. */
  readonly old: boolean
  readonly strokes: readonly Stroke[]
  readonly footprints: readonly Footprint[]
  readonly ripples: readonly Ripple[]
  readonly pointer: Point | null
  readonly held: readonly { readonly button: string; readonly ink: ButtonInk }[]
  readonly turn: { readonly words: string; readonly strength: number } | null
}

export interface Scene extends Size {
  readonly mapping: Mapping
  readonly screens: readonly ScreenBox[]
  readonly figures: readonly Figure[]
  /** Several sources are shown, so each pointer bears its name. */
  readonly named: boolean
  /** How large to draw what has no size of its own; 1 on a laptop. */
  readonly unit: number
  readonly still: boolean
  /** It will look different soon, even if nothing more happens. */
  readonly moving: boolean
}

export interface Viewport extends Size {
  /** The person prefers less motion: nothing grows or fades. */
  readonly still: boolean
}

export const TRAIL_FADES = 700
export const PRESS_LASTS = 900
export const RELEASE_LASTS = 450
export const SYNTHETIC_LASTS = 2_500
export const TURN_LASTS = 1_200
const BANDS = 10
const FOOTPRINTS = 12
const MARGIN = 28
const UNKNOWN_SCREEN: Bounds = { left: 0, top: 0, right: 1280, bottom: 720 }
const STEP = 160

export function buildScene(sources: readonly SourceState[], viewport: Viewport, now: number): Scene {
  const mapping = fit(worldOf(sources), viewport)
  const figures = sources.map((source) => figureOf(source, mapping, viewport.still, now))
  return {
    width: viewport.width,
    height: viewport.height,
    mapping,
    screens: screensOf(sources, mapping),
    figures,
    named: sources.length > 1,
    unit: Math.min(2, Math.max(0.8, viewport.width / 1_000)),
    still: viewport.still,
    moving: figures.some((figure) => figure.strokes.length + figure.ripples.length > 0 || figure.turn !== null),
  }
}

export function toCanvas({ scale, left, top }: Mapping, { x, y }: Point): Point {
  return { x: left + x * scale, y: top + y * scale }
}

/** Return the space that has to be in view: all screens, and wherever a pointer was seen. */
export function worldOf(sources: readonly SourceState[]): Bounds {
  const boxes: Bounds[] = []
  for (const { about, seen } of sources) {
    for (const { x, y, width, height } of about.screens) {
      boxes.push({ left: x, top: y, right: x + width, bottom: y + height })
    }
    if (about.screens.length === 0) boxes.push(UNKNOWN_SCREEN)
    if (seen) boxes.push(about.screens.length === 0 ? inSteps(seen) : seen)
  }
  return boxes.length === 0 ? UNKNOWN_SCREEN : boxes.reduce(around)
}

// Grow in steps, so that the scale does not change with every move.
function inSteps({ left, top, right, bottom }: Bounds): Bounds {
  return {
    left: Math.floor(left / STEP) * STEP,
    top: Math.floor(top / STEP) * STEP,
    right: Math.ceil(right / STEP) * STEP,
    bottom: Math.ceil(bottom / STEP) * STEP,
  }
}

function around(a: Bounds, b: Bounds): Bounds {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  }
}

function fit({ left, top, right, bottom }: Bounds, { width, height }: Size): Mapping {
  const wide = Math.max(1, right - left)
  const high = Math.max(1, bottom - top)
  const margin = Math.min(MARGIN, width / 20, height / 20)
  const scale = Math.max(0, Math.min((width - 2 * margin) / wide, (height - 2 * margin) / high))
  return {
    scale,
    left: (width - wide * scale) / 2 - left * scale,
    top: (height - high * scale) / 2 - top * scale,
  }
}

// Sources on the same machine have the same screens: each is drawn once.
function screensOf(sources: readonly SourceState[], mapping: Mapping): ScreenBox[] {
  const boxes = new Map<string, ScreenBox>()
  for (const { about } of sources) {
    for (const { x, y, width, height } of about.screens) {
      boxes.set(`${x} ${y} ${width} ${height}`, {
        ...toCanvas(mapping, { x, y }),
        width: width * mapping.scale,
        height: height * mapping.scale,
        label: strings.stage.screen(width, height),
      })
    }
  }
  return [...boxes.values()]
}

function figureOf(source: SourceState, mapping: Mapping, still: boolean, now: number): Figure {
  return {
    name: source.name,
    ink: source.color,
    old: source.presence !== 'online',
    strokes: still ? [] : strokesOf(source, mapping, now),
    footprints: footprintsOf(source, mapping),
    ripples: ripplesOf(source, mapping, now),
    pointer: source.pointer && toCanvas(mapping, source.pointer),
    held: [...source.held.keys()].map((button) => ({ button, ink: buttonInk(button) })),
    turn: turnOf(source, now),
  }
}

function buttonInk(button: string): ButtonInk {
  return BUTTON_INKS[inkOf(button)] ?? 'other'
}

// Positions of nearly the same age are one stroke: a few strokes a frame instead of hundreds.
function strokesOf({ trail, color }: SourceState, mapping: Mapping, now: number): Stroke[] {
  const strokes: Stroke[] = []
  let stroke: Stroke | null = null
  let lastX = 0
  let lastY = 0
  trail.each(now - TRAIL_FADES, (x, y, at, held) => {
    const cssX = mapping.left + x * mapping.scale
    const cssY = mapping.top + y * mapping.scale
    const strength = Math.min(BANDS, Math.ceil((1 - (now - at) / TRAIL_FADES) * BANDS)) / BANDS
    const ink = held === 0 ? color : (BUTTON_INKS[held - 1] ?? 'other')
    if (stroke === null || stroke.strength !== strength || stroke.ink !== ink) {
      stroke = { points: stroke === null ? [] : [lastX, lastY], strength, ink }
      strokes.push(stroke)
    }
    stroke.points.push(cssX, cssY)
    lastX = cssX
    lastY = cssY
  })
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
    const kind = mark.seq === null ? 'synthetic' : mark.pressed ? 'press' : 'release'
    const { button } = mark
    ripples.push({ ...toCanvas(mapping, mark), kind, ink: buttonInk(button), button, age, mark })
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

function turnOf({ turn }: SourceState, now: number): Figure['turn'] {
  if (turn === null || now - turn.at >= TURN_LASTS) return null
  const strength = Math.min(1, 2 * (1 - (now - turn.at) / TURN_LASTS))
  return { words: strings.stage.turned(turn.dx, turn.dy), strength }
}
