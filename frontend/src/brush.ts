// What painting is done with: the calls of a canvas, the colours, and the shapes that are drawn most.

import type { ButtonInk, Ink } from './figure'

/** The part of CanvasRenderingContext2D that is used. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | 'arc'
  | 'beginPath'
  | 'clearRect'
  | 'closePath'
  | 'drawImage'
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
  | 'rect'
  | 'roundRect'
  | 'setLineDash'
  | 'stroke'
  | 'strokeStyle'
  | 'strokeText'
  | 'textAlign'
  | 'textBaseline'
>

export interface Palette {
  /** Behind everything; null where the picture lies on something that is to be seen. */
  readonly back: string | null
  readonly sources: readonly string[]
  readonly buttons: Readonly<Record<ButtonInk, string>>
  readonly screen: string
  readonly edge: string
  readonly heat: string
  readonly text: string
  /** Around what has to stand out from whatever is below it. */
  readonly halo: string
  readonly typeface: string
}

const FULL_CIRCLE = 2 * Math.PI

export function colorOf(ink: Ink, palette: Palette): string {
  if (typeof ink === 'string') return palette.buttons[ink]
  return palette.sources[ink % palette.sources.length] ?? palette.text
}

export function disc(brush: Brush, x: number, y: number, radius: number): void {
  brush.beginPath()
  brush.arc(x, y, radius, 0, FULL_CIRCLE)
  brush.fill()
}

export function ring(brush: Brush, x: number, y: number, radius: number): void {
  brush.beginPath()
  brush.arc(x, y, Math.max(0, radius), 0, FULL_CIRCLE)
  brush.stroke()
}
