// Generated from protocol/*.py by `npm run generate`. Do not edit.

export type AnyEvent = Click | Move | Scroll | Reading | Text
export type FromRelay = Welcome | Sources | Status | Mark | Pong | LabState | Error
export type FromViewer = ViewerHello | Seen | ViewerPing | LabCommand

/**
 * A mouse button went down or came up at (x, y), in pixels of the source's screens.
 */
export interface Click {
  event: 'click'
  x: number
  y: number
  button: string
  pressed: boolean
  seq: number
  t: number
  n: number
  source: string
}
/**
 * The pointer is at (x, y), in pixels. The newest position is what counts.
 */
export interface Move {
  event: 'move'
  x: number
  y: number
  seq: number
  t: number
  n: number
  source: string
}
/**
 * The wheel turned by (dx, dy) notches with the pointer at (x, y). The notches add up.
 */
export interface Scroll {
  event: 'scroll'
  x: number
  y: number
  dx: number
  dy: number
  seq: number
  t: number
  n: number
  source: string
}
/**
 * A sensor measured `value` in `unit`.
 *
 * `low` and `high` are the extremes since the reading before, where this one stands for several.
 */
export interface Reading {
  event: 'reading'
  name: string
  value: number
  unit: string
  low: number | null
  high: number | null
  seq: number
  t: number
  n: number
  source: string
}
/**
 * Something to read, from a person or a program.
 */
export interface Text {
  event: 'text'
  text: string
  seq: number
  t: number
  n: number
  source: string
}
/**
 * What is true now, told to a viewer that has joined; `lab` by a relay that is a fault lab.
 */
export interface Welcome {
  message: 'welcome'
  type: 'relay'
  time: number
  viewers: number
  sources: {
    [k: string]: SourceEntry
  }
  lab?: boolean
}
/**
 * What a viewer is told about a source, true at `seq`.
 *
 * `lost` counts the events after the viewer's cursor that are no longer there; None where that is
 * not known. `silent` means that nothing has come from the producer for some seconds. `recent`
 * comes in a welcome only.
 */
export interface SourceEntry {
  epoch: string
  seq: number
  online: boolean
  silent: boolean
  lost: number | null
  about: About
  held: string[]
  latest: (Click | Move | Scroll | Reading | Text)[]
  recent?: (Click | Move | Scroll | Reading | Text)[]
}
/**
 * What a producer says of itself.
 *
 * `capture` names the kind of capture, `health` is "ok" or one sentence with what is wrong and the
 * cure. Where the producer limits what leaves its machine, only what happens inside `region` does,
 * at places that are multiples of `grid` pixels or on the region's edge.
 */
export interface About {
  capture: string
  health: string
  screens: Screen[]
  region: Screen | null
  grid: number
}
/**
 * One monitor: its place in the space of the pointer's coordinates, in pixels.
 */
export interface Screen {
  x: number
  y: number
  width: number
  height: number
}
/**
 * Sources that came, went or changed, as they are at this place of the stream; None:
 * forgotten.
 */
export interface Sources {
  message: 'sources'
  type: 'relay'
  sources: {
    [k: string]: SourceEntry | null
  }
}
/**
 * The sign of life of each second, with the sources that advanced.
 */
export interface Status {
  message: 'status'
  type: 'relay'
  time: number
  viewers: number
  sources: {
    [k: string]: SourceStatus
  }
  mark?: number
}
/**
 * Where a source has got to; `lag` is capture to relay, median and 99th percentile, in ms.
 */
export interface SourceStatus {
  seq: number
  /**
   * @minItems 2
   * @maxItems 2
   */
  lag: [number, number]
}
/**
 * A question: answer `seen` when everything before this has been handled.
 */
export interface Mark {
  message: 'mark'
  type: 'relay'
  mark: number
}
/**
 * The answer to a ping: its `t`, and the relay's `time` in ms since 1970.
 */
export interface Pong {
  message: 'pong'
  type: 'relay'
  t: number
  time: number
}
/**
 * How the relay has seen a viewer of a fault lab, told to whoever asked to `watch`.
 *
 * A sample says when it was taken (ms since 1970), whether the viewer is behind, the bytes that it
 * has not seen yet and may not have seen, for how long its oldest mark waits and may wait (ms),
 * and the events in its outbox. `speed` is that of its line in bytes per second, 0 where it is not
 * slowed; `producing` for how many seconds the simulated producer goes on.
 */
export interface LabState {
  message: 'lab'
  type: 'relay'
  speed: number
  producing: number
  samples: [number, boolean, number, number, number, number, number][]
}
/**
 * Something that the peer sent could not be used: why (a word), and what to do (a sentence).
 */
export interface Error {
  message: 'error'
  type: 'relay'
  reason: string
  detail: string
}
/**
 * A viewer introduces itself and says where it was and what it wants.
 *
 * Without `sources` or `events` it wants all of them. `rate` caps flushes per second, `thin` asks
 * for merged events always, `recent` for that many past events of each source in the welcome.
 */
export interface ViewerHello {
  message: 'first connection'
  type: 'client'
  cursors?: {
    [k: string]: Cursor
  }
  sources?: string[] | null
  events?: string[] | null
  rate?: (10 | 30 | 60 | 120) | null
  thin?: boolean
  recent?: number
  token?: string
}
/**
 * How far somebody has got with a source.
 */
export interface Cursor {
  epoch: string
  seq: number
}
/**
 * The viewer has handled everything that came before the mark.
 */
export interface Seen {
  message: 'seen'
  type: 'client'
  mark: number
}
/**
 * A viewer asks for the relay's time; `t` is its own clock in ms.
 */
export interface ViewerPing {
  message: 'ping'
  type: 'client'
  t: number
}
/**
 * A viewer asks a fault lab for something; any other relay answers with an error.
 *
 * `value` is a time in s for `stall` and `produce`, bytes per second for `speed`, and 1 or 0 (no
 * longer) for `watch`.
 */
export interface LabCommand {
  message: 'lab'
  type: 'client'
  do: 'end' | 'produce' | 'reset' | 'speed' | 'stall' | 'watch'
  value?: number
}
