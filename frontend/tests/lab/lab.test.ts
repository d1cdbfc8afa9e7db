import { describe, expect, it } from 'vitest'
import { areaOf, bandsOf, ceilingOf, HEIGHT, lineOf, WIDTH } from '../../src/lab/curve'
import { Lab, labOf, STRETCH } from '../../src/lab/lab'
import type { LabState } from '../../src/generated/protocol'
import { NOTHING } from '../../src/numbers'
import { Given } from '../given'
import { sample } from '../samples'
import { START } from '../world'
import { FakeBench } from './fakeBench'

const state = (...samples: LabState['samples']): LabState => ({
  type: 'relay',
  message: 'lab',
  speed: 0,
  producing: 0,
  samples,
})

describe('the lab', () => {
  it('asks for what is pressed', () => {
    const bench = new FakeBench()
    const lab = new Lab(bench)
    lab.setSpeed(12_500)
    lab.stall(3)
    lab.reset()
    lab.produce(60)
    lab.produce(0)
    lab.endAll()
    expect(bench.asked).toEqual([
      ['speed', 12_500],
      ['stall', 3],
      ['reset', undefined],
      ['produce', 60],
      ['produce', 0],
      ['end', undefined],
    ])
  })

  it('wishes the same of a new connection, and no more', () => {
    const bench = new FakeBench()
    const lab = new Lab(bench)
    lab.welcome()
    expect(bench.asked).toEqual([])
    const stop = lab.watch()
    lab.setSpeed(4_000)
    bench.asked.length = 0
    bench.receiver?.welcome()
    expect(bench.asked).toEqual([
      ['speed', 4_000],
      ['watch', 1],
    ])
    stop()
    lab.setSpeed(0)
    bench.asked.length = 0
    lab.welcome()
    expect(bench.asked).toEqual([])
  })

  it('asks once, however many watch', () => {
    const bench = new FakeBench()
    const lab = new Lab(bench)
    const stops = [lab.watch(), lab.watch()]
    stops[0]?.()
    expect(bench.asked).toEqual([['watch', 1]])
    stops[1]?.()
    expect(bench.asked).toEqual([['watch', 1], ['watch', 0]])
  })

  it('is the same for a page whenever it is opened', () => {
    const bench = new FakeBench()
    expect(labOf(bench)).toBe(labOf(bench))
    expect(labOf(bench)).not.toBe(labOf(new FakeBench()))
  })

  it('keeps what it was told for half a minute', () => {
    const bench = new FakeBench()
    const lab = new Lab(bench)
    lab.take(state([START, true, 900, 768, 120, 100, 3]))
    expect(lab.look().samples).toEqual([
      { time: START, behind: true, out: 900, window: 768, waits: 120, mayWait: 100, outbox: 3 },
    ])
    bench.now += STRETCH + 2_000
    expect(lab.look().samples).toEqual([])
  })

  it('counts what came in the last second, by what became of it', () => {
    const bench = new FakeBench()
    const lab = new Lab(bench)
    for (let quarter = 0; quarter <= 20; quarter++) {
      bench.now = START + quarter * 250
      bench.numbers = { ...NOTHING, received: quarter * 10, merged: quarter * 200, lost: 0 }
      lab.look()
    }
    const { rates } = lab.look()
    expect(rates.at(-1)).toEqual({ time: bench.now, received: 40, merged: 800, lost: 0 })
    bench.now += 500
    expect(lab.look().rates.at(-1)?.received).toBeLessThan(40)
    bench.now += 1_000
    expect(lab.look().rates.at(-1)?.received).toBe(0)
  })
})

describe('the store', () => {
  it('hands on what a lab tells, and says when there is one', () => {
    const given = new Given()
    given.frame(sample('relay-lab'))
    const told: unknown[] = []
    given.store.lab = { welcome: () => told.push('welcome'), take: ({ samples }) => told.push(samples.length) }
    given.welcome()
    expect([given.store.isLab, told]).toEqual([false, []])
    given.welcome({}, { lab: true }).frame(sample('relay-lab'))
    expect([given.store.isLab, told, given.store.unusable]).toEqual([true, ['welcome', 2], 0])
  })
})

describe('a curve', () => {
  const now = START + STRETCH

  it('ends now at the right and begins half a minute ago at the left', () => {
    const points = Array.from({ length: 61 }, (_, step) => ({ time: START + step * 500, value: step === 60 ? 10 : 0 }))
    const path = lineOf(points, now, 10)
    expect(path.startsWith(`M0.0,${HEIGHT}.0L`)).toBe(true)
    expect(path.endsWith(`L${WIDTH}.0,0.0`)).toBe(true)
    expect(path.match(/M/g)).toHaveLength(1)
  })

  it('is broken where nothing is known', () => {
    const points = [0, 500, 5_000, 5_500].map((ms) => ({ time: START + ms, value: 1 }))
    expect(lineOf(points, now, 1).match(/M/g)).toHaveLength(2)
    expect(areaOf(points, now, 1).match(/Z/g)).toHaveLength(2)
    expect(lineOf([], now, 1)).toBe('')
  })

  it('has room above the highest value', () => {
    expect(ceilingOf([{ time: START, value: 100 }], [{ time: START, value: 50 }])).toBeGreaterThan(100)
    expect(ceilingOf([])).toBeGreaterThan(0)
  })

  it('is shaded as long as the page was behind', () => {
    const samples = [false, true, true, false, false, true].map((behind, step) => ({ time: START + step * 500, behind }))
    expect(bandsOf(samples, now)).toEqual([
      { from: 5, width: 10 },
      { from: 25, width: 1 },
    ])
  })
})
