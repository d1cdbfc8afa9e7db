// A history and notes to make a list of.

import { CHUNK } from '../../src/chunk'
import type { SeenEvent } from '../../src/decoder'
import { History } from '../../src/history'
import { EventLog } from '../../src/list/log'
import { Notes } from '../../src/list/notes'

export class GivenLog {
  readonly history = new History()
  readonly notes = new Notes()
  changes = 0
  readonly log = new EventLog(this.history, this.notes, () => (this.changes += 1))

  events(...events: SeenEvent[]): this {
    for (const event of events) {
      this.history.append(event, { epoch: 'one', receivedAt: event.t, standsFor: event.n, lost: 0, past: false })
    }
    return this
  }

  /** What stands in the rows, in order, as far as the list has looked. */
  rows(at: number | null = null): (string | undefined)[] {
    const { first, end, row } = this.log.view(at)
    return Array.from({ length: end - first }, (_, place) => row(first + place)?.what)
  }

  /** Let the list look back until it has seen everything. */
  lookBack(): void {
    while (this.log.view(null).searching);
  }
}

/** A history that keeps little more than one chunk of a source. */
export const LITTLE = CHUNK * 100
