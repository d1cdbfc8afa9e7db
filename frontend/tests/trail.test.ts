import { describe, expect, it } from 'vitest'
import { Trail } from '../src/trail'

describe('a trail', () => {
  const points = (trail: Trail, since = 0) => {
    const seen: number[][] = []
    trail.each(since, (...point) => seen.push(point))
    return seen
  }

  it('gives the positions since a time, the oldest first', () => {
    const trail = new Trail()
    for (const at of [10, 20, 30]) trail.add(at, -at, at, 0)
    expect(points(trail, 20)).toEqual([
      [20, -20, 20, 0],
      [30, -30, 30, 0],
    ])
  })

  it('is bounded, and keeps the newest position whatever comes', () => {
    const trail = new Trail()
    for (let at = 0; at < 10_000; at++) trail.add(at, 0, at, 0)
    expect(trail.length).toBe(256)
    expect(points(trail).at(-1)).toEqual([9_999, 0, 9_999, 0])
  })

  it('reaches back over its time even at a thousand positions a second', () => {
    const trail = new Trail()
    for (let at = 0; at < 5_000; at++) trail.add(at, 0, at, 0)
    expect(points(trail)[0]?.[2]).toBeLessThan(5_000 - 500)
  })
})
