// The way that the pointer went while a button was held. Bounded: a long way is kept more coarsely.

const POINTS = 512

export class Drag {
  readonly x: number[]
  readonly y: number[]
  /** For each point: nothing was merged on the way to it. */
  readonly exact: boolean[]
  /** When it was over, in ms; null while the button is down. */
  endedAt: number | null = null
  /** How far it went from where it began, in pixels. */
  reach = 0

  constructor(
    readonly button: string,
    x: number,
    y: number,
  ) {
    this.x = [x]
    this.y = [y]
    this.exact = [true]
  }

  get length(): number {
    return this.x.length
  }

  add(x: number, y: number, exact: boolean): void {
    if (this.length >= POINTS) this.#thin()
    this.x.push(x)
    this.y.push(y)
    this.exact.push(exact)
    this.reach = Math.max(this.reach, Math.hypot(x - (this.x[0] ?? 0), y - (this.y[0] ?? 0)))
  }

  #thin(): void {
    const last = this.length - 1
    let kept = 0
    for (let index = 0; index <= last; index += 2) {
      this.x[kept] = this.x[index] ?? 0
      this.y[kept] = this.y[index] ?? 0
      this.exact[kept] = (this.exact[index] ?? true) && (this.exact[index - 1] ?? true)
      kept += 1
    }
    this.x.length = this.y.length = this.exact.length = kept
  }
}
