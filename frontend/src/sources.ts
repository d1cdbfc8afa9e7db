// All sources: fold events and what the relay says of sources into their state, in the order of the stream.
//
// What is worth a line in the list is given to `report`, and every event is kept in the history, with moments of what
// was true between events. This file neither shows nor schedules anything.

import type { SeenEvent, Told } from './decoder'
import { kindOf } from './events'
import type { Cursor, SourceEntry, SourceStatus } from './generated/protocol'
import type { History } from './history'
import { NOTHING, numbersOf, sum, type Numbers } from './numbers'
import { Ring } from './ring'
import { SourceState, type Mark, type Presence } from './source'
import { strings } from './strings'

/** Who is told what should be listed beside the events. */
export interface Report {
  /** `t` is when it happened by the relay's clock, in ms; without it, now. */
  note(source: string, tone: 'note' | 'problem' | 'synthetic', what: string, t?: number): void
  /** The time by the relay's clock, in ms. */
  time(): number
}

const MOST = 64
const PRESSES = 1_000
const ABSENT_FOR_GOOD = 5_000

export class SourceTable {
  readonly all = new Map<string, SourceState>()
  /** The newest presses of all sources. */
  readonly presses = new Ring<Mark>(PRESSES)
  #former = NOTHING
  #colors = 0

  constructor(
    private readonly report: Report,
    private readonly history: History,
  ) {}

  /** How many events the relay is known to have that this page has not handled. */
  get behind(): number {
    let behind = 0
    for (const source of this.all.values()) behind += source.behind
    return behind
  }

  /** What was counted of all sources, those that were dropped included. */
  get totals(): Numbers {
    return [...this.all.values()].reduce((total, { cursor }) => sum(total, numbersOf(cursor)), this.#former)
  }

  /** Say where to go on, by source. */
  cursors(): Record<string, Cursor> {
    const known = [...this.all].map(([name, { cursor }]) => [name, cursor.where()] as const)
    return Object.fromEntries(known.filter((each): each is [string, Cursor] => each[1] !== null))
  }

  /** Handle an event of the stream; one that came before is counted and left out. */
  event(event: SeenEvent, now: number): void {
    const source = this.#get(event.source)
    const { chain } = source.cursor
    this.#settle(source, event.seq - 1, now)
    const lostBefore = chain.lost
    const standsFor = source.cursor.accept(event.seq, event.n)
    if (standsFor === 0) return
    const lost = chain.lost - lostBefore
    if (lost > 0) this.#tellLoss(source, lost, event.t)
    if (this.history.needsMoment(source.name)) this.#keepMoment(source, event.t)
    this.history.append(event, { epoch: source.cursor.epoch, receivedAt: now, standsFor, lost, past: false })
    kindOf(event).apply(source, event, now, standsFor === 1)
    this.#settle(source, event.seq, now)
  }

  /** Take a welcome: what is true at each entry's seq, which a returning page may still have to reach. */
  welcome(entries: Readonly<Record<string, Told>>, now: number): void {
    this.#takeRecent(entries, now)
    for (const source of this.all.values()) {
      if (Object.hasOwn(entries, source.name) || source.presence === 'absent') continue
      source.absentSince = now
      this.#enter(source, 'absent')
      this.#keepMoment(source)
    }
    for (const [name, { recent: _, ...entry }] of Object.entries(entries)) {
      const source = this.#get(name)
      this.#meet(source, entry, now)
      source.expect(entry)
      this.#keepMoment(source)
      this.#settle(source, source.cursor.chain.seq, now)
    }
  }

  /** Take a `sources`: what it says is true at this place of the stream. */
  changed(entries: Readonly<Record<string, SourceEntry | null>>, now: number): void {
    for (const [name, entry] of Object.entries(entries)) {
      const source = this.#get(name)
      source.expect(null)
      if (entry === null) {
        this.#enter(source, 'forgotten')
        this.#letGo(source, [], strings.synthetic.forgotten, now)
        this.#keepMoment(source)
      } else {
        this.#meet(source, entry, now)
        this.#makeTrue(source, entry, now)
      }
    }
  }

  /** Take a `status`: how far the relay has got. */
  status(statuses: Readonly<Record<string, SourceStatus>>, now: number): void {
    for (const [name, { seq, lag }] of Object.entries(statuses)) {
      const source = this.all.get(name)
      if (!source) continue
      source.known = Math.max(source.known, seq)
      source.lag = lag
    }
    for (const source of this.all.values()) {
      const since = source.absentSince
      if (since === null || source.held.size === 0 || now - since <= ABSENT_FOR_GOOD) continue
      this.#letGo(source, [], strings.synthetic.absent, now)
      this.#keepMoment(source)
    }
  }

  #get(name: string): SourceState {
    const known = this.all.get(name)
    if (known) return known
    if (this.all.size >= MOST) this.#dropOne()
    const source = new SourceState(name, this.#colors++, this.presses)
    this.all.set(name, source)
    return source
  }

  #dropOne(): void {
    const all = [...this.all.values()]
    const gone = all.find(({ presence }) => presence === 'forgotten' || presence === 'absent') ?? all[0]
    if (!gone) return
    this.#former = sum(this.#former, numbersOf(gone.cursor))
    this.all.delete(gone.name)
    this.history.forget(gone.name)
  }

  #meet(source: SourceState, entry: SourceEntry, now: number): void {
    const meeting = source.cursor.meet(entry)
    if (meeting === 'same run') source.known = Math.max(source.known, entry.seq)
    else source.known = entry.seq
    if (meeting === 'new run') {
      source.lag = null
      this.#letGo(source, [], strings.synthetic.newRun, now)
    }
    const missed = meeting !== 'first' && (entry.lost === null || (meeting === 'same run' && entry.lost > 0))
    if (missed) this.#tellLoss(source, entry.lost)
    if (missed || meeting !== 'same run') recall(source, entry)
    source.about = entry.about
    source.absentSince = null
    this.#enter(source, presenceOf(entry))
  }

  #tellLoss(source: SourceState, lost: number | null, t?: number): void {
    this.report.note(source.name, 'problem', strings.list.lost(lost), t)
  }

  #enter(source: SourceState, presence: Presence): void {
    if (source.presence === presence) return
    source.presence = presence
    this.report.note(source.name, 'note', strings.presence[presence].note)
  }

  #settle(source: SourceState, seq: number, now: number): void {
    const entry = source.reached(seq)
    if (entry) this.#makeTrue(source, entry, now)
  }

  // Of a past moment, as a relay tells it that was started anew and catches up, this page knows more by itself.
  #makeTrue(source: SourceState, { held, online, seq }: SourceEntry, now: number): void {
    if (online && seq < source.cursor.chain.seq) return
    this.#letGo(source, held, online ? strings.synthetic.notHeld : strings.synthetic.wentAway, now)
    for (const button of held) source.hold(button)
    this.#keepMoment(source)
  }

  #keepMoment({ name, presence, held, pointer, wheel, readings }: SourceState, time = this.report.time()): void {
    const moment = { time, presence, held: [...held], pointer, wheel: { ...wheel }, readings: [...readings.values()] }
    this.history.keep(name, moment)
  }

  // Release by the relay's word, and not by an event, what is held and not in `still`.
  #letGo(source: SourceState, still: readonly string[], why: string, now: number): void {
    for (const [button, pressedAt] of source.held) {
      if (still.includes(button)) continue
      source.mark(button, false, source.pointer ?? pressedAt, null, now, this.report.time())
      this.report.note(source.name, 'synthetic', strings.synthetic.released(button, why))
    }
  }

  // Only of sources that are new to this page: of the others it has seen them.
  #takeRecent(entries: Readonly<Record<string, Told>>, now: number): void {
    const isNew = (name: string) => (this.all.get(name)?.cursor.where() ?? null) === null
    const events = Object.entries(entries).flatMap(([name, { recent }]) => (isNew(name) ? (recent ?? []) : []))
    events.sort((a, b) => a.t - b.t)
    for (const event of events) {
      const epoch = entries[event.source]?.epoch ?? null
      this.history.append(event, { epoch, receivedAt: now, standsFor: event.n, lost: 0, past: true })
    }
  }
}

function presenceOf({ online, silent }: SourceEntry): Presence {
  if (!online) return 'offline'
  return silent ? 'silent' : 'online'
}

function recall(source: SourceState, { latest }: SourceEntry): void {
  for (const event of latest.toSorted((a, b) => a.seq - b.seq)) kindOf(event).recall?.(source, event)
}
