// Events as text: JSON lines or CSV, line by line. Pure.

import type { SeenEvent } from '../decoder'
import type { History } from '../history'
import { showsEvent, type Filter } from '../list/filter'
import { jsonOf } from '../list/json'
import type { Kept } from '../track'

type Exported = Pick<Kept, 'event' | 'epoch'>

/** Give the events that a filter lets through, in the order of time: all, or those up to a time. */
export function* chooseEvents(history: History, filter: Filter, until: number | null): Generator<Kept> {
  const sources = filter.sources ?? undefined
  for (const kept of history.between(-Infinity, until ?? Infinity, sources)) {
    if (showsEvent(filter, kept.event)) yield kept
  }
}

/** Give each event as it came over the wire, and the run of its producer, in which its `seq` is unique. */
export function* jsonLines(events: Iterable<Exported>): Generator<string> {
  for (const { event, epoch } of events) yield `${jsonOf(event, { epoch })}\n`
}

const COLUMNS = 'source epoch seq n t time event x y button pressed dx dy name value unit low high text'.split(' ')
/** Columns that are not from the event itself. */
const ADDED = ['epoch', 'time']
/** What an event has beside the columns, as JSON. */
const REST = 'more'

/** Give the events as CSV (RFC 4180), with a header. */
export function* csvLines(events: Iterable<Exported>): Generator<string> {
  yield csvLine([...COLUMNS, REST])
  for (const { event, epoch } of events) yield csvLine(cellsOf(event, epoch))
}

function cellsOf(event: SeenEvent, epoch: string | null): unknown[] {
  const fields: Record<string, unknown> = { ...event, epoch, time: isoTime(event.t) }
  const cells = COLUMNS.map((column) => fields[column])
  const rest = Object.entries(event).filter(([name]) => ADDED.includes(name) || !COLUMNS.includes(name))
  return [...cells, rest.length === 0 ? '' : JSON.stringify(Object.fromEntries(rest))]
}

function isoTime(t: number): string {
  const date = new Date(t)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = harmless(typeof value === 'string' ? value : JSON.stringify(value))
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

// A spreadsheet takes text that begins like this for a formula and runs it; an apostrophe makes it text again. Some
// leave out white space before it, and some take the wide forms of East Asian typefaces for the same.
function harmless(text: string): string {
  return /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(text) ? `'${text}` : text
}
