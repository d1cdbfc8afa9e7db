// The one place for event types on the page: what each says in the list, does to its source, and keeps in columns.
//
// The types are generated from protocol/events.py. A type without an entry here does not compile. docs/extending.md
// adds one, step by step.

import type { EventType, SeenEvent, UnknownEvent } from './decoder'
import type { AnyEvent, Reading } from './generated/protocol'
import type { SourceState } from './source'
import { pixel, quantity } from './format'
import { at, strings } from './strings'

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
  /** Say in the list what happened. */
  describe(event: E): string
  /** Put what is in the event into cells: the history keeps no objects. */
  write(event: E): Partial<Cells>
  /** Undo `write`. */
  read(cells: Cells): Omit<E, Common>
  /** Draw the consequences of an event of the stream. `now` is when it is handled, in ms; `exact`: it stands for one. */
  apply(source: SourceState, event: E, now: number, exact: boolean): void
  /** Take it as what is true now: it is from a snapshot and happened before. */
  recall?(source: SourceState, event: E): void
}

/** What the compiler names when an event type has no entry in the table below. */
type AnEntryForEachEventType = { readonly [Type in EventType]: EventKind<Extract<AnyEvent, { event: Type }>> }

export const EVENT_KINDS: AnEntryForEachEventType = {
  click: {
    describe: ({ button, pressed, x, y }) => clickWords(button, pressed, x, y),
    write: ({ x, y, button, pressed }) => ({ a: x, b: y, word: button, flag: pressed }),
    read: ({ a, b, word, flag }) => ({ event: 'click', x: a, y: b, button: word, pressed: flag }),
    apply(source, { button, pressed, x, y, seq, t }, now, exact) {
      source.pointTo(x, y, now, t, exact)
      source.mark(button, pressed, { x, y }, seq, now, t)
    },
  },
  move: {
    describe: ({ x, y }) => `moved to (${pixel(x)}, ${pixel(y)})`,
    write: ({ x, y }) => ({ a: x, b: y }),
    read: ({ a, b }) => ({ event: 'move', x: a, y: b }),
    apply: (source, { x, y, t }, now, exact) => source.pointTo(x, y, now, t, exact),
    recall: (source, { x, y }) => source.place(x, y),
  },
  scroll: {
    describe: ({ dx, dy, x, y }) => `wheel ${strings.stage.turned(dx, dy)} ${at(x, y)}`,
    write: ({ x, y, dx, dy }) => ({ a: x, b: y, c: dx, d: dy }),
    read: ({ a, b, c, d }) => ({ event: 'scroll', x: a, y: b, dx: c, dy: d }),
    apply(source, { x, y, dx, dy, t }, now, exact) {
      source.pointTo(x, y, now, t, exact)
      source.turnWheel(dx, dy, now)
    },
    recall: (source, { x, y }) => source.place(x, y),
  },
  reading: {
    describe({ name, value, unit, low, high }) {
      const range = low === null || high === null ? '' : ` (${quantity(low)} to ${quantity(high)})`
      return `${name} ${quantity(value)}${unit && ` ${unit}`}${range}`
    },
    write: ({ name, value, unit, low, high }) => ({ a: value, b: low ?? NaN, c: high ?? NaN, word: name, unit }),
    read: ({ a, b, c, word, unit }) => ({ event: 'reading', name: word, value: a, unit, low: orNull(b), high: orNull(c) }),
    apply: (source, reading) => source.measure(widen(reading, source.readings.get(reading.name) ?? reading)),
    recall: (source, reading) => source.measure(reading),
  },
  text: {
    describe: ({ text }) => text,
    write: ({ text }) => ({ word: text }),
    read: ({ word }) => ({ event: 'text', text: word }),
    apply: () => undefined,
  },
}

/** Characters of an unknown event that the list shows. */
const LONGEST_FIELDS = 200

const UNKNOWN: EventKind<UnknownEvent> = {
  describe({ event, ...rest }) {
    const { seq: _, t: __, n: ___, source: ____, ...fields } = rest
    return `${event} ${JSON.stringify(fields)}`.slice(0, LONGEST_FIELDS)
  },
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

export function clickWords(button: string, pressed: boolean, x: number, y: number): string {
  return `${button} ${pressed ? 'pressed' : 'released'} ${at(x, y)}`
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

function widen(newer: Reading, older: Reading): Reading {
  const low = Math.min(newer.value, newer.low ?? newer.value, older.low ?? older.value)
  const high = Math.max(newer.value, newer.high ?? newer.value, older.high ?? older.value)
  return { ...newer, low, high }
}
