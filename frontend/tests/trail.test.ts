import { describe, expect, it } from 'vitest'
import { Trail } from '../src/trail'

describe('a trail', () => {
  const points = (trail: Trail, since = 0) => {
    const seen: number[][] = []
    trail.each(since, ({ x, y, at }) => seen.push([x, y, at]))
    return seen
  }

  it('gives the positions since a time, the oldest first', () => {
    const trail = new Trail()
    for (const at of [10, 20, 30]) trail.add(at, -at, at, at, true)
    expect(points(trail, 20)).toEqual([
      [20, -20, 20],
      [30, -30, 30],
    ])
  })

  it('is bounded, and keeps the newest position whatever comes', () => {
    const trail = new Trail()
    for (let at = 0; at < 10_000; at++) trail.add(at, 0, at, at, true)
    expect(trail.length).toBe(256)
    expect(points(trail).at(-1)).toEqual([9_999, 0, 9_999])
  })

  it('reaches back over its time even at a thousand positions a second', () => {
    const trail = new Trail()
    for (let at = 0; at < 5_000; at++) trail.add(at, 0, at, at, true)
    expect(points(trail)[0]?.[2]).toBeLessThan(5_000 - 500)
  })

  it('knows how fast the pointer was from when it was there, not from when that came', () => {
    const paces = (spacing: number) => {
      const trail = new Trail()
      for (let index = 0; index < 20; index++) trail.add(index * 50, 0, 1_000, index * spacing, true)
      const seen: number[] = []
      trail.each(0, ({ pace }) => seen.push(pace))
      return seen.at(-1)
    }
    expect([paces(150), paces(40), paces(15), paces(5)]).toEqual([0, 1, 2, 3])
  })

  it('forgets its speed when the pointer has rested', () => {
    const trail = new Trail()
    for (let index = 0; index < 20; index++) trail.add(index * 50, 0, index * 5, index * 5, true)
    trail.add(1_001, 0, 5_000, 5_000, true)
    const seen: number[] = []
    trail.each(0, ({ pace }) => seen.push(pace))
    expect(seen.at(-1)).toBe(0)
  })
})
