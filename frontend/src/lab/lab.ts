// What the relay says of this page's line over the last half minute, and what the page asks the lab for.
//
// A new connection is a new line: what was wished for the old one is asked for again. Knows no React.

import type { LabState } from '../generated/protocol'
import type { Numbers } from '../numbers'
import type { Bench, LabReceiver } from './bench'

export const STRETCH = 30_000
/** ms over which events are counted to have a rate. */
const RATE_OVER = 1_000
const OLDEST = STRETCH + RATE_OVER

export interface Sample {
  readonly time: number
  readonly behind: boolean
  /** Bytes that are on their way, and that may be. */
  readonly out: number
  readonly window: number
  /** ms for which the oldest question waits, and for which it may. */
  readonly waits: number
  readonly mayWait: number
  /** Events in the outbox. */
  readonly outbox: number
}

/** Events per second, by what became of them. */
export interface Rates {
  readonly time: number
  readonly received: number
  readonly merged: number
  readonly lost: number
}

export interface LabView {
  readonly now: number
  /** In bytes per second; 0: as fast as it goes. */
  readonly speed: number
  /** For how many seconds the simulated producer goes on; 0: it does not run. */
  readonly producing: number
  readonly samples: readonly Sample[]
  readonly rates: readonly Rates[]
}

export class Lab implements LabReceiver {
  #speed = 0
  #watchers = 0
  #producing = 0
  #samples: Sample[] = []
  #rates: Rates[] = []
  #counted: { readonly time: number; readonly numbers: Numbers }[] = []

  constructor(private readonly bench: Bench) {
    bench.receive(this)
  }

  welcome(): void {
    if (this.#speed > 0) this.bench.ask('speed', this.#speed)
    if (this.#watchers > 0) this.bench.ask('watch', 1)
  }

  take({ producing, samples }: LabState): void {
    this.#producing = producing
    for (const [time, behind, out, window, waits, mayWait, outbox] of samples) {
      this.#samples.push({ time, behind, out, window, waits, mayWait, outbox })
    }
  }

  /** Ask to be told; returns how to stop. */
  watch(): () => void {
    if (++this.#watchers === 1) this.bench.ask('watch', 1)
    return () => {
      if (--this.#watchers === 0) this.bench.ask('watch', 0)
    }
  }

  setSpeed(speed: number): void {
    this.#speed = speed
    this.bench.ask('speed', speed)
  }

  /** Let nothing pass for so many seconds. */
  stall(seconds: number): void {
    this.bench.ask('stall', seconds)
  }

  reset(): void {
    this.bench.ask('reset')
  }

  /** Let the relay start a producer for so many seconds; 0: stop it. */
  produce(seconds: number): void {
    this.#producing = seconds
    this.bench.ask('produce', seconds)
  }

  endAll(): void {
    this.bench.ask('end')
  }

  /** What there is to see now. To be called some times a second: it counts. */
  look(): LabView {
    const now = this.bench.clock()
    this.#count(now)
    const isFresh = ({ time }: { readonly time: number }) => time > now - OLDEST
    this.#samples = this.#samples.filter(isFresh)
    this.#rates = this.#rates.filter(isFresh)
    return { now, speed: this.#speed, producing: this.#producing, samples: this.#samples, rates: this.#rates }
  }

  #count(now: number): void {
    const numbers = this.bench.totals()
    this.#counted.push({ time: now, numbers })
    while (this.#counted.length > 2 && now - (this.#counted[1]?.time ?? now) >= RATE_OVER) this.#counted.shift()
    const before = this.#counted[0]
    if (!before || before.time >= now) return
    const perSecond = (name: 'received' | 'merged' | 'lost') =>
      Math.max(0, (numbers[name] - before.numbers[name]) * 1_000) / (now - before.time)
    this.#rates.push({ time: now, received: perSecond('received'), merged: perSecond('merged'), lost: perSecond('lost') })
  }
}

const labs = new WeakMap<Bench, Lab>()

/** Return the lab of a page: the same one whenever it is opened. */
export function labOf(bench: Bench): Lab {
  const lab = labs.get(bench) ?? new Lab(bench)
  labs.set(bench, lab)
  return lab
}
