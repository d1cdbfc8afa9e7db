// Everything the page knows, folded from frames as they come. It knows no React, no socket and no canvas.
//
// Folding is immediate and bounded, whether or not anybody looks: a hidden tab gets no animation frames, and it is
// right at once when it is shown again. Subscribers hear of changes at most once per frame of the given scheduler.

import type { ConnectionState, Receiver } from './connection'
import type { Decoded, SeenEvent } from './decoder'
import type { Cursor, FromRelay } from './generated/protocol'
import type { Offset } from './offset'
import { Rows, type Tone } from './rows'
import type { SourceState } from './source'
import { SourceTable } from './sources'
import { strings } from './strings'

export interface Surroundings {
  /** ms since 1970; does not jump. */
  clock(): number
  /** Call back once, at the next animation frame. */
  schedule(action: () => void): void
}

type MessageHandlers = {
  readonly [Name in FromRelay['message']]: (message: Extract<FromRelay, { message: Name }>) => void
}

export class Store implements Receiver {
  connectionState: ConnectionState = { name: 'connecting', address: '', reason: null }
  offset: Offset | null = null
  viewers: number | null = null
  /** How many frames, messages and events could not be read. */
  unusable = 0
  /** The source that is looked at, null for all. */
  chosen: string | null = null
  readonly rows = new Rows()
  readonly sources = new SourceTable({
    event: (event, standsFor) => this.rows.event(event, standsFor, 'event'),
    past: (event) => this.rows.event(event, event.n, 'past'),
    note: (source, tone, what, t = this.#relayTime()) => this.rows.about(source, t, tone, what),
    dropped: (source) => this.rows.forget(source),
  })
  readonly #subscribers = new Set<() => void>()
  #scheduled = false

  readonly #handlers: MessageHandlers = {
    welcome: ({ viewers, sources }) => {
      this.viewers = viewers
      this.sources.welcome(sources, this.world.clock())
    },
    sources: ({ sources }) => this.sources.changed(sources, this.world.clock()),
    status: ({ viewers, sources }) => {
      this.viewers = viewers
      this.sources.status(sources, this.world.clock())
    },
    mark: () => undefined,
    pong: () => undefined,
    error: ({ reason, detail }) => this.#note('problem', strings.list.error(reason, detail), strings.list.relay),
  }

  constructor(private readonly world: Surroundings) {}

  /** Ask to be told of changes, at most once per animation frame; returns how to stop. */
  subscribe(subscriber: () => void): () => void {
    this.#subscribers.add(subscriber)
    return () => this.#subscribers.delete(subscriber)
  }

  /** The sources that are looked at. */
  get shown(): SourceState[] {
    const chosen = this.chosen === null ? undefined : this.sources.all.get(this.chosen)
    return chosen ? [chosen] : [...this.sources.all.values()]
  }

  choose(source: string | null): void {
    this.chosen = source
    this.#announce()
  }

  cursors(): Record<string, Cursor> {
    return this.sources.cursors()
  }

  connection(state: ConnectionState): void {
    const wasLive = this.connectionState.name === 'live'
    this.connectionState = state
    if (state.name === 'live') this.#note('note', strings.list.live)
    if (state.name === 'ended') this.#note('problem', strings.list.ended(state.reason))
    if (state.name === 'reconnecting' && wasLive) this.#note('note', strings.list.interrupted(state.reason))
    this.#announce()
  }

  clock(offset: Offset | null): void {
    this.offset = offset
    this.#announce()
  }

  sent(message: string): void {
    this.#note('sent', strings.list.sent(message))
    this.#announce()
  }

  take(decoded: Decoded): void {
    if (decoded.kind === 'unusable') this.#complain(decoded.complaint)
    else if (decoded.kind === 'unknown') this.#note('note', strings.list.unknownMessage(decoded.message), strings.list.relay)
    else {
      for (const complaint of decoded.complaints) this.#complain(complaint)
      if (decoded.kind === 'message') this.#handle(decoded.message)
      else this.#events(decoded.events)
    }
    this.#announce()
  }

  #handle(message: FromRelay): void {
    const handler = this.#handlers[message.message] as (message: FromRelay) => void
    handler(message)
  }

  #events(events: readonly SeenEvent[]): void {
    const now = this.world.clock()
    for (const event of events) this.sources.event(event, now)
  }

  #complain(complaint: string): void {
    this.unusable += 1
    this.#note('problem', complaint)
  }

  #note(tone: Tone, what: string, who = strings.list.page): void {
    this.rows.note(who, this.#relayTime(), tone, what)
  }

  // The times of events are by the relay's clock, so that all others are too.
  #relayTime(): number {
    return this.world.clock() + (this.offset?.offset ?? 0)
  }

  #announce(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.world.schedule(() => {
      this.#scheduled = false
      for (const subscriber of this.#subscribers) subscriber()
    })
  }
}
