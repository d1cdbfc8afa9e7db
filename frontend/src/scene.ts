// Say what the stage shows, from what the sources are and the time. Pure: no canvas, no clock, no colours.
//
// A scene is in CSS pixels of the canvas. Inks are names; paint.ts gives them colours.

import { arrange, toCanvas, type Cell, type Mapping, type Size } from './cells'
import { PARTS, type Layout } from './choice'
import { figureOf, type Figure, type Look } from './figure'
import type { HeatGrid } from './heat'
import type { Point, SourceState } from './source'
import { strings } from './strings'

export interface ScreenBox extends Size, Point {
  readonly label: string
}

/** The part of the screens from which a source sends. */
export interface RegionBox extends Size, Point {
  readonly ink: number
}

/** A heat map: where its first cell begins, and how long the side of a cell is. */
export interface HeatBox extends Point {
  readonly side: number
  readonly grid: HeatGrid
}

export interface Scene extends Size {
  /** Of the first cell. */
  readonly mapping: Mapping
  readonly screens: readonly ScreenBox[]
  readonly regions: readonly RegionBox[]
  readonly heats: readonly HeatBox[]
  readonly figures: readonly Figure[]
  /** Several sources are shown, so each pointer bears its name. */
  readonly named: boolean
  /** How large to draw what has no size of its own; 1 on a laptop. */
  readonly unit: number
  readonly still: boolean
  /** It will look different soon, even if nothing more happens. */
  readonly moving: boolean
}

export interface Viewport extends Size, Partial<Look> {
  readonly layout?: Layout
  /** How large to draw, 1 as usual. */
  readonly size?: number
  /** Around the screens, in CSS pixels. */
  readonly margin?: number
  /** Return the heat map of a cell, if there is one. */
  readonly heat?: (cell: Cell) => HeatGrid | null
}

export function buildScene(given: readonly SourceState[], viewport: Viewport, now: number): Scene {
  const sources = given.filter(hasPlace)
  const { width, height, layout = 'over', still = false, parts = PARTS, size = 1 } = viewport
  const cells = arrange(sources, layout, viewport, viewport.margin)
  const figures = cells.flatMap(({ sources: shown, mapping }) =>
    shown.map((source) => figureOf(source, mapping, { still, parts }, now)),
  )
  return {
    width,
    height,
    mapping: cells[0]?.mapping ?? { scale: 1, left: 0, top: 0 },
    screens: parts.includes('screens') ? cells.flatMap(screensOf) : [],
    regions: parts.includes('screens') ? cells.flatMap(regionsOf) : [],
    heats: cells.flatMap((cell) => heatBoxOf(cell, viewport.heat?.(cell) ?? null)),
    figures,
    named: sources.length > 1 && parts.includes('names'),
    unit: Math.min(2, Math.max(0.8, width / 1_000)) * size,
    still,
    moving: figures.some(({ moving }) => moving),
  }
}

/** Tell whether there is anything to draw: a sensor has neither screens nor a pointer, so it takes no room. */
export function hasPlace({ about, seen, held }: SourceState): boolean {
  return about.screens.length > 0 || seen !== null || held.size > 0
}

// Sources on the same machine have the same screens: each is drawn once, and the larger one below the smaller.
function screensOf({ sources, mapping }: Cell): ScreenBox[] {
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
  return [...boxes.values()].sort((a, b) => b.width * b.height - a.width * a.height)
}

function regionsOf({ sources, mapping }: Cell): RegionBox[] {
  return sources.flatMap(({ about: { region }, color }) => {
    if (!region) return []
    const { width, height } = region
    return [{ ...toCanvas(mapping, region), width: width * mapping.scale, height: height * mapping.scale, ink: color }]
  })
}

function heatBoxOf({ mapping }: Cell, grid: HeatGrid | null): HeatBox[] {
  if (!grid) return []
  return [{ ...toCanvas(mapping, { x: grid.left, y: grid.top }), side: grid.side * mapping.scale, grid }]
}
