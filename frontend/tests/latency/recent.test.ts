import { describe, expect, it } from 'vitest'
import { RecentDurations } from '../../src/latency/recent'

describe('recent durations', () => {
  it('are those of the last seconds', () => {
    const recent = new RecentDurations(10)
    recent.add(100, 1_500)
    recent.add(1, 9_000)
    expect(recent.spread(10_999)?.count).toBe(2)
    expect(recent.spread(11_000)?.count).toBe(1)
    expect(recent.spread(30_000)).toBeNull()
  })

  it('do not mix with those of a time that the same place was used for before', () => {
    const recent = new RecentDurations(10)
    recent.add(100, 5_000)
    recent.add(1, 15_000)
    expect(recent.spread(15_000)).toMatchObject({ count: 1 })
    expect(recent.spread(15_000)?.p99).toBeLessThan(2)
  })

  it('can be asked for one second', () => {
    const recent = new RecentDurations(10)
    recent.add(10, 4_999)
    recent.add(20, 5_000)
    expect(recent.during(4)?.count).toBe(1)
    expect(recent.during(4)?.median).toBeCloseTo(10, 0)
    expect(recent.during(6)).toBeNull()
  })
})
