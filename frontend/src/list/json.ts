// An event as JSON, to be copied or saved: what it is first, then whose, then the rest as it came.

import type { SeenEvent } from '../decoder'

/** `more` is what the page knows of it beside what it holds itself. */
export function jsonOf({ event, source, ...rest }: SeenEvent, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ event, source, ...rest, ...more })
}
