// Count durations in bins, so that medians and percentiles of any number of them take the same memory.
//
// Bins are an eighth of an octave wide: what a quantile says is true within 5 %.

const SMALLEST = 0.05
const PER_OCTAVE = 8
const OCTAVES = 22 // up to 210 s; what took longer counts as that
const BINS = PER_OCTAVE * OCTAVES + 1

export class Histogram {
  readonly #bins = new Uint32Array(BINS)
  #count = 0

  get count(): number {
    return this.#count
  }

  /** Count a duration in ms. One below the smallest, or negative because clocks differ, counts as 0. */
  add(ms: number): void {
    const bin = ms <= SMALLEST ? 0 : Math.min(BINS - 1, 1 + Math.floor(Math.log2(ms / SMALLEST) * PER_OCTAVE))
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1
    this.#count += 1
  }

  /** Count everything that another one has counted. */
  addAll(other: Histogram): void {
    for (let bin = 0; bin < BINS; bin++) this.#bins[bin] = (this.#bins[bin] ?? 0) + (other.#bins[bin] ?? 0)
    this.#count += other.#count
  }

  clear(): void {
    this.#bins.fill(0)
    this.#count = 0
  }

  /** Return the duration in ms that a share of all does not exceed; null of nothing. */
  quantile(share: number): number | null {
    let left = Math.max(1, Math.ceil(this.#count * share))
    for (let bin = 0; bin < BINS && this.#count > 0; bin++) {
      left -= this.#bins[bin] ?? 0
      if (left <= 0) return middleOf(bin)
    }
    return null
  }
}

function middleOf(bin: number): number {
  return bin === 0 ? 0 : SMALLEST * 2 ** ((bin - 0.5) / PER_OCTAVE)
}
