// Where on the canvas each source is shown: all in one cell, over each other, or a cell for each, side by side.

import type { Layout } from './choice'
import type { Bounds, Point, SourceState } from './source'

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

/** A part of the canvas with one scale, and whom it shows. */
export interface Cell {
  readonly mapping: Mapping
  readonly world: Bounds
  readonly sources: readonly SourceState[]
}

const MARGIN = 28
const NO_SCREEN: Bounds = { left: 0, top: 0, right: 1280, bottom: 720 }
const STEP = 160

/** Return the cells. The margin around the screens is for chrome: an overlay has none. */
export function arrange(sources: readonly SourceState[], layout: Layout, size: Size, margin = MARGIN): Cell[] {
  if (layout === 'over' || sources.length < 2) {
    return [cellFor(sources, { left: 0, top: 0, right: size.width, bottom: size.height }, margin)]
  }
  const columns = bestColumns(sources, size, margin)
  const rows = Math.ceil(sources.length / columns)
  const wide = size.width / columns
  const high = size.height / rows
  return sources.map((source, index) => {
    const left = (index % columns) * wide
    const top = Math.floor(index / columns) * high
    return cellFor([source], { left, top, right: left + wide, bottom: top + high }, margin)
  })
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
    if (about.screens.length === 0) boxes.push(NO_SCREEN)
    if (seen) boxes.push(about.screens.length === 0 ? inSteps(seen) : seen)
  }
  return boxes.length === 0 ? NO_SCREEN : boxes.reduce(around)
}

function cellFor(sources: readonly SourceState[], box: Bounds, margin: number): Cell {
  const world = worldOf(sources)
  return { mapping: fit(world, box, margin), world, sources }
}

/** For less than this share of its size, a picture does not go below another: beside is what was asked for. */
const WORTH_A_ROW = 0.1

// The largest number of columns with which the smallest picture is about as large as it can be.
function bestColumns(sources: readonly SourceState[], { width, height }: Size, margin: number): number {
  const worlds = sources.map((source) => worldOf([source]))
  const scaleWith = (columns: number) => {
    const box = { left: 0, top: 0, right: width / columns, bottom: height / Math.ceil(sources.length / columns) }
    return Math.min(...worlds.map((world) => fit(world, box, margin).scale))
  }
  const scales = sources.map((_, index) => scaleWith(index + 1))
  const enough = (1 - WORTH_A_ROW) * Math.max(...scales)
  return scales.findLastIndex((scale) => scale >= enough) + 1
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

function fit({ left, top, right, bottom }: Bounds, box: Bounds, widest: number): Mapping {
  const wide = Math.max(1, right - left)
  const high = Math.max(1, bottom - top)
  const width = box.right - box.left
  const height = box.bottom - box.top
  const margin = Math.min(widest, width / 20, height / 20)
  const scale = Math.max(0, Math.min((width - 2 * margin) / wide, (height - 2 * margin) / high))
  return {
    scale,
    left: box.left + (width - wide * scale) / 2 - left * scale,
    top: box.top + (height - high * scale) / 2 - top * scale,
  }
}
