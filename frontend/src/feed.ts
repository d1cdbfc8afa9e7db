// Give React a new view at most some times a second, however often the store changes.

import type { Store } from './store'
import { ViewBuilder, type View } from './view'

export interface Timers {
  clock(): number
  after(ms: number, action: () => void): () => void
}

/** As often as numbers can be read: each view costs a layout. What moves is drawn in every frame by others. */
const INTERVAL = 1_000 / 8

export class ViewFeed {
  readonly #builder = new ViewBuilder()
  readonly #listeners = new Set<() => void>()
  #view: View
  #builtAt: number
  #cancel: (() => void) | null = null
  #due = Infinity

  constructor(
    private readonly store: Store,
    private readonly timers: Timers,
  ) {
    this.#builtAt = timers.clock()
    this.#view = this.#builder.build(store, this.#builtAt)
    store.subscribe(() => this.#wish(INTERVAL))
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The newest view; the same object until there is a newer one. */
  readonly current = (): View => this.#view

  // Have a new view when `ms` have passed since the last one, or at once if they have.
  #wish(ms: number): void {
    const due = this.#builtAt + ms
    if (due >= this.#due) return
    this.#cancel?.()
    const wait = due - this.timers.clock()
    if (wait <= 0) {
      this.#renew()
      return
    }
    this.#due = due
    this.#cancel = this.timers.after(wait, () => this.#renew())
  }

  #renew(): void {
    this.#cancel = null
    this.#due = Infinity
    this.#builtAt = this.timers.clock()
    this.#view = this.#builder.build(this.store, this.#builtAt)
    for (const listener of this.#listeners) listener()
    if (this.#view.refreshIn !== null) this.#wish(this.#view.refreshIn)
  }
}
