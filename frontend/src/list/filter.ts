// Which rows the list shows. Pure.

import type { SeenEvent } from '../decoder'
import { EVENT_KINDS, kindOf } from '../events'
import type { Note } from './notes'

/** The types that can be chosen: those that the page knows, all that it does not, and what is no event. */
export const OTHER = 'other'
export const MESSAGES = 'messages'
export const TYPES: readonly string[] = [...Object.keys(EVENT_KINDS), OTHER, MESSAGES]

export interface Filter {
  /** The sources that are shown; null for all. */
  readonly sources: ReadonlySet<string> | null
  readonly hidden: ReadonlySet<string>
  /** Rows without this text are left out, whatever its case. */
  readonly text: string
}

/** A pointer moves so often that nothing else could be read beside it. */
export const AT_FIRST: Filter = { sources: null, hidden: new Set(['move']), text: '' }
export const EVERYTHING: Filter = { sources: null, hidden: new Set(), text: '' }

export function typeOf({ event }: SeenEvent): string {
  return Object.hasOwn(EVENT_KINDS, event) ? event : OTHER
}

export function showsEvent({ sources, hidden, text }: Filter, event: SeenEvent): boolean {
  if (hidden.has(typeOf(event)) || (sources !== null && !sources.has(event.source))) return false
  return text === '' || contains(`${event.source} ${event.event} ${kindOf(event).describe(event)}`, text)
}

export function showsNote({ sources, hidden, text }: Filter, { source, who, what }: Note): boolean {
  if (hidden.has(MESSAGES) || (sources !== null && source !== null && !sources.has(source))) return false
  return text === '' || contains(`${who} ${what}`, text)
}

/** Return a set with an item that was not in it, or without one that was. */
export function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const others = [...set].filter((each) => each !== item)
  return new Set(set.has(item) ? others : [...others, item])
}

function contains(words: string, text: string): boolean {
  return words.toLowerCase().includes(text.toLowerCase())
}
