// Keep one connection to the relay: hello, reconnects, the watchdog, the answers that the relay waits for.
//
// The only file that knows WebSocket. What a frame means is the receiver's business; this file hands over each one, in
// order and at once, and answers a mark when the receiver has handled everything before it.

import { delayBefore } from './backoff'
import { endingOf, type Ending } from './closing'
import { decode, type Decoded } from './decoder'
import { FIRST_CONNECTION, SUBPROTOCOL } from './generated/constants'
import type { Cursor, FromRelay, FromViewer } from './generated/protocol'
import { ClockOffset, type Offset } from './offset'
import { strings } from './strings'

export type ConnectionState =
  | { readonly name: 'connecting'; readonly address: string; readonly reason: string | null }
  | { readonly name: 'live' }
  | { readonly name: 'reconnecting'; readonly reason: string; readonly at: number }
  | { readonly name: 'ended'; readonly reason: string; readonly advice: string }

/** Who is told what happens. */
export interface Receiver {
  connection(state: ConnectionState): void
  take(decoded: Decoded): void
  clock(offset: Offset | null): void
  sent(message: string): void
  /** Where to go on, by source. */
  cursors(): Record<string, Cursor>
}

/** The part of the browser's WebSocket that is used. */
export interface Socket {
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
  send(data: string): void
  close(code?: number): void
}

/** Everything that a test replaces. `clock` is in ms since 1970 and does not jump. */
export interface Surroundings {
  open(address: string, subprotocol: string): Socket
  clock(): number
  random(): number
  after(ms: number, action: () => void): () => void
}

const SILENCE = 4_000
const HANDSHAKE = 6_000
const GRACE = 250
const SETTLED = 2_000
const FIRST_PINGS = [0, 200, 600]
const PING_INTERVAL = 10_000
const RECENT = 50
/** How often a second events are wanted: twice for each picture. More messages would only cost the page its time. */
const FRAMES = 120
const CLOSED_AS_SILENT = 4004

export class Connection {
  readonly #offset = new ClockOffset()
  #socket: Socket | null = null
  readonly #timers = new Set<() => void>()
  #state: ConnectionState['name'] = 'connecting'
  #wasOpen = false
  #heard = 0
  #attempts = 0
  #lastLive: number

  constructor(
    readonly address: string,
    private readonly token: string | null,
    private readonly receiver: Receiver,
    private readonly world: Surroundings,
  ) {
    this.#lastLive = world.clock()
  }

  start(): void {
    this.#connect(null)
  }

  /** Try again now, because a person wants to; does nothing while there is a connection. */
  retryNow(): void {
    if (this.#state === 'ended') this.#connect(null)
    else this.retrySoon()
  }

  /** Try again now instead of later, because the network or the person is back. Not after an end for good. */
  retrySoon(): void {
    if (this.#state !== 'reconnecting') return
    this.#attempts = 0
    this.#connect(null)
  }

  /** Say something to the relay; return whether there was a connection to say it on. */
  say(message: string): boolean {
    if (this.#state !== 'live') return false
    this.#socket?.send(JSON.stringify({ type: 'client', message }))
    this.receiver.sent(message)
    return true
  }

  /** Send a message of the protocol; nothing happens where there is no connection. */
  ask(message: FromViewer): void {
    if (this.#wasOpen) this.#send(message)
  }

  #connect(reason: string | null): void {
    this.#letGo()
    this.#enter({ name: 'connecting', address: this.address, reason })
    this.#wasOpen = false
    this.#later(HANDSHAKE, () => this.#giveUp(strings.reason.noWelcome))
    const socket = this.world.open(this.address, SUBPROTOCOL)
    this.#socket = socket
    socket.onopen = () => {
      this.#wasOpen = true
      this.#hello()
    }
    socket.onmessage = ({ data }) => this.#take(data)
    socket.onclose = ({ code }) => this.#leave(endingOf(code, this.#wasOpen, this.address))
  }

  #hello(): void {
    const cursors = this.receiver.cursors()
    const recent = Object.keys(cursors).length > 0 ? 0 : RECENT
    const token = this.token === null ? {} : { token: this.token }
    this.#send({ type: 'client', message: FIRST_CONNECTION, cursors, recent, rate: FRAMES, ...token })
  }

  #take(data: unknown): void {
    this.#heard = this.world.clock()
    const decoded = decode(data)
    if (decoded.kind === 'message' && decoded.message.message === 'pong') this.#measure(decoded.message)
    this.receiver.take(decoded)
    if (decoded.kind === 'message') this.#answer(decoded.message)
  }

  #answer(message: FromRelay): void {
    if (message.message === 'welcome') this.#goLive()
    const mark = message.message === 'mark' || message.message === 'status' ? message.mark : undefined
    if (mark !== undefined) this.#send({ type: 'client', message: 'seen', mark })
  }

  #goLive(): void {
    this.#cancelTimers()
    this.#enter({ name: 'live' })
    this.#offset.clear()
    this.#later(SETTLED, () => (this.#attempts = 0))
    for (const delay of FIRST_PINGS) this.#later(delay, () => this.#ping())
    this.#later(PING_INTERVAL, () => this.#keepPinging())
    this.#later(SILENCE, () => this.#watch(false))
  }

  // A tab that was busy for long finds its timer before the frames that wait: look twice.
  #watch(suspected: boolean): void {
    const quiet = this.world.clock() - this.#heard
    if (quiet < SILENCE) this.#later(SILENCE - quiet, () => this.#watch(false))
    else if (suspected) this.#giveUp(strings.reason.silent(SILENCE / 1000))
    else this.#later(GRACE, () => this.#watch(true))
  }

  #keepPinging(): void {
    this.#ping()
    this.#later(PING_INTERVAL, () => this.#keepPinging())
  }

  #ping(): void {
    this.#send({ type: 'client', message: 'ping', t: this.world.clock() })
  }

  #measure({ t, time }: { readonly t: number; readonly time: number }): void {
    this.#offset.add(t, this.world.clock(), time)
    this.receiver.clock(this.#offset.best)
  }

  // A connection that says nothing may take minutes to close: do not wait for it.
  #giveUp(reason: string): void {
    this.#socket?.close(CLOSED_AS_SILENT)
    this.#leave({ comeBack: true, refused: false, reason, advice: '' })
  }

  #leave({ comeBack, refused, reason, advice }: Ending): void {
    const now = this.world.clock()
    if (this.#state === 'live') this.#lastLive = now
    this.#letGo()
    if (!comeBack) {
      this.#enter({ name: 'ended', reason, advice })
      return
    }
    const absence = { attempts: this.#attempts, duration: now - this.#lastLive, refused }
    const delay = delayBefore(absence, this.world.random())
    this.#attempts += 1
    this.#enter({ name: 'reconnecting', reason, at: now + delay })
    this.#later(delay, () => this.#connect(reason))
  }

  #enter(state: ConnectionState): void {
    this.#state = state.name
    this.receiver.connection(state)
  }

  #send(message: FromViewer): void {
    this.#socket?.send(JSON.stringify(message))
  }

  #later(ms: number, action: () => void): void {
    const stop = this.world.after(ms, () => {
      this.#timers.delete(stop)
      action()
    })
    this.#timers.add(stop)
  }

  #cancelTimers(): void {
    for (const stop of this.#timers) stop()
    this.#timers.clear()
  }

  #letGo(): void {
    this.#cancelTimers()
    const socket = this.#socket
    this.#socket = null
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null
  }
}

/** The browser's own. */
export function browserSurroundings(): Surroundings {
  return {
    open: (address, subprotocol) => new WebSocket(address, subprotocol) as unknown as Socket,
    clock: () => performance.timeOrigin + performance.now(),
    random: Math.random,
    after: (ms, action) => {
      const timer = setTimeout(action, ms)
      return () => clearTimeout(timer)
    },
  }
}
