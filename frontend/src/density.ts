// Count what happened along a stretch of time, for the timeline: how much in each column, and where presses were. Pure.

import { FLAG } from './chunk'
import { codeOf } from './events'
import type { History } from './history'

export interface Density {
  readonly from: number
  readonly until: number
  /** Captured events in each column. */
  readonly counts: Float64Array
  /** Presses in each column. */
  readonly presses: Uint32Array
  /** Lost events in each column. */
  readonly lost: Float64Array
  readonly most: number
}

const CLICK = codeOf('click')

export function densityOf(
  history: History,
  sources: readonly string[],
  from: number,
  until: number,
  columns: number,
): Density {
  const counts = new Float64Array(columns)
  const presses = new Uint32Array(columns)
  const lost = new Float64Array(columns)
  const scale = columns / (until - from)
  for (const source of sources) {
    const track = history.tracks.get(source)
    track?.scan(track.after(from), track.after(until), (chunk, place) => {
      const column = Math.min(columns - 1, Math.floor(((chunk.time[place] ?? 0) - from) * scale))
      const odd = chunk.odd.get(place)
      counts[column] = (counts[column] ?? 0) + (odd?.standsFor ?? chunk.n[place] ?? 1)
      if (odd) lost[column] = (lost[column] ?? 0) + odd.lost
      const pressed = chunk.type[place] === CLICK && ((chunk.flags[place] ?? 0) & FLAG) !== 0
      if (pressed) presses[column] = (presses[column] ?? 0) + 1
    })
  }
  return { from, until, counts, presses, lost, most: counts.reduce((most, each) => Math.max(most, each), 0) }
}
