// What was measured in each second of the last hour. What is older is written over.

const HOUR = 3_600

export class Seconds {
  readonly #at = new Float64Array(HOUR).fill(-1)
  readonly #median = new Float64Array(HOUR)
  readonly #p99 = new Float64Array(HOUR)

  set(second: number, { median, p99 }: { readonly median: number; readonly p99: number }): void {
    const place = second % HOUR
    this.#at[place] = second
    this.#median[place] = median
    this.#p99[place] = p99
  }

  /** Return what was measured in a second; null where nothing was. */
  get(second: number): { readonly median: number; readonly p99: number } | null {
    const place = second % HOUR
    if (this.#at[place] !== second) return null
    return { median: this.#median[place] ?? 0, p99: this.#p99[place] ?? 0 }
  }
}
