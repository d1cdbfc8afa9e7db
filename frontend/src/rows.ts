// The list: what happened last, newest first. Events that only add to the one before share a row with it.

import type { SeenEvent } from './decoder'
import { kindOf } from './events'
import { Ring } from './ring'
import { strings } from './strings'

export type Tone = 'event' | 'past' | 'synthetic' | 'sent' | 'problem' | 'note'

/** A row as it is shown. It never changes: a row that takes another event is shown by a new one. */
export interface RowView {
  readonly id: number
  /** When it happened, in ms since 1970. */
  readonly t: number
  readonly source: string | null
  /** The source, or who else it was. */
  readonly who: string
  readonly tone: Tone
  /** The type of the event, empty where it is none. */
  readonly type: string
  readonly what: string
  /** How many captured events the row stands for, where that is more than one. */
  readonly tally: string
}

interface Row {
  readonly id: number
  readonly source: string | null
  readonly who: string
  readonly tone: Tone
  readonly type: string
  t: number
  what: string
  event: SeenEvent | null
  received: number
  merged: number
  shown: RowView | null
}

const ROWS = 200
const OPEN_ROWS = 64

export class Rows {
  readonly #rows = new Ring<Row>(ROWS)
  /** By source and key: the rows that may still take an event. */
  readonly #open = new Map<string, Map<string, Row>>()
  #id = 0

  /** Add an event that stands for `standsFor` captured ones. */
  event(event: SeenEvent, standsFor: number, tone: 'event' | 'past'): void {
    const { fold } = kindOf(event)
    const open = this.#openRowsOf(event.source)
    if (!fold) {
      open.clear()
      this.#addEvent(event, standsFor, tone)
      return
    }
    const key = `${tone} ${fold.key(event)}`
    const row = open.get(key)
    if (row?.event && row.id > this.#id - ROWS) {
      row.event = fold.absorb(event, row.event)
      row.t = event.t
      row.received += 1
      row.merged += standsFor - 1
      row.shown = null
      return
    }
    if (open.size >= OPEN_ROWS) open.clear()
    open.set(key, this.#addEvent(event, standsFor, tone))
  }

  /** Add a line about a source that is no event. */
  about(source: string, t: number, tone: Tone, what: string): void {
    this.#open.get(source)?.clear()
    this.#add({ source, who: source, tone, type: '', t, what, event: null, received: 1, merged: 0 })
  }

  /** Add a line that is about no source. */
  note(who: string, t: number, tone: Tone, what: string): void {
    this.#add({ source: null, who, tone, type: '', t, what, event: null, received: 1, merged: 0 })
  }

  /** Forget what is kept for a source beside its rows. */
  forget(source: string): void {
    this.#open.delete(source)
  }

  /** Return the rows as they are now; a row that has not changed is the same object as before. */
  view(): RowView[] {
    const views: RowView[] = []
    for (const row of this.#rows.newestFirst()) views.push((row.shown ??= show(row)))
    return views
  }

  #openRowsOf(source: string): Map<string, Row> {
    let open = this.#open.get(source)
    if (!open) this.#open.set(source, (open = new Map()))
    return open
  }

  #addEvent(event: SeenEvent, standsFor: number, tone: Tone): Row {
    const { source, event: type, t } = event
    return this.#add({ source, who: source, tone, type, t, what: '', event, received: 1, merged: standsFor - 1 })
  }

  #add(row: Omit<Row, 'id' | 'shown'>): Row {
    const added = { ...row, id: ++this.#id, shown: null }
    this.#rows.push(added)
    return added
  }
}

function show({ id, t, source, who, tone, type, what, event, received, merged }: Row): RowView {
  const words = event ? kindOf(event).describe(event) : what
  return { id, t, source, who, tone, type, what: words, tally: strings.list.tally(received, merged) }
}
