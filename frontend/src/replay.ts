// Make the state of sources at a time from the history: go on from a moment that was kept, with the same code that
// handles live events. Going on to a later time costs what happened between; going back begins anew.

import { kindOf } from './events'
import type { History } from './history'
import { Ring } from './ring'
import { SourceState, type Mark } from './source'
import type { Moment, Track } from './track'

/** So many events before the time that is shown are applied at least, so that what fades is there. */
const RUN_UP = 512
/** Going on over more than this costs more than to begin anew. */
const LONG_WAY = 4_096
const PRESSES = 64

interface Replayed {
  readonly state: SourceState
  readonly track: Track | undefined
  /** Index of the next event to apply. */
  next: number
  /** Number of the last moment that was applied. */
  moment: number
}

export class Replay {
  readonly #presses = new Ring<Mark>(PRESSES)
  readonly #sources = new Map<string, Replayed>()
  #time = Infinity

  constructor(private readonly history: History) {}

  /** Return the sources as they were at a time, in the order given. */
  at(time: number, sources: readonly SourceState[]): SourceState[] {
    if (time < this.#time) this.#sources.clear()
    this.#time = time
    return sources.map((source) => {
      const track = this.history.tracks.get(source.name)
      const known = this.#sources.get(source.name)
      const far = known && track && track.after(time) - known.next > LONG_WAY
      const replayed = known && known.track === track && !far ? known : this.#begin(source, track, time)
      if (track) advance(replayed, track, time)
      return copyLook(source, replayed.state)
    })
  }

  #begin({ name, color }: SourceState, track: Track | undefined, time: number): Replayed {
    const state = new SourceState(name, color, this.#presses)
    const moment = track?.momentBefore(time, RUN_UP) ?? null
    if (moment) recall(state, moment)
    const replayed = { state, track, next: moment?.index ?? track?.first ?? 0, moment: moment?.number ?? -1 }
    this.#sources.set(name, replayed)
    return replayed
  }
}

function advance(replayed: Replayed, track: Track, time: number): void {
  const { state } = replayed
  const end = track.after(time)
  replayed.next = Math.max(replayed.next, track.first)
  for (const moment of track.momentsAfter(replayed.moment, time)) {
    if (moment.index > end) break
    apply(state, track, replayed.next, moment.index)
    replayed.next = Math.max(replayed.next, moment.index)
    replayed.moment = moment.number
    settle(state, moment)
  }
  apply(state, track, replayed.next, end)
  replayed.next = Math.max(replayed.next, end)
}

function apply(state: SourceState, track: Track, from: number, until: number): void {
  for (let index = from; index < until; index++) {
    const { event, time, standsFor, past } = track.at(index)
    if (past && state.presence === 'absent') state.presence = 'online'
    kindOf(event).apply(state, event, time, standsFor === 1)
  }
}

// Begin with what was true.
function recall(state: SourceState, { presence, held, pointer, wheel, readings }: Moment): void {
  state.presence = presence
  if (pointer) state.place(pointer.x, pointer.y)
  for (const [button, point] of held) state.held.set(button, point)
  state.wheel.dx = wheel.dx
  state.wheel.dy = wheel.dy
  for (const reading of readings) state.measure(reading)
}

// Go on with what became true without an event.
function settle(state: SourceState, { presence, held, pointer, time }: Moment): void {
  state.presence = presence
  const still = new Set(held.map(([button]) => button))
  for (const [button, pressedAt] of state.held) {
    if (!still.has(button)) state.mark(button, false, state.pointer ?? pressedAt, null, time, time)
  }
  if (pointer && !state.pointer) state.place(pointer.x, pointer.y)
  for (const [button] of held) state.hold(button)
}

// What is not replayed is as it is now: the screens, so that the picture stays where it is.
function copyLook({ about, seen }: SourceState, replayed: SourceState): SourceState {
  replayed.about = about
  replayed.seen = seen && { ...seen }
  return replayed
}
