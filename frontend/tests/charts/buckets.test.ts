import { describe, expect, it } from 'vitest'
import { bucketsOf, placeOf } from '../../src/charts/buckets'

const MINUTE = 60_000

describe('the buckets of a stretch', () => {
  it('are the seconds that are over, while it is short', () => {
    expect(bucketsOf(10_500, 14_900)).toEqual({ step: 1, first: 11, times: [11, 12, 13], lastCovered: 1 })
    expect(bucketsOf(11_000, 14_000).times).toEqual([11, 12, 13])
  })

  it.each([5, 10, 40, 240, 10_000])('are some hundreds at most in %d minutes', (minutes) => {
    const { times, step } = bucketsOf(0, minutes * MINUTE)
    expect(times.length).toBeGreaterThan(150)
    expect(times.length).toBeLessThanOrEqual(401)
    expect(times.every((time, place) => place === 0 || Math.abs(time - (times[place - 1] ?? 0) - step) < 1e-6)).toBe(
      true,
    )
  })

  it('stand at the same times while the stretch goes on', () => {
    const before = bucketsOf(7_000, 7_000 + 10 * MINUTE)
    const after = bucketsOf(8_000, 8_000 + 10 * MINUTE)
    expect(before.step).toBe(2)
    expect([before.times[0], after.times[0]]).toEqual([8, 8])
    expect([before.lastCovered, after.lastCovered]).toEqual([1, 2])
  })

  it('have a place for each time', () => {
    const buckets = bucketsOf(0, 10 * MINUTE)
    expect([0, 1_999, 2_000, 599_999].map((time) => placeOf(time, buckets))).toEqual([0, 0, 1, 299])
    expect(placeOf(-1, buckets)).toBe(-1)
    expect(placeOf(NaN, buckets)).toBeNaN()
  })

  it('are none of a stretch without length', () => {
    expect(bucketsOf(5_000, 5_000).times).toEqual([])
  })
})
