// Bind a canvas to the store as its timeline: when to count, when to paint, and where a pointer on it points.

import type { Size } from './cells'
import { densityOf, type Density } from './density'
import { COLUMN, EDGE, paintTimeline, type TimelinePalette } from './paintTimeline'
import type { Sight } from './playback'
import type { Store } from './store'

/** While it follows, it is painted that often, in ms; at once when somebody moves the cursor. */
const INTERVAL = 250

export class Timeline {
  readonly #context: CanvasRenderingContext2D
  readonly #stops: (() => void)[] = []
  #palette: TimelinePalette
  #size: Size = { width: 0, height: 0 }
  #density: (Density & { readonly of: string }) | null = null
  #paintedAt = -Infinity
  #timer: ReturnType<typeof setTimeout> | null = null
  #sight: Sight

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly store: Store,
    private readonly clock: () => number,
  ) {
    const context = canvas.getContext('2d')
    if (!context) throw new Error('This browser has no 2D canvas.')
    this.#context = context
    this.#sight = store.sight()
    this.#palette = readPalette(canvas)
    this.#stops.push(store.subscribe(() => this.#changed()))
    this.#watch()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const stop of this.#stops) stop()
  }

  /** Return the time at a distance from the left edge, in CSS pixels. */
  timeAt(x: number): number {
    const { from, until } = this.#sight
    const share = Math.min(1, Math.max(0, (x - EDGE) / (this.#size.width - 2 * EDGE)))
    return from + share * (until - from)
  }

  #watch(): void {
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      this.#size = { width: entry.contentRect.width, height: entry.contentRect.height }
      this.#palette = readPalette(this.canvas) // the type grows with the window
      this.#paint()
    })
    observer.observe(this.canvas)
    this.#stops.push(() => observer.disconnect())
    for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((each) => matchMedia(each))) {
      const changed = () => {
        this.#palette = readPalette(this.canvas)
        this.#paint()
      }
      query.addEventListener('change', changed)
      this.#stops.push(() => query.removeEventListener('change', changed))
    }
  }

  // Whoever drags the cursor must see it move; what merely comes in may wait a little.
  #changed(): void {
    const { mode, cursor } = this.store.sight()
    const moved = mode !== this.#sight.mode || (mode !== 'live' && cursor !== this.#sight.cursor)
    const wait = this.#paintedAt + INTERVAL - this.clock()
    if (moved || wait <= 0) this.#paint()
    else this.#timer ??= setTimeout(() => this.#paint(), wait)
  }

  #paint(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const { width, height } = this.#size
    if (width === 0 || height === 0) return
    this.#paintedAt = this.clock()
    this.#sight = this.store.sight()
    this.#fitBuffer()
    this.#context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    paintTimeline(this.#context, this.#size, this.#count(this.#sight), this.#sight, this.#palette)
    if (this.#sight.mode === 'playing') this.#timer = setTimeout(() => this.#paint(), INTERVAL / 5)
  }

  // Columns stand at whole multiples of their length, so that they do not change while they wander to the left.
  #count({ from, until }: Sight): Density {
    const width = Math.max(COLUMN, this.#size.width - 2 * EDGE)
    const length = ((until - from) * COLUMN) / width
    const columns = Math.ceil(width / COLUMN) + 1
    const start = Math.floor(from / length) * length
    const names = this.store.shown.map(({ name }) => name)
    const of = [start, length, columns, this.store.history.appended, ...names].join()
    if (this.#density?.of !== of) {
      this.#density = { ...densityOf(this.store.history, names, start, start + columns * length, columns), of }
    }
    return this.#density
  }

  #fitBuffer(): void {
    const width = Math.round(this.#size.width * devicePixelRatio)
    const height = Math.round(this.#size.height * devicePixelRatio)
    if (this.canvas.width !== width) this.canvas.width = width
    if (this.canvas.height !== height) this.canvas.height = height
  }
}

function readPalette(element: Element): TimelinePalette {
  const style = getComputedStyle(element)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    bar: color('timeline-bar'),
    later: color('timeline-later'),
    press: color('button-left'),
    lost: color('bad'),
    cursor: color('text'),
    text: color('text-soft'),
    line: color('line'),
    typeface: style.fontFamily,
    rem: parseFloat(getComputedStyle(document.documentElement).fontSize),
  }
}
