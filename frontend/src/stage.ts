// Bind a canvas to the store: size, pixel ratio, colours, and when to paint.
//
// Painting runs outside React: once for each frame in which something changed, and on while something fades or plays.
// When nothing changes and all has faded, no frame is asked for.

import type { Palette } from './brush'
import type { Mapping, Size } from './cells'
import { DRAG_FADES } from './figure'
import { Ground } from './ground'
import { HeatMaps } from './heatMaps'
import { SOURCE_INKS } from './ink'
import { paint } from './paint'
import type { Sight } from './playback'
import { buildScene, type Scene } from './scene'
import { BUTTON_INKS } from './source'
import type { Store } from './store'

/** How the canvas shows a source's pixels: css = left + x * scale. For tests and curious people. */
export interface Shown extends Mapping, Size {
  readonly ratio: number
}

/** Told when a picture was drawn that shows all that had come by `drawnAt`, in ms by the page's clock. */
export type Painted = (drawnAt: number) => void

export class Stage {
  readonly #context: CanvasRenderingContext2D
  readonly #motion = matchMedia('(prefers-reduced-motion: reduce)')
  readonly #stops: (() => void)[] = []
  readonly #heats: HeatMaps
  readonly #ground = new Ground()
  #palette: Palette
  #frame = 0
  #scene: Scene | null = null
  #size: Size = { width: 0, height: 0 }
  /** What the picture of a pause was made of; null if it has to be made anew. */
  #frozen: string | null = null

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly store: Store,
    private readonly clock: () => number,
    private readonly painted: Painted = () => undefined,
  ) {
    // Nothing shines through the page's own stage: a compositor has half the work with an opaque one.
    const context = canvas.getContext('2d', { alpha: store.choice.overlay !== null })
    if (!context) throw new Error('This browser has no 2D canvas.')
    this.#context = context
    this.#heats = new HeatMaps(store)
    this.#palette = readPalette(canvas, store)
    this.#stops.push(store.subscribe(() => this.#changed()))
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

  get palette(): Palette {
    return this.#palette
  }

  #watchSize(): void {
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width, height } = entry.contentRect
      this.#size = { width, height }
      this.#repaint()
    })
    observer.observe(this.canvas)
    this.#stops.push(() => observer.disconnect())
  }

  #watchStyle(): void {
    const changed = () => {
      this.#palette = readPalette(this.canvas, this.store)
      this.#repaint()
    }
    const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) => matchMedia(query))
    for (const query of [...queries, this.#motion]) {
      query.addEventListener('change', changed)
      this.#stops.push(() => query.removeEventListener('change', changed))
    }
  }

  // The store calls within an animation frame. While something moves, that frame has a painting of its own, which shows
  // all that has come.
  #changed(): void {
    if (this.#frame === 0) this.#paint()
  }

  #repaint(): void {
    this.#frozen = null
    this.#paint()
  }

  #paint(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    if (this.#size.width === 0 || this.#size.height === 0) return
    const sight = this.store.sight()
    const frozen = sight.mode === 'paused' ? this.#pictureOf(sight) : null
    if (frozen !== null && frozen === this.#frozen) return
    this.#frozen = frozen
    const scene = this.#draw(sight)
    const goesOn = frozen === null && (scene.moving || this.#advances(sight))
    if (goesOn) this.#frame = requestAnimationFrame(() => this.#paint())
  }

  // What was captured before the pause and came after it belongs in the picture too.
  #pictureOf({ cursor, from }: Sight): string {
    const shown = [...this.store.history.tracks.values()].reduce((sum, track) => sum + track.after(cursor), 0)
    return [cursor, from, this.store.choices, shown].join()
  }

  // What is replayed moves by itself, while there is something between the cursor and now.
  #advances({ mode, replayed, cursor }: Sight): boolean {
    if (mode === 'playing') return true
    return replayed && cursor < (this.store.history.newest ?? -Infinity) + DRAG_FADES
  }

  #draw(sight: Sight): Scene {
    this.#fitBuffer()
    const { layout, overlay } = this.store.choice
    const drawnAt = this.clock()
    const { sources, now } = this.store.looked()
    const viewport = {
      ...this.#size,
      layout,
      still: this.#motion.matches,
      heat: this.#heats.at(sight, drawnAt),
      ...(overlay && { parts: overlay.parts, size: overlay.size, margin: 0 }),
    }
    const scene = buildScene(sources, viewport, now)
    this.#context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    paint(this.#context, scene, this.#palette, this.#ground.under(scene, this.#palette, devicePixelRatio))
    this.#scene = scene
    if (!sight.replayed) {
      rememberWhere(scene)
      this.painted(drawnAt)
    }
    return scene
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

function readPalette(element: Element, { choice }: Store): Palette {
  const style = getComputedStyle(element)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const chosen = choice.overlay?.colors ?? []
  return {
    back: choice.overlay ? null : color('stage-back'),
    sources: Array.from({ length: SOURCE_INKS }, (_, index) => chosen[index] ?? color(`source-${index}`)),
    buttons: Object.fromEntries(BUTTON_INKS.map((ink) => [ink, color(`button-${ink}`)])) as Palette['buttons'],
    screen: color('stage-screen'),
    edge: color('stage-edge'),
    heat: color('stage-heat'),
    text: color('text-soft'),
    halo: color('stage-halo'),
    typeface: style.fontFamily,
  }
}
