// A list of bounded length: the newest items, in order. Adding costs the same however many there are.

export class Ring<Item> {
  readonly #items: Item[] = []
  #next = 0
  /** How many were ever added. */
  pushed = 0

  constructor(readonly capacity: number) {}

  get length(): number {
    return this.#items.length
  }

  /** Add an item at the end; return the oldest one if it had to go for it. */
  push(item: Item): Item | undefined {
    const gone = this.#items[this.#next]
    this.#items[this.#next] = item
    this.#next = (this.#next + 1) % this.capacity
    this.pushed += 1
    return gone
  }

  /** Go over the items, the newest first. */
  *newestFirst(): Generator<Item> {
    const { length } = this.#items
    for (let back = 1; back <= length; back++) {
      yield this.#items[(this.#next - back + this.capacity) % this.capacity] as Item
    }
  }

  /** Return the items, the oldest first. */
  toArray(): Item[] {
    return [...this.newestFirst()].reverse()
  }
}
