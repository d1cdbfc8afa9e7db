import { beforeEach, describe, expect, it } from 'vitest'
import { Charts } from '../../src/charts/charts'
import type { SeenEvent } from '../../src/decoder'
import { History } from '../../src/history'
import { Latency } from '../../src/latency/latency'
import { click, move, reading } from '../given'
import { START } from '../world'

let history: History
let latency: Latency
let charts: Charts

beforeEach(() => {
  history = new History()
  latency = new Latency()
  charts = new Charts(history, latency)
})

const at = (seconds: number) => START + seconds * 1_000
const take = (...events: SeenEvent[]) => {
  for (const event of events) {
    history.append(event, { epoch: 'one', receivedAt: event.t, standsFor: event.n, lost: 0, past: false })
  }
}
const view = (until: number, seconds = 60, sources: string[] | null = null, offset = 0) =>
  charts.view({ from: at(until - seconds), until: at(until) }, sources, offset)
const keys = (until: number, sources: string[] | null = null) => view(until, 60, sources).charts.map(({ key }) => key)
const chart = (until: number, key: string, seconds = 60) => view(until, seconds).charts.find((each) => each.key === key)
const lines = (until: number, key: string, seconds = 60) =>
  chart(until, key, seconds)?.lines.map(({ label, values }) => [label, values.at(-1)])

describe('the charts', () => {
  it('count captured events by type for each second', () => {
    take(move(1, { t: at(0) }), click(2, { t: at(0.5) }), move(5, { t: at(0.9), n: 3 }), move(6, { t: at(1) }))
    expect(view(1).times.at(-1)).toBe(START / 1_000)
    expect(lines(1, 'rate')).toEqual([
      ['Clicks', 1],
      ['Moves', 4],
    ])
    expect(chart(2, 'rate')?.newest).toBe('Clicks 0 per second, Moves 1 per second')
  })

  it('know nothing of the time before the first event, and show silence after it as 0', () => {
    take(move(1, { t: at(0) }))
    expect(chart(3, 'rate')?.lines[0]?.values.slice(-5)).toEqual([null, null, 1, 0, 0])
  })

  it('count events per second over a long time too, also where it has only begun', () => {
    for (let second = 0; second < 1_200; second++) take(move(1 + second, { t: at(second), n: 1 }))
    const values = chart(1_197.99, 'rate', 1_190)?.lines[0]?.values ?? []
    expect(values.length).toBeLessThan(300)
    for (const value of values) expect(value).toBeCloseTo(1, 1)
  })

  it('show a reading by itself as soon as it comes, with its unit and its extremes', () => {
    expect(keys(1)).toEqual(['rate', 'latency'])
    take(
      reading(1, { t: at(1), value: 20, low: 18, high: 23 }),
      reading(2, { t: at(1.5), value: 21 }),
      reading(3, { t: at(1.6), name: 'humidity', unit: '%', value: 40 }),
    )
    expect(keys(2)).toEqual(['rate', 'latency', 'desk humidity', 'desk temperature'])
    expect(chart(2, 'desk temperature')).toMatchObject({ unit: '°C', source: 'desk', title: 'temperature' })
    expect(lines(2, 'desk temperature')).toEqual([
      ['Value', 21],
      ['Low', 18],
      ['High', 23],
    ])
    expect(chart(2, 'desk humidity')?.newest).toBe('Value 40 %, Low 40 %, High 40 %')
  })

  it('keep the extremes where many seconds share a place', () => {
    take(
      ...Array.from({ length: 600 }, (_, second) =>
        reading(second + 1, { t: at(second), value: second % 2 ? 30 : 10 }),
      ),
    )
    expect(lines(600, 'desk temperature', 600)).toEqual([
      ['Value', 30],
      ['Low', 10],
      ['High', 30],
    ])
  })

  it('show the sources that are looked at, each reading of each', () => {
    for (const source of ['a', 'b']) take(reading(1, { t: at(0), source }))
    expect(keys(2).slice(2)).toEqual(['a temperature', 'b temperature'])
    expect(keys(2, ['b']).slice(2)).toEqual(['b temperature'])
  })

  it('draw a bounded number of readings, and say how many they leave out', () => {
    for (let seq = 1; seq <= 40; seq++) take(reading(seq, { t: at(0), name: `r${seq}` }))
    expect(keys(2)).toHaveLength(2 + 32)
    expect(view(2).left).toBe(8)
  })

  it('show what latency was, by the clock of the relay', () => {
    const offset = { offset: 5_000, uncertainty: 1, roundTrip: 2 }
    latency.arrived('desk', at(5) - 40, at(0), offset)
    latency.painted(at(0), at(0))
    const { charts: all } = view(6, 60, null, 5_000)
    const [median, p99] = all.find(({ key }) => key === 'latency')?.lines ?? []
    expect(median?.values.at(-1)).toBeCloseTo(40, -1)
    expect(p99?.values.at(-1)).toBeCloseTo(40, -1)
    expect(median?.values.at(-2)).toBeNull()
  })

  it('show the past as it was', () => {
    take(move(1, { t: at(0) }), click(2, { t: at(100) }))
    expect(lines(2, 'rate')?.map(([label]) => label)).toEqual(['Moves'])
  })

  it('are the same until a second has passed or others are looked at', () => {
    expect(view(1.5)).toBe(view(1.9))
    expect(view(1.9)).not.toBe(view(2))
    expect(view(2)).not.toBe(view(2, 60, ['a']))
  })
})
