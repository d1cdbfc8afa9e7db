// Check that a stream accounts for every event of a source, and count what it does not.
//
// The same rule as protocol/chain.py: for each source `seq` ascends, and `seq - n` is the seq before. What does not
// add up is lost. So captured = received + merged + lost; what came again is in `repeated` alone.

export class Chain {
  seq = 0
  received = 0
  merged = 0
  lost = 0
  repeated = 0

  /** Take an event; return how many captured events it stands for: 0 if it came before. */
  advance(seq: number, n: number): number {
    if (seq <= this.seq) {
      this.repeated += 1
      return 0
    }
    const gap = seq - n - this.seq
    if (gap > 0) this.lost += gap
    const standsFor = gap >= 0 ? n : seq - this.seq
    this.seq = seq
    this.received += 1
    this.merged += standsFor - 1
    return standsFor
  }

  /** Count events as lost that the sender says are no longer there. */
  skip(lost: number): void {
    this.lost += lost
    this.seq += lost
  }

  get captured(): number {
    return this.received + this.merged + this.lost
  }
}
