import { describe, expect, it } from 'vitest'
import { lonelyPlaces, powersUpTo, rangeOf, timeLabel, valueAt } from '../../src/charts/axes'
import { chartStrings } from '../../src/strings'

describe('an axis', () => {
  it('begins at 0 for what is counted and what lasts', () => {
    expect(rangeOf('counted', 3, 1_000)).toEqual([0, 1_300])
    expect(rangeOf('counted', 0, 0)).toEqual([0, 10])
    expect(rangeOf('lasting', 5, 10)).toEqual([0, 11])
  })

  it('keeps room around what is measured, also when it never changes', () => {
    const [low, high] = rangeOf('measured', 20, 30)
    expect([low < 20, high > 30]).toEqual([true, true])
    for (const value of [0, 21, -1e-6]) {
      const [bottom, top] = rangeOf('measured', value, value)
      expect(bottom).toBeLessThan(value)
      expect(top).toBeGreaterThan(value)
    }
    expect(rangeOf('measured', 0, 0)).toEqual([-1, 1])
    expect(rangeOf('measured', null, null)).toEqual([0, 1])
  })

  it('has ticks far apart for what is counted', () => {
    expect(powersUpTo(130)).toEqual([0, 1, 10, 100])
  })

  it('tells the time as exactly as its labels are close', () => {
    const second = new Date(2026, 10, 3, 21, 4, 5).getTime() / 1_000
    expect([timeLabel(second, 30), timeLabel(second, 60)]).toEqual(['21:04:05', '21:04'])
  })
})

describe('the values of a line', () => {
  it('are points where they have no neighbours', () => {
    expect(lonelyPlaces([1, null, 2, 3, null, 4])).toEqual([0, 5])
    expect(lonelyPlaces([])).toEqual([])
  })

  it('hold until the next one where they were measured', () => {
    const values = [null, 5, null, 7, null]
    const at = (place: number | null) => [valueAt('measured', values, place), valueAt('lasting', values, place)]
    expect([at(0), at(1), at(2), at(null)]).toEqual([
      [null, null],
      [5, 5],
      [5, null],
      [7, 7],
    ])
  })

  it('are written with the digits that mean something', () => {
    expect(chartStrings.number(1013.256, 'measured')).toBe('1,013.256')
    expect(chartStrings.number(14.5787, 'lasting')).toBe('14.6')
    expect(chartStrings.number(-0.00001234, 'measured')).toBe('−1.23e−5')
    expect(chartStrings.number(2.5e9, 'measured')).toBe('2.50e+9')
    expect(chartStrings.number(0, 'counted')).toBe('0')
  })
})
