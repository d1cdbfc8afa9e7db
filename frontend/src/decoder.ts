// Turn a frame into events or a message. Whatever cannot be used ends in a complaint, never in an exception.
//
// An event of a type that this page does not know is kept as it is: it counts in the chain like any other.

import { DEFINITIONS, EVENTS, MESSAGES } from './generated/schema'
import type { AnyEvent, FromRelay, SourceEntry } from './generated/protocol'
import { compileAll, isRecord, type Check } from './shape'

export type EventType = AnyEvent['event']

/** An event from a relay that is newer than this page. */
export interface UnknownEvent {
  readonly event: string
  readonly seq: number
  readonly t: number
  readonly n: number
  readonly source: string
}

export type SeenEvent = AnyEvent | UnknownEvent

/** What a welcome tells of a source: the past may hold events of any type. */
export type Told = Omit<SourceEntry, 'recent'> & { readonly recent?: readonly SeenEvent[] }

export type Decoded =
  | { readonly kind: 'events'; readonly events: readonly SeenEvent[]; readonly complaints: readonly string[] }
  | { readonly kind: 'message'; readonly message: FromRelay; readonly complaints: readonly string[] }
  | { readonly kind: 'unknown'; readonly message: string }
  | { readonly kind: 'unusable'; readonly complaint: string }

const checks = compileAll({
  ...DEFINITIONS,
  UnknownEvent: {
    type: 'object',
    properties: {
      event: { type: 'string', minLength: 1, maxLength: 64 },
      seq: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      t: { type: 'number', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      n: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: 1 },
      source: { type: 'string', minLength: 1, maxLength: 64 },
    },
    required: ['event', 'seq', 't', 'source'],
  },
})
const unknownEvent = named('UnknownEvent')
const eventChecks = new Map(Object.entries(EVENTS).map(([event, name]) => [event, named(name)]))
const messageChecks = new Map(Object.entries(MESSAGES).map(([message, name]) => [message, named(name)]))

function named(name: string): Check {
  const check = checks.get(name)
  if (!check) throw new Error(`The schema does not define ${name}.`)
  return check
}

/** Tell whether the page knows the event's type. */
export function isKnown(event: SeenEvent): event is AnyEvent {
  return eventChecks.has(event.event)
}

export function decode(data: unknown): Decoded {
  if (typeof data !== 'string') return { kind: 'unusable', complaint: 'A frame was not text.' }
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return { kind: 'unusable', complaint: 'A frame was not JSON.' }
  }
  if (Array.isArray(value)) return decodeEvents(value)
  if (isRecord(value)) return decodeMessage(value)
  return { kind: 'unusable', complaint: 'A frame was neither an array nor an object.' }
}

function decodeEvents(values: readonly unknown[]): Decoded {
  const complaints: string[] = []
  return { kind: 'events', events: usable(values, complaints), complaints }
}

function usable(values: readonly unknown[], complaints: string[]): SeenEvent[] {
  const events: SeenEvent[] = []
  for (const value of values) {
    const type = isRecord(value) ? wordIn(value, 'event') : 'none'
    const complaint = (eventChecks.get(type) ?? unknownEvent)(value)
    if (complaint === null) events.push(value as SeenEvent)
    else complaints.push(`An event (${type}) could not be read: ${complaint}.`)
  }
  return events
}

function decodeMessage(value: Record<string, unknown>): Decoded {
  const name = wordIn(value, 'message')
  const check = value['type'] === 'relay' ? messageChecks.get(name) : undefined
  if (!check) return { kind: 'unknown', message: name }
  const complaints: string[] = []
  const past = readEventsWithin(value['sources'], complaints)
  const complaint = check(value)
  if (complaint !== null) return { kind: 'unusable', complaint: `The message "${name}" could not be read: ${complaint}.` }
  for (const [entry, recent] of past) entry['recent'] = recent
  return { kind: 'message', message: value as unknown as FromRelay, complaints }
}

function wordIn(value: Record<string, unknown>, key: string): string {
  const word = value[key]
  return typeof word === 'string' ? word.slice(0, 64) : 'none'
}

// A welcome may hold events of types that this page does not know: they must not spoil the rest of it. Past ones are
// returned with their entry, to be put back when it has been checked.
function readEventsWithin(sources: unknown, complaints: string[]): [Record<string, unknown>, SeenEvent[]][] {
  const past: [Record<string, unknown>, SeenEvent[]][] = []
  if (!isRecord(sources)) return past
  for (const [source, entry] of Object.entries(sources)) {
    if (!isRecord(entry)) continue
    const { latest, recent } = entry
    if (Array.isArray(latest)) entry['latest'] = eventsOf(source, latest, complaints).filter(isKnown)
    if (!Array.isArray(recent)) continue
    past.push([entry, eventsOf(source, recent, complaints)])
    delete entry['recent']
  }
  return past
}

function eventsOf(source: string, values: readonly unknown[], complaints: string[]): SeenEvent[] {
  for (const value of values) if (isRecord(value)) value['source'] ??= source
  return usable(values, complaints)
}
