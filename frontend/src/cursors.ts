// Know how far this page has got with a source, over every reconnect and every new run of its producer.

import { Chain } from './chain'
import type { Cursor, SourceEntry } from './generated/protocol'

/** What the relay's word about a source means for the cursor. */
export type Meeting = 'first' | 'same run' | 'new run'

export class SourceCursor {
  readonly chain = new Chain()
  epoch: string | null = null
  /** How often events were lost of which nobody knows the number. */
  unknownLosses = 0

  /** Take what a `welcome` or `sources` says of the source. */
  meet(entry: SourceEntry): Meeting {
    if (this.epoch === null) {
      this.epoch = entry.epoch
      this.chain.seq = Math.max(this.chain.seq, entry.seq)
      return 'first'
    }
    const meeting = this.epoch === entry.epoch ? 'same run' : 'new run'
    if (meeting === 'new run') {
      this.epoch = entry.epoch
      this.chain.seq = 0
    }
    if (entry.lost === null) this.unknownLosses += 1
    else if (meeting === 'same run' && entry.lost > 0) this.chain.skip(entry.lost)
    return meeting
  }

  /** Take an event; return how many captured events it stands for: 0 if it came before. */
  accept(seq: number, n: number): number {
    // Of a source that was never announced, nothing before its first event is known to be missing.
    if (this.epoch === null && this.chain.seq === 0) this.chain.seq = Math.max(0, seq - n)
    return this.chain.advance(seq, n)
  }

  /** Say where to go on from, or null if the relay has not said which run this is. */
  where(): Cursor | null {
    return this.epoch === null ? null : { epoch: this.epoch, seq: this.chain.seq }
  }
}
