// Bind a canvas to the store: size, pixel ratio, colours, and when to paint.
//
// Painting runs outside React: once for each frame in which something changed, and on while something fades. When
// nothing changes and all has faded, no frame is asked for.

import { paint, type Palette } from './paint'
import { buildScene, type Mapping, type Scene, type Size } from './scene'
import { BUTTON_INKS } from './source'
import type { Store } from './store'

/** How the canvas shows a source's pixels: css = left + x * scale. For tests and curious people. */
export interface Shown extends Mapping, Size {
  readonly ratio: number
}

const SOURCE_INKS = 8

export class Stage {
  readonly #context: CanvasRenderingContext2D
  readonly #motion = matchMedia('(prefers-reduced-motion: reduce)')
  readonly #stops: (() => void)[] = []
  #palette: Palette
  #frame = 0
  #scene: Scene | null = null
  #size: Size = { width: 0, height: 0 }

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly store: Store,
    private readonly clock: () => number,
  ) {
    const context = canvas.getContext('2d')
    if (!context) throw new Error('This browser has no 2D canvas.')
    this.#context = context
    this.#palette = readPalette(canvas)
    this.#stops.push(store.subscribe(() => this.#paint())) // the store calls within an animation frame
    this.#watchSize()
    this.#watchStyle()
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
    for (const stop of this.#stops) stop()
  }

  get shown(): Shown | null {
    if (!this.#scene) return null
    return { ...this.#scene.mapping, ...this.#size, ratio: devicePixelRatio }
  }

  #watchSize(): void {
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width, height } = entry.contentRect
      this.#size = { width, height }
      this.#paint()
    })
    observer.observe(this.canvas)
    this.#stops.push(() => observer.disconnect())
  }

  #watchStyle(): void {
    const changed = () => {
      this.#palette = readPalette(this.canvas)
      this.#paint()
    }
    for (const query of [matchMedia('(prefers-color-scheme: dark)'), this.#motion]) {
      query.addEventListener('change', changed)
      this.#stops.push(() => query.removeEventListener('change', changed))
    }
  }

  #paint(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    const { width, height } = this.#size
    if (width === 0 || height === 0) return
    this.#fitBuffer()
    const viewport = { width, height, still: this.#motion.matches }
    const scene = buildScene(this.store.shown, viewport, this.clock())
    this.#context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    paint(this.#context, scene, this.#palette)
    this.#scene = scene
    rememberWhere(scene)
    if (scene.moving) this.#frame = requestAnimationFrame(() => this.#paint())
  }

  #fitBuffer(): void {
    const width = Math.round(this.#size.width * devicePixelRatio)
    const height = Math.round(this.#size.height * devicePixelRatio)
    if (this.canvas.width !== width) this.canvas.width = width
    if (this.canvas.height !== height) this.canvas.height = height
  }
}

function rememberWhere(scene: Scene): void {
  for (const { ripples, footprints } of scene.figures) {
    for (const { mark, x, y } of [...ripples, ...footprints]) mark.drawn ??= { x, y }
  }
}

function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    sources: Array.from({ length: SOURCE_INKS }, (_, index) => color(`source-${index}`)),
    buttons: Object.fromEntries(BUTTON_INKS.map((ink) => [ink, color(`button-${ink}`)])) as Palette['buttons'],
    screen: color('stage-screen'),
    edge: color('stage-edge'),
    text: color('text-soft'),
    halo: color('stage-halo'),
    typeface: style.fontFamily,
  }
}
