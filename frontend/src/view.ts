// Say what React shows, from what the store knows and the time.

import type { Choice } from './choice'
import type { ConnectionState } from './connection'
import type { Reading } from './generated/protocol'
import { numbersOf, type Numbers } from './numbers'
import { clickWords } from './events'
import { duration, timeOfDay } from './format'
import type { LatencyView } from './latency/latency'
import type { ListView } from './list/log'
import type { Sight } from './playback'
import type { Ring } from './ring'
import { BUTTON_INKS, inkOf, type Mark, type Presence, type SourceState } from './source'
import type { Store } from './store'
import { hasPlace } from './scene'
import { strings } from './strings'

export interface ConnectionView {
  readonly tone: 'good' | 'waiting' | 'bad'
  readonly words: string
  readonly reason: string
  /** The same without what changes all the time, for a screen reader. */
  readonly spoken: string
  readonly canRetry: boolean
  readonly live: boolean
}

export interface SourceView {
  readonly name: string
  readonly color: number
  readonly presence: Presence
  readonly simulated: boolean
  readonly capture: string
  /** What to do where it is not online; empty if it is. */
  readonly cure: string
  /** What is wrong with the capture and how to cure it; empty if nothing. */
  readonly health: string
  /** Somebody has paused the capture: then `health` says how it goes on. */
  readonly paused: boolean
  /** What the producer leaves out of what happens; empty if nothing. */
  readonly limits: string
  readonly lag: string
  /** It has a pointer, or screens for one. */
  readonly hasPlace: boolean
  readonly pointer: string
  readonly wheel: { readonly x: string; readonly y: string }
  readonly held: readonly { readonly button: string; readonly ink: string }[]
  readonly numbers: Numbers
  readonly chosen: boolean
  readonly readings: readonly Reading[]
}

/** Where in time the page looks. */
export interface TimeView {
  readonly sight: Sight
  readonly words: string
  /** How many events are kept that are later than what is shown. */
  readonly newer: number
}

export interface View {
  readonly connection: ConnectionView
  readonly viewers: number | null
  readonly sources: readonly SourceView[]
  readonly choice: Choice
  readonly time: TimeView
  readonly totals: Numbers
  readonly unusable: number
  readonly latency: LatencyView
  /** The whole way of an event, in short; empty while there is no connection. */
  readonly latencyWords: string
  readonly list: ListView
  /** The relay is a fault lab. */
  readonly lab: boolean
  /** How many there were. */
  readonly presses: number
  readonly lastPress: string
  /** After how many ms it looks different although nothing happened; null if never. */
  readonly refreshIn: number | null
}

/** For how long the page may be behind before it says so: less is nothing but a frame on its way. */
export const BEHIND_GRACE = 300
const COUNTDOWN_STEP = 100
const PAUSE_STEP = 1_000
const HEALTHY = 'ok'
/** How the sentence begins that a producer says while it is paused; see producer/health.py. */
const PAUSED = 'Capture is paused'

/** Remembers since when the page has been behind, which the store does not know. */
export class ViewBuilder {
  #behindSince: number | null = null

  build(store: Store, now: number): View {
    const { connectionState: state, sources, choice } = store
    const { behind } = sources
    if (behind === 0) this.#behindSince = null
    else this.#behindSince ??= now
    const lagging = this.#behindSince !== null && now - this.#behindSince >= BEHIND_GRACE
    const waiting = state.name === 'reconnecting' || (behind > 0 && !lagging)
    const time = timeView(store)
    const latency = store.latency.view(now, store.offset)
    const { mode, cursor } = time.sight
    // What is told of a source is of the moment that is looked at; whether it can be trusted is of now.
    const looked = new Map(store.looked().sources.map((source) => [source.name, source]))
    return {
      connection: connectionView(state, lagging ? behind : 0, store.lateness.at(now), now),
      viewers: state.name === 'live' ? store.viewers : null,
      sources: [...sources.all.values()].map((source) => sourceView(source, looked.get(source.name) ?? source, choice)),
      choice,
      time,
      totals: sources.totals,
      unusable: store.unusable,
      latency,
      latencyWords: state.name === 'live' ? latencyWords(latency) : '',
      list: store.log.view(mode === 'live' ? null : cursor),
      lab: store.isLab,
      presses: sources.presses.pushed,
      lastPress: lastPressWords(sources.presses),
      refreshIn: waiting || mode === 'playing' ? COUNTDOWN_STEP : mode === 'paused' ? PAUSE_STEP : null,
    }
  }
}

function connectionView(state: ConnectionState, behind: number, late: number, now: number): ConnectionView {
  const say = strings.connection
  switch (state.name) {
    case 'connecting': {
      const reason = state.reason === null ? say.asking(state.address) : say.again(state.reason)
      return { tone: 'waiting', words: say.connecting, reason, spoken: say.connecting, canRetry: false, live: false }
    }
    case 'live': {
      if (behind === 0 && late === 0) {
        return { tone: 'good', words: say.live, reason: say.inStep, spoken: say.live, canRetry: false, live: true }
      }
      const words = behind > 0 ? say.behind(behind) : say.late(late)
      return { tone: 'waiting', words, reason: say.catchingUp, spoken: say.catchingUp, canRetry: false, live: true }
    }
    case 'reconnecting': {
      const words = say.reconnecting(state.at - now)
      const reason = say.because(state.reason)
      return { tone: 'waiting', words, reason, spoken: state.reason, canRetry: true, live: false }
    }
    case 'ended': {
      const reason = `${state.reason} ${state.advice}`
      return { tone: 'bad', words: say.ended, reason, spoken: `${say.ended}. ${reason}`, canRetry: true, live: false }
    }
  }
}

function timeView(store: Store): TimeView {
  const sight = store.sight()
  const { mode, cursor } = sight
  if (mode === 'live') return { sight, words: strings.time.now, newer: 0 }
  const words = strings.time.when(timeOfDay(cursor), duration(Math.max(0, store.relayTime() - cursor)))
  const newer = [...store.history.tracks.values()].reduce((sum, track) => sum + track.end - track.after(cursor), 0)
  return { sight, words, newer }
}

function sourceView(source: SourceState, looked: SourceState, { sources: chosen }: Choice): SourceView {
  const { name, color, presence, about, lag, cursor } = source
  const { pointer, wheel, held, readings } = looked
  return {
    name,
    color,
    presence,
    simulated: about.capture.startsWith('simulated'),
    capture: strings.sources.capture(about.capture),
    cure: strings.presence[presence].cure,
    paused: about.health.startsWith(PAUSED),
    limits: strings.sources.limits(about.region, about.grid),
    health: about.health === HEALTHY ? '' : about.health,
    lag: lag === null || presence !== 'online' ? '' : strings.sources.lag(lag[0], lag[1]),
    hasPlace: hasPlace(source),
    pointer: pointer === null ? strings.stage.nowhere : strings.stage.point(pointer.x, pointer.y),
    wheel: { x: strings.stage.sum(wheel.dx), y: strings.stage.sum(wheel.dy) },
    held: [...held.keys()].map((button) => ({ button, ink: BUTTON_INKS[inkOf(button)] ?? 'other' })),
    numbers: numbersOf(cursor),
    chosen: chosen === null || chosen.includes(name),
    readings: [...readings.values()],
  }
}

function latencyWords({ legs: { captureToPaint } }: LatencyView): string {
  return captureToPaint === null ? '' : strings.connection.latency(captureToPaint.median, captureToPaint.p99)
}

function lastPressWords(presses: Ring<Mark>): string {
  const [last] = presses.newestFirst()
  return last ? `${last.source}: ${clickWords(last.button, true, last.x, last.y)}` : ''
}
