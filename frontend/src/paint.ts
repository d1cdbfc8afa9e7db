// Draw a scene with the calls of a canvas. Pure: the same scene and palette make the same calls.

import type { Figure, Footprint, Ink, Ripple, Scene, ScreenBox, Stroke } from './scene'
import type { BUTTON_INKS } from './source'

/** The part of CanvasRenderingContext2D that is used. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | 'arc'
  | 'beginPath'
  | 'clearRect'
  | 'closePath'
  | 'fill'
  | 'fillStyle'
  | 'fillText'
  | 'font'
  | 'globalAlpha'
  | 'lineCap'
  | 'lineJoin'
  | 'lineTo'
  | 'lineWidth'
  | 'moveTo'
  | 'roundRect'
  | 'setLineDash'
  | 'stroke'
  | 'strokeStyle'
  | 'strokeText'
  | 'textAlign'
  | 'textBaseline'
>

export interface Palette {
  readonly sources: readonly string[]
  readonly buttons: Readonly<Record<(typeof BUTTON_INKS)[number], string>>
  readonly screen: string
  readonly edge: string
  readonly text: string
  /** Around what has to stand out from whatever is below it. */
  readonly halo: string
  readonly typeface: string
}

const FULL_CIRCLE = 2 * Math.PI
const HALF_SPENT = 0.4
/** An arrow whose tip is at (0, 0). */
const ARROW = [0, 0, 0, 17, 4.2, 13.3, 7.2, 19.8, 10, 18.5, 7.1, 12.2, 12.4, 12.2] as const

export function paint(brush: Brush, scene: Scene, palette: Palette): void {
  brush.clearRect(0, 0, scene.width, scene.height)
  brush.lineCap = 'butt' // round ends would show where one stroke of a trail follows another
  brush.lineJoin = 'round'
  for (const screen of scene.screens) paintScreen(brush, screen, palette, scene.unit)
  for (const figure of scene.figures) {
    for (const footprint of figure.footprints) paintFootprint(brush, footprint, palette, scene.unit)
    for (const stroke of figure.strokes) paintStroke(brush, stroke, palette, scene.unit)
    for (const ripple of figure.ripples) paintRipple(brush, ripple, palette, scene)
  }
  for (const figure of scene.figures) paintPointer(brush, figure, palette, scene)
  brush.globalAlpha = 1
}

function colorOf(ink: Ink, palette: Palette): string {
  if (typeof ink === 'string') return palette.buttons[ink]
  return palette.sources[ink % palette.sources.length] ?? palette.text
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

function paintFootprint(brush: Brush, { x, y, ink, strength }: Footprint, palette: Palette, unit: number): void {
  brush.globalAlpha = 0.15 + 0.5 * strength
  brush.fillStyle = colorOf(ink, palette)
  disc(brush, x, y, 3.5 * unit)
}

function paintStroke(brush: Brush, { points, strength, ink }: Stroke, palette: Palette, unit: number): void {
  brush.globalAlpha = 0.95 * strength ** 1.4
  brush.strokeStyle = colorOf(ink, palette)
  brush.lineWidth = (typeof ink === 'string' ? 6 : 4) * unit * (0.3 + 0.7 * strength)
  brush.beginPath()
  brush.moveTo(points[0] ?? 0, points[1] ?? 0)
  for (let index = 2; index < points.length; index += 2) brush.lineTo(points[index] ?? 0, points[index + 1] ?? 0)
  brush.stroke()
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
    brush.globalAlpha = 0.55 * (1 - age)
    disc(brush, x, y, (9 + 6 * eased) * unit)
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

function paintPointer(brush: Brush, figure: Figure, palette: Palette, scene: Scene): void {
  const { pointer, ink, old, held, turn } = figure
  if (!pointer) return
  const { unit } = scene
  const { x, y } = pointer
  const color = colorOf(ink, palette)
  brush.globalAlpha = old ? 0.55 : 1
  held.forEach((button, index) => {
    brush.strokeStyle = colorOf(button.ink, palette)
    brush.lineWidth = 3 * unit
    ring(brush, x, y, (13 + 6 * index) * unit)
  })
  arrow(brush, x, y, unit)
  brush.strokeStyle = old ? color : palette.halo
  brush.fillStyle = old ? palette.halo : color
  brush.lineWidth = (old ? 1.5 : 2.5) * unit
  brush.stroke()
  brush.fill()

  const label = [scene.named ? figure.name : '', ...held.map(({ button }) => button)].filter(Boolean).join(' · ')
  if (label) beside(brush, label, figure, palette, scene, 24)
  if (turn) {
    brush.globalAlpha *= turn.strength
    beside(brush, turn.words, figure, palette, scene, -14)
  }
}

// Write next to the pointer, on the side where there is room.
function beside(brush: Brush, words: string, figure: Figure, palette: Palette, scene: Scene, down: number): void {
  const { x, y } = figure.pointer ?? { x: 0, y: 0 }
  const { unit, width } = scene
  const roomRight = x < width - 140 * unit
  brush.font = `600 ${12.5 * unit}px ${palette.typeface}`
  brush.textAlign = roomRight ? 'left' : 'right'
  brush.textBaseline = 'middle'
  brush.lineWidth = 3 * unit
  brush.strokeStyle = palette.halo
  brush.fillStyle = colorOf(figure.ink, palette)
  const left = x + (roomRight ? 20 : -20) * unit
  const top = Math.min(Math.max(y + down * unit, 10 * unit), scene.height - 10 * unit)
  brush.strokeText(words, left, top)
  brush.fillText(words, left, top)
}

function arrow(brush: Brush, x: number, y: number, unit: number): void {
  brush.beginPath()
  brush.moveTo(x, y)
  for (let index = 2; index < ARROW.length; index += 2) {
    brush.lineTo(x + (ARROW[index] ?? 0) * unit, y + (ARROW[index + 1] ?? 0) * unit)
  }
  brush.closePath()
}

function disc(brush: Brush, x: number, y: number, radius: number): void {
  brush.beginPath()
  brush.arc(x, y, radius, 0, FULL_CIRCLE)
  brush.fill()
}

function ring(brush: Brush, x: number, y: number, radius: number): void {
  brush.beginPath()
  brush.arc(x, y, Math.max(0, radius), 0, FULL_CIRCLE)
  brush.stroke()
}
