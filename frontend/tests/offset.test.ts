import { describe, expect, it } from 'vitest'
import { ClockOffset } from '../src/offset'

describe('the offset of the clock', () => {
  it('believes the sample with the shortest round trip', () => {
    const clock = new ClockOffset()
    clock.add(1_000, 1_100, 5_090)
    clock.add(2_000, 2_010, 6_005)
    clock.add(3_000, 3_060, 7_050)
    expect(clock.best).toEqual({ offset: 4_000, uncertainty: 5, roundTrip: 10 })
  })

  it('forgets old samples', () => {
    const clock = new ClockOffset()
    clock.add(0, 1, 0)
    for (let i = 0; i < 8; i++) clock.add(0, 10, 100)
    expect(clock.best).toMatchObject({ roundTrip: 10, offset: 95 })
  })

  it('does not believe an answer that came before the question', () => {
    const clock = new ClockOffset()
    clock.add(10, 5, 0)
    expect(clock.best).toBeNull()
  })
})
