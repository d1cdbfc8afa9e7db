// What the charts show of a stretch of time: events by type, latency, and every reading by itself.
//
// Made from the history anew, at most once a second, so it takes no memory of its own and is right for the past as for
// now. A part of the stretch holds the newest value of a reading and its lowest and highest: nothing that was measured
// falls outside what is drawn.

import type { Chunk } from '../chunk'
import { codeOf, EVENT_KINDS } from '../events'
import type { History } from '../history'
import type { Latency } from '../latency/latency'
import { OTHER } from '../list/filter'
import { valueAt, type Scale } from './axes'
import { bucketsOf, placeOf, type Buckets } from './buckets'
import { chartStrings as say } from '../strings'

export type Values = readonly (number | null)[]

export interface Line {
  readonly label: string
  /** The custom property that holds its colour. */
  readonly ink: string
  /** For each of the chart's times; null where there is none. */
  readonly values: Values
  /** `low` and `high` are drawn as the edges of an area. */
  readonly role: 'line' | 'low' | 'high'
}

export interface ChartView {
  readonly key: string
  readonly title: string
  readonly source: string | null
  readonly unit: string
  readonly scale: Scale
  readonly lines: readonly Line[]
  /** The newest values in words. */
  readonly newest: string
}

export interface ChartsView {
  /** Seconds since 1970, one for each value. */
  readonly times: readonly number[]
  readonly charts: readonly ChartView[]
  /** How many readings have no chart because there are too many. */
  readonly left: number
}

/** The part of the history that is shown, in ms by the relay's clock. */
export interface Stretch {
  readonly from: number
  readonly until: number
}

const TYPES = [...Object.keys(EVENT_KINDS), OTHER]
const READING = codeOf('reading')
const MOST_READINGS = 32

export class Charts {
  #view: ChartsView = { times: [], charts: [], left: 0 }
  #made = ''

  constructor(
    private readonly history: History,
    private readonly latency: Latency,
  ) {}

  /**
   * Return what there is to see of some sources, null for all: the same object until it is another stretch by a second.
   * `offset` is from the page's clock to the relay's, in ms.
   */
  view({ from, until }: Stretch, sources: readonly string[] | null, offset: number): ChartsView {
    const wanted = [Math.floor(from / 1_000), Math.floor(until / 1_000), sources?.join(' ')].join()
    if (wanted === this.#made) return this.#view
    this.#made = wanted
    const buckets = bucketsOf(from, until)
    const tally = new Tally(buckets)
    for (const [name, track] of this.history.tracks) {
      if (sources !== null && !sources.includes(name)) continue
      const [first, end] = [track.after(from), track.after(until)]
      track.scan(first, end, (chunk, place) => tally.add(name, chunk, place))
    }
    const readings = tally.readings().sort((a, b) => a.key.localeCompare(b.key))
    this.#view = {
      times: buckets.times,
      charts: [
        tally.rates(this.history.oldest ?? Infinity),
        latencyChart(this.latency, buckets, offset),
        ...readings.slice(0, MOST_READINGS),
      ],
      left: Math.max(0, readings.length - MOST_READINGS),
    }
    return this.#view
  }
}

interface Measured {
  readonly source: string
  readonly name: string
  unit: string
  readonly value: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
}

/** Counts events into buckets. What the columns of a chunk mean is said in events.ts. */
class Tally {
  readonly #counts: readonly Float64Array[]
  readonly #readings = new Map<string, Measured>()

  constructor(private readonly buckets: Buckets) {
    this.#counts = TYPES.map(() => new Float64Array(buckets.times.length))
  }

  add(source: string, chunk: Chunk, place: number): void {
    const bucket = placeOf(chunk.time[place] ?? NaN, this.buckets)
    if (!(bucket >= 0 && bucket < this.buckets.times.length)) return
    const type = chunk.type[place] ?? 0
    const counts = this.#counts[type]
    if (!counts) return
    const odd = chunk.odd.size > 0 ? chunk.odd.get(place) : undefined
    counts[bucket] = (counts[bucket] ?? 0) + (odd?.standsFor ?? chunk.n[place] ?? 1)
    if (type === READING) this.#measure(source, chunk, place, bucket)
  }

  /** Give the events per second: 0 where there was none, nothing before the time that the page knows of. */
  rates(since: number): ChartView {
    const { times, step, lastCovered } = this.buckets
    const seen = [...TYPES.keys()].filter((type) => this.#counts[type]?.some((count) => count > 0))
    const lines = seen.map((type): Line => {
      const values = times.map((time, bucket) => {
        const covered = bucket === times.length - 1 ? lastCovered : step
        return (time + step) * 1_000 <= since ? null : (this.#counts[type]?.[bucket] ?? 0) / covered
      })
      const name = TYPES[type] ?? OTHER
      return { label: say.type(name), ink: `--type-${name}`, values, role: 'line' }
    })
    return chart({ key: 'rate', title: say.rate, unit: say.perSecond, scale: 'counted', lines })
  }

  readings(): ChartView[] {
    return [...this.#readings].map(([key, { source, name, unit, value, low, high }]) => {
      const lines: Line[] = [
        { label: say.value, ink: '--ink', values: known(value), role: 'line' },
        { label: say.low, ink: '--ink', values: known(low), role: 'low' },
        { label: say.high, ink: '--ink', values: known(high), role: 'high' },
      ]
      return chart({ key, title: name, source, unit, scale: 'measured', lines })
    })
  }

  #measure(source: string, chunk: Chunk, place: number, bucket: number): void {
    const value = chunk.a[place] ?? NaN
    const measured = this.#measured(source, chunk.words[chunk.word[place] ?? 0] ?? '')
    measured.unit = chunk.words[chunk.unit[place] ?? 0] ?? ''
    measured.value[bucket] = value
    measured.low[bucket] = Math.min(...numbers(measured.low[bucket], chunk.b[place], value))
    measured.high[bucket] = Math.max(...numbers(measured.high[bucket], chunk.c[place], value))
  }

  #measured(source: string, name: string): Measured {
    const key = `${source} ${name}` // a source has no space in its name
    let measured = this.#readings.get(key)
    if (!measured) {
      const nothing = () => new Float64Array(this.buckets.times.length).fill(NaN)
      measured = { source, name, unit: '', value: nothing(), low: nothing(), high: nothing() }
      this.#readings.set(key, measured)
    }
    return measured
  }
}

// A bucket of several seconds has the mean of their medians, and the highest of what 99 % were under.
function latencyChart(latency: Latency, { times, step }: Buckets, offset: number): ChartView {
  const medians: (number | null)[] = []
  const p99s: (number | null)[] = []
  for (const time of times) {
    const first = Math.round(time - offset / 1_000)
    const seconds = Array.from({ length: Math.ceil(step) }, (_, second) => latency.during(first + second))
    const measured = seconds.filter((each) => each !== null)
    const any = measured.length > 0
    medians.push(any ? measured.reduce((sum, { median }) => sum + median, 0) / measured.length : null)
    p99s.push(any ? Math.max(...measured.map(({ p99 }) => p99)) : null)
  }
  const lines: Line[] = [
    { label: say.median, ink: '--chart-median', values: medians, role: 'line' },
    { label: say.p99, ink: '--chart-p99', values: p99s, role: 'line' },
  ]
  return chart({ key: 'latency', title: say.latency, unit: say.ms, scale: 'lasting', lines })
}

function chart(given: Omit<ChartView, 'newest' | 'source'> & { readonly source?: string }): ChartView {
  return { source: null, ...given, newest: newest(given) }
}

function newest({ lines, unit, scale }: Pick<ChartView, 'lines' | 'unit' | 'scale'>): string {
  const words = lines.flatMap(({ label, values }) => {
    const value = valueAt(scale, values, null)
    return value === null ? [] : [say.newest(label, value, unit, scale)]
  })
  return words.join(', ') || say.nothing
}

function known(cells: Float64Array): Values {
  return Array.from(cells, (value) => (Number.isNaN(value) ? null : value))
}

function numbers(...cells: readonly (number | undefined)[]): number[] {
  return cells.filter((cell): cell is number => cell !== undefined && !Number.isNaN(cell))
}
