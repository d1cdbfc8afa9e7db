// The heat maps of the stage's cells, counted anew at most some times a second.

import type { Cell } from './cells'
import { heatOf, type HeatGrid } from './heat'
import type { Sight } from './playback'
import type { Store } from './store'

const INTERVAL = 400

interface Counted {
  readonly grid: HeatGrid
  readonly of: string
  readonly at: number
}

export class HeatMaps {
  readonly #counted = new Map<string, Counted>()

  constructor(private readonly store: Store) {}

  /** Return what gives the heat map of a cell for what is looked at; `now` is by the page's clock. */
  at(sight: Sight, now: number): (cell: Cell) => HeatGrid | null {
    const { heat } = this.store.choice
    if (heat === 'none') {
      this.#counted.clear()
      return () => null
    }
    const from = Math.max(sight.from, this.store.heatSince)
    const until = sight.cursor
    return ({ sources, world }) => {
      const names = sources.map(({ name }) => name)
      const key = names.join()
      const of = `${heat} ${this.store.heatSince} ${Object.values(world).join()} ${sight.mode === 'paused' ? `${from} ${until}` : ''}`
      const known = this.#counted.get(key)
      if (known && known.of === of && now - known.at < INTERVAL) return known.grid
      const grid = heatOf(this.store.history, names, world, { from, until }, heat)
      this.#counted.set(key, { grid, of, at: now })
      return grid
    }
  }
}
