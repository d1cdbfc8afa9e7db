// One source as this page knows it: what its events add up to. Everything in it is bounded.
//
// What an event does here is said in events.ts; what a message does, in store.ts.

import { SourceCursor } from './cursors'
import { Drag } from './drag'
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
  /** When it was captured, in ms. */
  readonly t: number
  /** 2 for the second of two presses close together, 3 for the third … */
  readonly count: number
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
const DRAGS = 8
const DOUBLE_WITHIN = 500 // ms, as desktops have it
const DOUBLE_NEAR = 6 // pixels
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
  readonly drags = new Ring<Drag>(DRAGS)
  readonly held = new Map<string, Point>()
  readonly readings = new Map<string, Reading>()
  readonly wheel = { dx: 0, dy: 0 }
  presence: Presence = 'absent'
  /** Since when the relay has not known the source, in ms; null while it does. */
  absentSince: number | null = null
  about: About = { capture: '', health: 'ok', screens: [], region: null, grid: 1 }
  lag: readonly [number, number] | null = null
  /** The highest seq of this run that the relay is known to have. */
  known = 0
  pointer: Point | null = null
  turn: Turn | null = null
  seen: Bounds | null = null
  #drag: Drag | null = null
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

  /** Move the pointer, and remember the way; it is exact if nothing on it was merged. */
  pointTo(x: number, y: number, now: number, t: number, exact: boolean): void {
    if (this.#drag) this.#drag.add(x, y, exact)
    this.trail.add(x, y, now, t, exact)
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
  mark(button: string, pressed: boolean, { x, y }: Point, seq: number | null, now: number, t: number): void {
    if (!pressed) this.held.delete(button)
    else if (this.held.size < BUTTONS) this.held.set(button, { x, y })
    this.#followDrag(now)
    const { name: source, cursor } = this
    const count = pressed ? this.#countOf(button, x, y, t) : 1
    const mark: Mark = { source, epoch: cursor.epoch, seq, button, pressed, x, y, at: now, t, count, drawn: null }
    this.marks.push(mark)
    if (pressed) this.presses.push(mark)
  }

  /** Know that a button is held whose press was not seen. */
  hold(button: string): void {
    if (!this.held.has(button) && this.held.size < BUTTONS) this.held.set(button, this.pointer ?? { x: 0, y: 0 })
    this.#followDrag(null)
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

  // What was pressed first is what drags.
  #followDrag(now: number | null): void {
    const [held] = this.held
    if (this.#drag?.button === held?.[0]) return
    if (this.#drag) this.#drag.endedAt = now
    this.#drag = null
    if (!held) return
    const { x, y } = this.pointer ?? held[1]
    this.#drag = new Drag(held[0], x, y)
    this.drags.push(this.#drag)
  }

  #countOf(button: string, x: number, y: number, t: number): number {
    for (const mark of this.marks.newestFirst()) {
      if (!mark.pressed || mark.button !== button) continue
      const close = t - mark.t <= DOUBLE_WITHIN && Math.hypot(x - mark.x, y - mark.y) <= DOUBLE_NEAR
      return close ? mark.count + 1 : 1
    }
    return 1
  }
}
