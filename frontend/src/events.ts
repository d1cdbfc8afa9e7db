// The one place for event types on the page: what each says in the list, does to its source, and keeps in columns.
//
// The types are generated from protocol/events.py. A type without an entry here does not compile.

import type { EventType, SeenEvent, UnknownEvent } from './decoder'
import type { AnyEvent, Reading } from './generated/protocol'
import type { SourceState } from './source'
import { strings } from './strings'

/** What an event is kept as beside what all events have: at most four numbers, two words and a flag. */
export interface Cells {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly word: string
  readonly unit: string
  readonly flag: boolean
}

type Common = 'seq' | 't' | 'n' | 'source'

export interface EventKind<E> {
  describe(event: E): string
  write(event: E): Partial<Cells>
  /** Undo `write`. */
  read(cells: Cells): Omit<E, Common>
  /** Draw the consequences of an event of the stream. `now` is when it is handled, in ms; `exact`: it stands for one. */
  apply(source: SourceState, event: E, now: number, exact: boolean): void
  /** Take it as what is true now: it is from a snapshot and happened before. */
  recall?(source: SourceState, event: E): void
}

type Kinds = { readonly [Type in EventType]: EventKind<Extract<AnyEvent, { event: Type }>> }

export const EVENT_KINDS: Kinds = {
  click: {
    describe: ({ button, pressed, x, y }) => strings.event.click(button, pressed, x, y),
    write: ({ x, y, button, pressed }) => ({ a: x, b: y, word: button, flag: pressed }),
    read: ({ a, b, word, flag }) => ({ event: 'click', x: a, y: b, button: word, pressed: flag }),
    apply(source, { button, pressed, x, y, seq, t }, now, exact) {
      source.pointTo(x, y, now, t, exact)
      source.mark(button, pressed, { x, y }, seq, now, t)
    },
  },
  move: {
    describe: ({ x, y }) => strings.event.move(x, y),
    write: ({ x, y }) => ({ a: x, b: y }),
    read: ({ a, b }) => ({ event: 'move', x: a, y: b }),
    apply: (source, { x, y, t }, now, exact) => source.pointTo(x, y, now, t, exact),
    recall: (source, { x, y }) => source.place(x, y),
  },
  scroll: {
    describe: ({ dx, dy, x, y }) => strings.event.scroll(dx, dy, x, y),
    write: ({ x, y, dx, dy }) => ({ a: x, b: y, c: dx, d: dy }),
    read: ({ a, b, c, d }) => ({ event: 'scroll', x: a, y: b, dx: c, dy: d }),
    apply(source, { x, y, dx, dy, t }, now, exact) {
      source.pointTo(x, y, now, t, exact)
      source.turnWheel(dx, dy, now)
    },
    recall: (source, { x, y }) => source.place(x, y),
  },
  reading: {
    describe: ({ name, value, unit, low, high }) => strings.event.reading(name, value, unit, low, high),
    write: ({ name, value, unit, low, high }) => ({ a: value, b: low ?? NaN, c: high ?? NaN, word: name, unit }),
    read: ({ a, b, c, word, unit }) => ({ event: 'reading', name: word, value: a, unit, low: orNull(b), high: orNull(c) }),
    apply: (source, reading) => source.measure(widen(reading, source.readings.get(reading.name) ?? reading)),
    recall: (source, reading) => source.measure(reading),
  },
  text: {
    describe: ({ text }) => strings.event.text(text),
    write: ({ text }) => ({ word: text }),
    read: ({ word }) => ({ event: 'text', text: word }),
    apply: () => undefined,
  },
}

const UNKNOWN: EventKind<UnknownEvent> = {
  describe: (event) => strings.event.unknown(event),
  write: (event) => ({ word: JSON.stringify(event) }),
  read: ({ word }) => JSON.parse(word) as UnknownEvent,
  apply: () => undefined,
}

/** Return what the page does with an event; one of an unknown type is listed and nothing more. */
export function kindOf(event: SeenEvent): EventKind<SeenEvent> {
  const kind = Object.hasOwn(EVENT_KINDS, event.event) ? EVENT_KINDS[event.event as EventType] : UNKNOWN
  return kind as EventKind<SeenEvent> // the table's type holds that kind and event belong together
}

const CODES: readonly string[] = Object.keys(EVENT_KINDS)

/** Return the number that a type has in columns; all types that the page does not know share one. */
export function codeOf(type: string): number {
  const code = CODES.indexOf(type)
  return code < 0 ? CODES.length : code
}

export function kindOfCode(code: number): EventKind<SeenEvent> {
  return kindOf({ event: CODES[code] ?? '' } as SeenEvent)
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

function widen(newer: Reading, older: Reading): Reading {
  const low = Math.min(newer.value, newer.low ?? newer.value, older.low ?? older.value)
  const high = Math.max(newer.value, newer.high ?? newer.value, older.high ?? older.value)
  return { ...newer, low, high }
}
