// Everything the page knows, folded from frames as they come. It knows no React, no socket and no canvas.
//
// Folding is immediate and bounded, whether or not anybody looks: a hidden tab gets no animation frames, and it is
// right at once when it is shown again. Subscribers hear of changes at most once per frame of the given scheduler.

import { PLAIN, type Choice } from './choice'
import type { ConnectionState, Receiver } from './connection'
import type { Decoded, SeenEvent } from './decoder'
import type { Cursor, FromRelay } from './generated/protocol'
import { History } from './history'
import type { LabReceiver } from './lab/bench'
import { Lateness } from './lateness'
import { Latency } from './latency/latency'
import { EventLog } from './list/log'
import { Notes, type Tone } from './list/notes'
import type { Offset } from './offset'
import { Playback, type Sight } from './playback'
import { Replay } from './replay'
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
  /** The relay is a fault lab. */
  isLab = false
  /** The lab, once somebody has opened it. */
  lab: LabReceiver | null = null
  /** What is looked at, and how. */
  choice: Choice
  /** How often somebody chose something: what was drawn for a choice is good as long as this is the same. */
  choices = 0
  /** Nothing before this time is in the heat map. */
  heatSince = -Infinity
  readonly history = new History()
  /** What happened that is no event. */
  readonly notes = new Notes()
  readonly log = new EventLog(this.history, this.notes, () => this.#announce())
  readonly latency = new Latency()
  readonly lateness = new Lateness()
  readonly playback: Playback
  readonly sources = new SourceTable(
    {
      note: (source, tone, what, t = this.relayTime()) => this.notes.about(source, t, tone, what),
      time: () => this.relayTime(),
    },
    this.history,
  )
  readonly #replay = new Replay(this.history)
  readonly #subscribers = new Set<() => void>()
  #scheduled = false

  readonly #handlers: MessageHandlers = {
    welcome: ({ viewers, sources, lab }) => {
      this.viewers = viewers
      this.sources.welcome(sources, this.world.clock())
      this.lateness.told(this.world.clock())
      this.isLab = lab ?? false
      if (this.isLab) this.lab?.welcome()
    },
    sources: ({ sources }) => this.sources.changed(sources, this.world.clock()),
    status: ({ viewers, sources }) => {
      const now = this.world.clock()
      this.viewers = viewers
      this.sources.status(sources, now)
      this.lateness.told(now)
      for (const [name, { lag }] of Object.entries(sources)) this.latency.told(name, lag, now)
    },
    mark: () => undefined,
    pong: () => undefined,
    lab: (state) => this.lab?.take(state),
    error: ({ reason, detail }) => this.#note('problem', strings.list.error(reason, detail), strings.list.relay),
  }

  constructor(
    private readonly world: Surroundings,
    choice: Choice = PLAIN,
  ) {
    this.choice = choice
    this.playback = new Playback(this.history, choice.overlay?.delay)
  }

  /** Ask to be told of changes, at most once per animation frame; returns how to stop. */
  subscribe(subscriber: () => void): () => void {
    this.#subscribers.add(subscriber)
    return () => this.#subscribers.delete(subscriber)
  }

  /** The sources that are looked at, as they are now. */
  get shown(): SourceState[] {
    const all = [...this.sources.all.values()]
    const { sources } = this.choice
    return sources === null ? all : all.filter(({ name }) => sources.includes(name))
  }

  /** The sources that are looked at, as they were at the moment that is looked at, and the time that they fade by. */
  looked(): { readonly sources: readonly SourceState[]; readonly now: number } {
    const { replayed, cursor } = this.sight()
    if (!replayed) return { sources: this.shown, now: this.world.clock() }
    return { sources: this.#replay.at(cursor, this.shown), now: cursor }
  }

  /** Where in time the page looks. */
  sight(): Sight {
    return this.playback.look(this.relayTime())
  }

  choose(change: Partial<Choice>): void {
    this.choice = { ...this.choice, ...change }
    this.choices += 1
    this.#announce()
  }

  /** Begin the heat map anew. */
  resetHeat(): void {
    this.heatSince = this.sight().cursor
    this.choices += 1
    this.#announce()
  }

  // Where in time to look

  toggle(): void {
    this.playback.toggle(this.relayTime())
    this.#announce()
  }

  pause(): void {
    this.playback.pause(this.relayTime())
    this.#announce()
  }

  live(): void {
    this.playback.live()
    this.#announce()
  }

  seek(time: number): void {
    this.playback.seek(time, this.relayTime())
    this.#announce()
  }

  step(direction: 1 | -1): void {
    const names = this.shown.map(({ name }) => name)
    this.playback.step(direction, this.relayTime(), names)
    this.#announce()
  }

  setRate(rate: number): void {
    this.playback.setRate(rate, this.relayTime())
    this.#announce()
  }

  /** Look at a stretch of so many ms; null for all that is kept. */
  setStretch(stretch: number | null): void {
    this.playback.stretch = stretch
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
    for (const event of events) {
      this.sources.event(event, now)
      this.latency.arrived(event.source, event.t, now, this.offset)
    }
    const newest = events.at(-1)
    if (newest && this.offset) this.lateness.took(now, now + this.offset.offset - newest.t)
  }

  #complain(complaint: string): void {
    this.unusable += 1
    this.#note('problem', complaint)
  }

  #note(tone: Tone, what: string, who = strings.list.page): void {
    this.notes.note(who, this.relayTime(), tone, what)
  }

  /** Now, by the relay's clock: the times of events are by it, so all others are too. */
  relayTime(): number {
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
