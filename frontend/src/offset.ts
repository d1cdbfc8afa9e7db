// Estimate how far the relay's clock is from this machine's, from pings (RFC 5905, section 8, with one-way times
// taken as equal). Of the last samples the one with the shortest round trip counts: it was delayed the least.

const SAMPLES = 8

/** All in ms: add `offset` to this machine's clock to get the relay's, true within ± `uncertainty`. */
export interface Offset {
  readonly offset: number
  readonly uncertainty: number
  readonly roundTrip: number
}

export class ClockOffset {
  #samples: Offset[] = []

  /** Take an answered ping: when it left and came back by the own clock, and the relay's time between. */
  add(sent: number, received: number, relayTime: number): void {
    const roundTrip = received - sent
    if (roundTrip < 0) return
    const sample = { offset: relayTime - (sent + roundTrip / 2), uncertainty: roundTrip / 2, roundTrip }
    this.#samples = [...this.#samples.slice(1 - SAMPLES), sample]
  }

  get best(): Offset | null {
    if (this.#samples.length === 0) return null
    return this.#samples.reduce((best, each) => (each.roundTrip < best.roundTrip ? each : best))
  }

  /** Forget all samples: the relay may be another one, on another machine. */
  clear(): void {
    this.#samples = []
  }
}
