// The last positions of a pointer, for drawing where it came from. Bounded, and without an object per position.

const POINTS = 256
const SPACING = 3 // ms: a faster pointer than this would fill the trail before it has faded
const REST = 200 // ms: after this it starts anew, so its speed is not known
const SMOOTHING = 0.35

/** How fast the pointer was, in steps, so that a trail is drawn with few strokes. */
export const PACES = 4
/** Where the steps begin, in pixels per ms. */
const PACE_FROM = [0.6, 1.8, 4.5]

export interface TrailPoint {
  readonly x: number
  readonly y: number
  /** When it was handled, in ms: what fading goes by. */
  readonly at: number
  /** 0 (slow) to PACES − 1. */
  readonly pace: number
  /** The way to here is exact: nothing on it was merged. */
  readonly exact: boolean
}

export class Trail {
  readonly #x = new Float64Array(POINTS)
  readonly #y = new Float64Array(POINTS)
  readonly #at = new Float64Array(POINTS)
  readonly #t = new Float64Array(POINTS)
  readonly #pace = new Uint8Array(POINTS)
  readonly #exact = new Uint8Array(POINTS)
  #start = 0
  #length = 0
  #speed = 0

  get length(): number {
    return this.#length
  }

  /** Add a position; `t` is when it was captured, which speed goes by. */
  add(x: number, y: number, at: number, t: number, exact: boolean): void {
    const last = this.#index(this.#length - 1)
    const before = this.#index(this.#length - 2)
    const pace = this.#length === 0 ? 0 : this.#paceTo(x, y, t, last)
    const close = this.#length > 1 && t - (this.#t[before] ?? 0) < SPACING && this.#exact[last] === Number(exact)
    const index = close ? last : this.#grow()
    this.#x[index] = x
    this.#y[index] = y
    this.#at[index] = at
    this.#t[index] = t
    this.#pace[index] = pace
    this.#exact[index] = Number(exact)
  }

  /** Go over the positions since `since`, the oldest first. */
  each(since: number, visit: (point: TrailPoint) => void): void {
    for (let place = 0; place < this.#length; place++) {
      const index = this.#index(place)
      const at = this.#at[index] ?? 0
      if (at < since) continue
      const [x, y, pace] = [this.#x[index] ?? 0, this.#y[index] ?? 0, this.#pace[index] ?? 0]
      visit({ x, y, at, pace, exact: this.#exact[index] === 1 })
    }
  }

  #paceTo(x: number, y: number, t: number, last: number): number {
    const passed = t - (this.#t[last] ?? 0)
    if (passed > REST) this.#speed = 0
    else if (passed > 0) {
      const speed = Math.hypot(x - (this.#x[last] ?? 0), y - (this.#y[last] ?? 0)) / passed
      this.#speed += SMOOTHING * (speed - this.#speed)
    }
    return PACE_FROM.filter((from) => this.#speed >= from).length
  }

  #index(place: number): number {
    return (this.#start + place + POINTS) % POINTS
  }

  #grow(): number {
    if (this.#length < POINTS) this.#length += 1
    else this.#start = (this.#start + 1) % POINTS
    return this.#index(this.#length - 1)
  }
}
