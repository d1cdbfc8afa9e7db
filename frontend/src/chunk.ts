// Some events of a source in columns: what each cell means depends on the type of the event and is said in events.ts.

import type { SeenEvent } from './decoder'
import { codeOf, kindOf, kindOfCode } from './events'

/** What the page knew when it took an event. */
export interface Taken {
  readonly epoch: string | null
  /** When it came, in ms since 1970 by this page's clock. */
  readonly receivedAt: number
  /** How many captured events it stands for. */
  readonly standsFor: number
  /** How many were missing directly before it. */
  readonly lost: number
  /** It happened before this page joined, and is no part of its stream. */
  readonly past: boolean
}

/** How many events a chunk has room for. */
export const CHUNK = 2_048
const CHUNK_BYTES = CHUNK * (9 * 8 + 3 * 2 + 2)
/** In `flags`: a press, not a release. */
export const FLAG = 1
/** In `flags`: see `Taken.past`. */
export const PAST = 2

export class Chunk {
  readonly time = new Float64Array(CHUNK)
  readonly t = new Float64Array(CHUNK)
  readonly receivedAt = new Float64Array(CHUNK)
  readonly seq = new Float64Array(CHUNK)
  readonly n = new Float64Array(CHUNK)
  readonly a = new Float64Array(CHUNK)
  readonly b = new Float64Array(CHUNK)
  readonly c = new Float64Array(CHUNK)
  readonly d = new Float64Array(CHUNK)
  readonly type = new Uint8Array(CHUNK)
  /** FLAG and PAST. */
  readonly flags = new Uint8Array(CHUNK)
  /** Indexes into `words`. */
  readonly word = new Uint16Array(CHUNK)
  readonly unit = new Uint16Array(CHUNK)
  readonly epoch = new Uint16Array(CHUNK)
  readonly words: string[] = []
  /** Events whose `standsFor` is not their `n`, or before which some were lost. */
  readonly odd = new Map<number, { readonly standsFor: number; readonly lost: number }>()
  readonly #known = new Map<string, number>()
  length = 0
  bytes = CHUNK_BYTES

  constructor(readonly first: number) {}

  /** Return the number of a word, which is kept once. */
  intern(word: string): number {
    const known = this.#known.get(word)
    if (known !== undefined) return known
    this.#known.set(word, this.words.length)
    this.bytes += 2 * word.length
    return this.words.push(word) - 1
  }
}

/** Write an event to a place, and what the page knew of it. */
export function write(chunk: Chunk, place: number, event: SeenEvent, taken: Taken): void {
  const { a = 0, b = 0, c = 0, d = 0, word = '', unit = '', flag = false } = kindOf(event).write(event)
  chunk.t[place] = event.t
  chunk.receivedAt[place] = taken.receivedAt
  chunk.seq[place] = event.seq
  chunk.n[place] = event.n
  chunk.a[place] = a
  chunk.b[place] = b
  chunk.c[place] = c
  chunk.d[place] = d
  chunk.type[place] = codeOf(event.event)
  chunk.flags[place] = (flag ? FLAG : 0) | (taken.past ? PAST : 0)
  chunk.word[place] = chunk.intern(word)
  chunk.unit[place] = chunk.intern(unit)
  chunk.epoch[place] = chunk.intern(taken.epoch ?? '')
  const { standsFor, lost } = taken
  if (standsFor !== event.n || lost > 0) chunk.odd.set(place, { standsFor, lost })
}

/** Return the event at a place, as it came. */
export function read(chunk: Chunk, place: number, source: string): SeenEvent {
  const number = (column: Float64Array) => column[place] ?? NaN
  const cells = {
    a: number(chunk.a),
    b: number(chunk.b),
    c: number(chunk.c),
    d: number(chunk.d),
    word: chunk.words[chunk.word[place] ?? 0] ?? '',
    unit: chunk.words[chunk.unit[place] ?? 0] ?? '',
    flag: ((chunk.flags[place] ?? 0) & FLAG) !== 0,
  }
  const { seq, t, n } = chunk
  return { seq: number(seq), t: number(t), n: number(n), source, ...kindOfCode(chunk.type[place] ?? 0).read(cells) }
}
