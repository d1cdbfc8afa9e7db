// Draw a scene with the calls of a canvas. Pure: the same scene and palette make the same calls.

import { colorOf, disc, ring, type Brush, type Palette } from './brush'
import type { Footprint, Ripple, Stroke } from './figure'
import { paintPointer } from './paintPointer'
import type { HeatBox, RegionBox, Scene, ScreenBox } from './scene'

const HALF_SPENT = 0.4
/** How wide a trail is by the pace of the pointer: a fast one is drawn as by a quick pen. */
const PACE_WIDTHS = [1, 0.78, 0.6, 0.45]
const HOTTEST = 0.8

/** Paint a scene; `ground` is a picture of its ground, where there is one. */
export function paint(brush: Brush, scene: Scene, palette: Palette, ground: CanvasImageSource | null = null): void {
  brush.clearRect(0, 0, scene.width, scene.height)
  if (palette.back !== null) paintBack(brush, scene, palette.back)
  if (ground) {
    brush.globalAlpha = 1
    brush.drawImage(ground, 0, 0, scene.width, scene.height)
  } else paintGround(brush, scene, palette)
  brush.lineCap = 'butt' // round ends would show where one stroke of a trail follows another
  brush.lineJoin = 'round'
  for (const figure of scene.figures) {
    for (const stroke of figure.strokes) paintStroke(brush, stroke, palette, scene.unit)
    for (const drag of figure.drags) paintDrag(brush, drag, palette, scene.unit)
    for (const footprint of figure.footprints) paintFootprint(brush, footprint, palette, scene.unit)
    for (const ripple of figure.ripples) paintRipple(brush, ripple, palette, scene)
  }
  for (const figure of scene.figures) paintPointer(brush, figure, palette, scene)
  brush.globalAlpha = 1
}

function paintBack(brush: Brush, { width, height }: Scene, color: string): void {
  brush.globalAlpha = 1
  brush.fillStyle = color
  brush.beginPath()
  brush.rect(0, 0, width, height)
  brush.fill()
}

/** Paint what lies under the pointers: screens, regions and heat maps. */
export function paintGround(brush: Brush, scene: Scene, palette: Palette): void {
  for (const screen of scene.screens) paintScreen(brush, screen, palette, scene.unit)
  for (const region of scene.regions) paintRegion(brush, region, palette, scene.unit)
  for (const heat of scene.heats) paintHeat(brush, heat, palette)
}

function paintScreen(brush: Brush, { x, y, width, height, label }: ScreenBox, palette: Palette, unit: number): void {
  brush.globalAlpha = 1
  brush.beginPath()
  brush.roundRect(x, y, width, height, Math.min(8 * unit, width / 8))
  brush.fillStyle = palette.screen
  brush.fill()
  brush.strokeStyle = palette.edge
  brush.lineWidth = 1
  brush.stroke()
  brush.font = `500 ${11 * unit}px ${palette.typeface}`
  brush.textAlign = 'left'
  brush.textBaseline = 'alphabetic'
  brush.fillStyle = palette.text
  brush.globalAlpha = 0.7
  brush.fillText(label, x + 10 * unit, y + height - 10 * unit)
}

function paintRegion(brush: Brush, { x, y, width, height, ink }: RegionBox, palette: Palette, unit: number): void {
  brush.globalAlpha = 0.6
  brush.strokeStyle = colorOf(ink, palette)
  brush.lineWidth = 1.5 * unit
  brush.setLineDash([6 * unit, 4 * unit])
  brush.beginPath()
  brush.rect(x, y, width, height)
  brush.stroke()
  brush.setLineDash([])
}

function paintFootprint(brush: Brush, { x, y, ink, strength }: Footprint, palette: Palette, unit: number): void {
  brush.globalAlpha = 0.15 + 0.5 * strength
  brush.fillStyle = colorOf(ink, palette)
  disc(brush, x, y, 3.5 * unit)
}

function paintHeat(brush: Brush, { x, y, side, grid }: HeatBox, palette: Palette): void {
  brush.fillStyle = palette.heat
  grid.levels.forEach((runs, level) => {
    brush.globalAlpha = (HOTTEST * (level + 1)) / grid.levels.length
    brush.beginPath()
    for (let run = 0; run < runs.length; run += 3) {
      const [column = 0, row = 0, length = 0] = [runs[run], runs[run + 1], runs[run + 2]]
      brush.rect(x + column * side, y + row * side, length * side, side)
    }
    brush.fill()
  })
}

function paintStroke(brush: Brush, stroke: Stroke, palette: Palette, unit: number): void {
  brush.globalAlpha = 0.95 * stroke.strength ** 1.4
  brush.strokeStyle = colorOf(stroke.ink, palette)
  brush.lineWidth = 5 * unit * (0.3 + 0.7 * stroke.strength) * (PACE_WIDTHS[stroke.pace] ?? 1)
  way(brush, stroke, unit)
}

function paintDrag(brush: Brush, stroke: Stroke, palette: Palette, unit: number): void {
  brush.globalAlpha = 0.85 * stroke.strength
  brush.strokeStyle = colorOf(stroke.ink, palette)
  brush.lineWidth = 5 * unit
  way(brush, stroke, unit)
}

// What was merged is drawn with dots: the pointer was at each of them, and nobody knows how it came there.
function way(brush: Brush, { points, exact }: Stroke, unit: number): void {
  if (!exact) brush.setLineDash([2 * unit, 5 * unit])
  brush.beginPath()
  brush.moveTo(points[0] ?? 0, points[1] ?? 0)
  for (let index = 2; index < points.length; index += 2) brush.lineTo(points[index] ?? 0, points[index + 1] ?? 0)
  brush.stroke()
  if (!exact) brush.setLineDash([])
}

function paintRipple(brush: Brush, ripple: Ripple, palette: Palette, { unit, still }: Scene): void {
  const { x, y, kind } = ripple
  const age = still ? HALF_SPENT : ripple.age
  const eased = 1 - (1 - age) ** 3
  const color = colorOf(ripple.ink, palette)
  brush.strokeStyle = color
  brush.fillStyle = color
  brush.globalAlpha = 1 - age
  if (kind === 'press') {
    brush.lineWidth = 3 * unit * (1 - age) + 0.5
    ring(brush, x, y, (8 + 38 * eased) * unit)
    for (let more = 1; more < Math.min(ripple.count, 4); more++) ring(brush, x, y, (8 + 38 * eased + 7 * more) * unit)
    brush.globalAlpha = 0.55 * (1 - age)
    disc(brush, x, y, (9 + 6 * eased) * unit)
    if (ripple.count > 1) paintCount(brush, ripple, palette, unit)
  } else if (kind === 'release') {
    brush.lineWidth = 1.5 * unit
    ring(brush, x, y, (16 - 9 * eased) * unit)
  } else {
    brush.lineWidth = 2 * unit
    brush.setLineDash([5 * unit, 6 * unit])
    ring(brush, x, y, 26 * unit)
    ring(brush, x, y, 18 * unit)
    brush.setLineDash([])
  }
}

function paintCount(brush: Brush, { x, y, count, age }: Ripple, palette: Palette, unit: number): void {
  brush.globalAlpha = 1 - age
  brush.font = `700 ${13 * unit}px ${palette.typeface}`
  brush.textAlign = 'center'
  brush.textBaseline = 'middle'
  brush.fillText(`×${count}`, x, y - 26 * unit)
}
