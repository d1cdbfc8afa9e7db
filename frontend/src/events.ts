// The one place for event types on the page: what each says in the list and does to its source.
//
// The types are generated from protocol/events.py. A type without an entry here does not compile.

import type { EventType, SeenEvent, UnknownEvent } from './decoder'
import type { AnyEvent, Reading, Scroll } from './generated/protocol'
import type { SourceState } from './source'
import { strings } from './strings'

/** How events that follow each other share one row of the list. */
interface Folding<E> {
  /** Events of one source with the same key share a row. */
  key(event: E): string
  /** Return the event that stands for both. */
  absorb(newer: E, older: E): E
}

export interface EventKind<E> {
  describe(event: E): string
  /** Draw the consequences of an event of the stream. `now` is when it is handled, in ms. */
  apply(source: SourceState, event: E, now: number): void
  /** Take it as what is true now: it is from a snapshot and happened before. */
  recall?(source: SourceState, event: E): void
  fold?: Folding<E>
}

type Kinds = { readonly [Type in EventType]: EventKind<Extract<AnyEvent, { event: Type }>> }

export const EVENT_KINDS: Kinds = {
  click: {
    describe: ({ button, pressed, x, y }) => strings.event.click(button, pressed, x, y),
    apply(source, { button, pressed, x, y, seq }, now) {
      source.pointTo(x, y, now)
      source.mark(button, pressed, { x, y }, seq, now)
    },
  },
  move: {
    describe: ({ x, y }) => strings.event.move(x, y),
    apply: (source, { x, y }, now) => source.pointTo(x, y, now),
    recall: (source, { x, y }) => source.place(x, y),
    fold: { key: () => 'move', absorb: (newer) => newer },
  },
  scroll: {
    describe: ({ dx, dy, x, y }) => strings.event.scroll(dx, dy, x, y),
    apply(source, { x, y, dx, dy }, now) {
      source.pointTo(x, y, now)
      source.turnWheel(dx, dy, now)
    },
    recall: (source, { x, y }) => source.place(x, y),
    fold: { key: () => 'scroll', absorb: addUp },
  },
  reading: {
    describe: ({ name, value, unit, low, high }) => strings.event.reading(name, value, unit, low, high),
    apply: (source, reading) => source.measure(widen(reading, source.readings.get(reading.name) ?? reading)),
    recall: (source, reading) => source.measure(reading),
    fold: { key: ({ name }) => `reading ${name}`, absorb: widen },
  },
  text: {
    describe: ({ text }) => strings.event.text(text),
    apply: () => undefined,
  },
}

const UNKNOWN: EventKind<UnknownEvent> = {
  describe: (event) => strings.event.unknown(event),
  apply: () => undefined,
}

/** Return what the page does with an event; one of an unknown type is listed and nothing more. */
export function kindOf(event: SeenEvent): EventKind<SeenEvent> {
  const kind = Object.hasOwn(EVENT_KINDS, event.event) ? EVENT_KINDS[event.event as EventType] : UNKNOWN
  return kind as EventKind<SeenEvent> // the table's type holds that kind and event belong together
}

function addUp(newer: Scroll, older: Scroll): Scroll {
  return { ...newer, dx: newer.dx + older.dx, dy: newer.dy + older.dy }
}

function widen(newer: Reading, older: Reading): Reading {
  const low = Math.min(newer.value, newer.low ?? newer.value, older.low ?? older.value)
  const high = Math.max(newer.value, newer.high ?? newer.value, older.high ?? older.value)
  return { ...newer, low, high }
}
