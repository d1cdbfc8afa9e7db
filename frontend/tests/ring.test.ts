import { describe, expect, it } from 'vitest'
import { Ring } from '../src/ring'

describe('a ring', () => {
  it('keeps the newest and says what had to go', () => {
    const ring = new Ring<number>(3)
    expect([1, 2, 3, 4].map((item) => ring.push(item))).toEqual([undefined, undefined, undefined, 1])
    expect([...ring.newestFirst()]).toEqual([4, 3, 2])
    expect(ring.toArray()).toEqual([2, 3, 4])
  })
})
