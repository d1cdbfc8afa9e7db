// Say what React shows, from what the store knows and the time. Pure, but for rows and readings, which are kept.

import type { ConnectionState } from './connection'
import type { Reading } from './generated/protocol'
import { numbersOf, type Numbers } from './numbers'
import type { RowView } from './rows'
import { BUTTON_INKS, inkOf, type Presence, type SourceState } from './source'
import type { Store } from './store'
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
  /** What is wrong with the capture and how to cure it; empty if nothing. */
  readonly health: string
  readonly lag: string
  readonly pointer: string
  readonly wheel: { readonly x: string; readonly y: string }
  readonly held: readonly { readonly button: string; readonly ink: string }[]
  readonly numbers: Numbers
  readonly chosen: boolean
  readonly readings: readonly Reading[]
}

export interface View {
  readonly connection: ConnectionView
  readonly viewers: number | null
  readonly sources: readonly SourceView[]
  readonly chosen: string | null
  readonly totals: Numbers
  readonly unusable: number
  readonly clock: string
  readonly rows: readonly RowView[]
  readonly presses: number
  /** After how many ms it looks different although nothing happened; null if never. */
  readonly refreshIn: number | null
}

/** For how long the page may be behind before it says so: less is nothing but a frame on its way. */
export const BEHIND_GRACE = 300
const COUNTDOWN_STEP = 100
const HEALTHY = 'ok'

/** Remembers since when the page has been behind, which the store does not know. */
export class ViewBuilder {
  #behindSince: number | null = null

  build(store: Store, now: number): View {
    const { connectionState: state, sources, chosen } = store
    const { behind } = sources
    if (behind === 0) this.#behindSince = null
    else this.#behindSince ??= now
    const lagging = this.#behindSince !== null && now - this.#behindSince >= BEHIND_GRACE
    const waiting = state.name === 'reconnecting' || (behind > 0 && !lagging)
    return {
      connection: connectionView(state, lagging ? behind : 0, now),
      viewers: state.name === 'live' ? store.viewers : null,
      sources: [...sources.all.values()].map((source) => sourceView(source, chosen)),
      chosen,
      totals: sources.totals,
      unusable: store.unusable,
      clock: clockWords(store),
      rows: store.rows.view(),
      presses: sources.presses.length,
      refreshIn: waiting ? COUNTDOWN_STEP : null,
    }
  }
}

function connectionView(state: ConnectionState, behind: number, now: number): ConnectionView {
  const say = strings.connection
  switch (state.name) {
    case 'connecting': {
      const reason = state.reason === null ? say.asking(state.address) : say.again(state.reason)
      return { tone: 'waiting', words: say.connecting, reason, spoken: say.connecting, canRetry: false, live: false }
    }
    case 'live': {
      if (behind === 0) {
        return { tone: 'good', words: say.live, reason: say.inStep, spoken: say.live, canRetry: false, live: true }
      }
      const words = say.behind(behind)
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

function sourceView(source: SourceState, chosen: string | null): SourceView {
  const { name, color, presence, about, lag, pointer, wheel, held, cursor, readings } = source
  return {
    name,
    color,
    presence,
    simulated: about.capture.startsWith('simulated'),
    capture: strings.sources.capture(about.capture),
    health: about.health === HEALTHY ? '' : about.health,
    lag: lag === null || presence !== 'online' ? '' : strings.sources.lag(lag[0], lag[1]),
    pointer: pointer === null ? strings.stage.nowhere : strings.stage.point(pointer.x, pointer.y),
    wheel: { x: strings.stage.sum(wheel.dx), y: strings.stage.sum(wheel.dy) },
    held: [...held.keys()].map((button) => ({ button, ink: BUTTON_INKS[inkOf(button)] ?? 'other' })),
    numbers: numbersOf(cursor),
    chosen: chosen === null || chosen === name,
    readings: [...readings.values()],
  }
}

function clockWords({ offset }: Store): string {
  return offset === null ? '' : strings.numbers.clock(offset.offset, offset.uncertainty, offset.roundTrip)
}
