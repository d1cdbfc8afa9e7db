// One source as this page knows it: what its events add up to. Everything in it is bounded.
//
// What an event does here is said in events.ts; what a message does, in store.ts.

import { SourceCursor } from './cursors'
import type { About, Reading, SourceEntry } from './generated/protocol'
import { Ring } from './ring'
import { Trail } from './trail'

export interface Point {
  readonly x: number
  readonly y: number
}

/** A press or a release, as the stage draws it. */
export interface Mark {
  readonly source: string
  readonly epoch: string | null
  /** null for a release that was no event: the source went away with the button down. */
  readonly seq: number | null
  readonly button: string
  readonly pressed: boolean
  readonly x: number
  readonly y: number
  /** When it was handled, in ms. */
  readonly at: number
  /** Where the stage first drew it, in CSS pixels of the canvas. */
  drawn: Point | null
}

/** The wheel's turning of the last moments, while it goes on. */
export interface Turn {
  dx: number
  dy: number
  at: number
}

export interface Bounds {
  left: number
  top: number
  right: number
  bottom: number
}

export type Presence = 'online' | 'silent' | 'offline' | 'absent' | 'forgotten'

const MARKS = 64
const READINGS = 64
const BUTTONS = 32
const TURN_ENDS = 600

/** Buttons that have an ink of their own; all others share the last one. */
export const BUTTON_INKS = ['left', 'right', 'middle', 'other'] as const

export function inkOf(button: string): number {
  const index = (BUTTON_INKS as readonly string[]).indexOf(button)
  return index < 0 ? BUTTON_INKS.length - 1 : index
}

export class SourceState {
  readonly cursor = new SourceCursor()
  readonly trail = new Trail()
  readonly marks = new Ring<Mark>(MARKS)
  readonly held = new Map<string, Point>()
  readonly readings = new Map<string, Reading>()
  readonly wheel = { dx: 0, dy: 0 }
  presence: Presence = 'absent'
  /** Since when the relay has not known the source, in ms; null while it does. */
  absentSince: number | null = null
  about: About = { capture: '', health: 'ok', screens: [] }
  lag: readonly [number, number] | null = null
  /** The highest seq of this run that the relay is known to have. */
  known = 0
  pointer: Point | null = null
  turn: Turn | null = null
  seen: Bounds | null = null
  /** What the relay says is true at `seq`, which this page has not reached yet. */
  #ahead: SourceEntry | null = null

  constructor(
    readonly name: string,
    /** Which of the colours for sources is its own. */
    readonly color: number,
    /** Where presses are remembered for longer than they are drawn. */
    private readonly presses: Ring<Mark>,
  ) {}

  get behind(): number {
    return Math.max(0, this.known - this.cursor.chain.seq)
  }

  /** Move the pointer, and remember the way. */
  pointTo(x: number, y: number, now: number): void {
    const [button] = this.held.keys()
    this.trail.add(x, y, now, button === undefined ? 0 : inkOf(button) + 1)
    this.place(x, y)
  }

  /** Put the pointer somewhere without a way to it. */
  place(x: number, y: number): void {
    this.pointer = { x, y }
    const seen = this.seen
    if (seen === null) {
      this.seen = { left: x, top: y, right: x, bottom: y }
      return
    }
    seen.left = Math.min(seen.left, x)
    seen.top = Math.min(seen.top, y)
    seen.right = Math.max(seen.right, x)
    seen.bottom = Math.max(seen.bottom, y)
  }

  /** Draw a press or a release, and know what is held after it. */
  mark(button: string, pressed: boolean, point: Point, seq: number | null, now: number): void {
    if (!pressed) this.held.delete(button)
    else if (this.held.size < BUTTONS) this.held.set(button, point)
    const { x, y } = point
    const mark: Mark = { source: this.name, epoch: this.cursor.epoch, seq, button, pressed, x, y, at: now, drawn: null }
    this.marks.push(mark)
    if (pressed) this.presses.push(mark)
  }

  /** Know that a button is held whose press was not seen. */
  hold(button: string): void {
    if (!this.held.has(button) && this.held.size < BUTTONS) this.held.set(button, this.pointer ?? { x: 0, y: 0 })
  }

  turnWheel(dx: number, dy: number, now: number): void {
    this.wheel.dx += dx
    this.wheel.dy += dy
    const goesOn = this.turn !== null && now - this.turn.at < TURN_ENDS
    if (goesOn && this.turn) {
      this.turn.dx += dx
      this.turn.dy += dy
      this.turn.at = now
    } else this.turn = { dx, dy, at: now }
  }

  measure(reading: Reading): void {
    if (!this.readings.has(reading.name) && this.readings.size >= READINGS) {
      const [oldest] = this.readings.keys()
      if (oldest !== undefined) this.readings.delete(oldest)
    }
    this.readings.set(reading.name, reading)
  }

  /** Keep what is true at a seq that lies ahead, until `reached` says that it is there. */
  expect(entry: SourceEntry | null): void {
    this.#ahead = entry
  }

  /** Return what was expected if everything up to its seq was handled, once. */
  reached(seq: number): SourceEntry | null {
    const ahead = this.#ahead
    if (ahead === null || ahead.seq > seq) return null
    this.#ahead = null
    return ahead
  }
}
