// The last positions of a pointer, for drawing where it came from. Bounded, and without an object per position.

const POINTS = 256
const SPACING = 3 // ms: a faster pointer than this would fill the trail before it has faded

/** Which button was held on the way: an index into what the owner uses for inks; 0 for none. */
export type Ink = number

export class Trail {
  readonly #x = new Float64Array(POINTS)
  readonly #y = new Float64Array(POINTS)
  readonly #at = new Float64Array(POINTS)
  readonly #ink = new Uint8Array(POINTS)
  #start = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  add(x: number, y: number, at: number, ink: Ink): void {
    const last = this.#index(this.#length - 1)
    const before = this.#index(this.#length - 2)
    const close = this.#length > 1 && at - (this.#at[before] ?? 0) < SPACING && this.#ink[last] === ink
    const index = close ? last : this.#grow()
    this.#x[index] = x
    this.#y[index] = y
    this.#at[index] = at
    this.#ink[index] = ink
  }

  /** Go over the positions since `since`, the oldest first. */
  each(since: number, visit: (x: number, y: number, at: number, ink: Ink) => void): void {
    for (let place = 0; place < this.#length; place++) {
      const index = this.#index(place)
      const at = this.#at[index] ?? 0
      if (at >= since) visit(this.#x[index] ?? 0, this.#y[index] ?? 0, at, this.#ink[index] ?? 0)
    }
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
