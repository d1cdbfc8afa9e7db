import { describe, expect, it } from 'vitest'
import { duration, pixel, timeOfDay } from '../src/format'

describe('numbers', () => {
  it('are written for people', () => {
    expect([duration(0.42), duration(12.3), duration(3_140)]).toEqual(['0.4 ms', '12 ms', '3.1 s'])
    expect([pixel(1234.56), pixel(-5)]).toEqual(['1234.6', '\u22125'])
    expect(timeOfDay(new Date(2025, 10, 27, 9, 4, 5, 7).getTime())).toBe('09:04:05.007')
    expect(timeOfDay(1e300)).toBe('–')
  })
})
