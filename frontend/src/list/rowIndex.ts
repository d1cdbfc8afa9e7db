// Which item stands in which row. Rows have numbers that never change: those that come count up from 0, and those
// that are found looking back count down from -1. So a reader can stay where he is while the list grows at both ends.

const MOST_GONE = 4_096

export class RowIndex {
  /** Row -1, -2, … */
  readonly #back: number[] = []
  /** Row #base, #base + 1, … */
  #forth: number[] = []
  #base = 0
  #first = 0

  /** The number of the first row, and the number after the last. */
  get first(): number {
    return this.#back.length > 0 ? -this.#back.length : this.#first
  }
  get end(): number {
    return this.#base + this.#forth.length
  }

  /** Put an item after all others. */
  append(item: number): void {
    this.#forth.push(item)
  }

  /** Put an item before all others. */
  prepend(item: number): void {
    this.#back.push(item)
  }

  at(row: number): number | undefined {
    return row < 0 ? this.#back[-1 - row] : this.#forth[row - this.#base]
  }

  /** Take away rows at the beginning whose items are gone. */
  trim(isGone: (item: number) => boolean): void {
    while (this.#back.length > 0 && isGone(this.#back.at(-1) ?? 0)) this.#back.pop()
    if (this.#back.length > 0) return
    while (this.#first < this.end && isGone(this.at(this.#first) ?? 0)) this.#first += 1
    if (this.#first - this.#base < MOST_GONE) return
    this.#forth = this.#forth.slice(this.#first - this.#base)
    this.#base = this.#first
  }
}
