// Draw a pointer: the arrow, what is held, how the wheel turns, and whose it is. Pure.

import { colorOf, ring, type Brush, type Palette } from './brush'
import type { Figure, Turn } from './figure'
import type { Scene } from './scene'
import type { Point } from './source'

/** An arrow whose tip is at (0, 0). */
const ARROW = [0, 0, 0, 17, 4.2, 13.3, 7.2, 19.8, 10, 18.5, 7.1, 12.2, 12.4, 12.2] as const

export function paintPointer(brush: Brush, figure: Figure, palette: Palette, scene: Scene): void {
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
    paintTurn(brush, turn, pointer, color, unit)
    beside(brush, turn.words, figure, palette, scene, -14)
  }
}

// Arrow heads on the side of the pointer to which the wheel was turned.
function paintTurn(brush: Brush, { dx, dy }: Turn, { x, y }: Point, color: string, unit: number): void {
  brush.strokeStyle = color
  brush.lineWidth = 2.5 * unit
  const heads = (turns: number) => Math.min(3, Math.ceil(Math.abs(turns)))
  for (let head = 0; head < heads(dy); head++) {
    const way = dy > 0 ? -1 : 1
    chevron(brush, x + 4 * unit, y + (way > 0 ? 26 : -8) * unit + way * 7 * unit * head, 0, way, unit)
  }
  for (let head = 0; head < heads(dx); head++) {
    const way = dx > 0 ? 1 : -1
    chevron(brush, x + (way > 0 ? 22 : -10) * unit + way * 7 * unit * head, y + 9 * unit, way, 0, unit)
  }
}

function chevron(brush: Brush, x: number, y: number, alongX: number, alongY: number, unit: number): void {
  const [wide, deep] = [6 * unit, 4 * unit]
  brush.beginPath()
  brush.moveTo(x - alongY * wide - alongX * deep, y - alongX * wide - alongY * deep)
  brush.lineTo(x, y)
  brush.lineTo(x + alongY * wide - alongX * deep, y + alongX * wide - alongY * deep)
  brush.stroke()
}

/** As wide as one may be: to measure each text costs more than the drawing. */
const LETTER = 9

// Write next to the pointer, on the side where there is room.
function beside(brush: Brush, words: string, figure: Figure, palette: Palette, scene: Scene, down: number): void {
  const { x, y } = figure.pointer ?? { x: 0, y: 0 }
  const { unit, width } = scene
  const roomRight = x < width - (28 + LETTER * words.length) * unit
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
