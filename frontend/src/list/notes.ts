// What happened that is no event: what was sent, what the relay said, who came and went. Bounded: the oldest go.

export type Tone = 'event' | 'past' | 'synthetic' | 'sent' | 'problem' | 'note'

export interface Note {
  /** When, in ms since 1970 by the relay's clock. */
  readonly t: number
  /** The source it is about, null for none. */
  readonly source: string | null
  readonly who: string
  readonly tone: Tone
  readonly what: string
}

const MOST = 1_000

export class Notes {
  #notes: Note[] = []
  /** Index of the oldest note that is kept, and the index after the newest. */
  first = 0
  end = 0

  /** Add a line about a source. */
  about(source: string, t: number, tone: Tone, what: string): void {
    this.#add({ t, source, who: source, tone, what })
  }

  /** Add a line that is about no source. */
  note(who: string, t: number, tone: Tone, what: string): void {
    this.#add({ t, source: null, who, tone, what })
  }

  at(index: number): Note | undefined {
    return index < this.first ? undefined : this.#notes[index % MOST]
  }

  timeOf(index: number): number {
    return this.at(index)?.t ?? NaN
  }

  #add(note: Note): void {
    this.#notes[this.end % MOST] = note
    this.end += 1
    this.first = Math.max(this.first, this.end - MOST)
  }
}
