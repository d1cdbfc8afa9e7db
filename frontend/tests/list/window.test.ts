import { describe, expect, it } from 'vitest'
import { bottomAt, reveal, visibleRows } from '../../src/list/window'

const view = { top: 0, height: 200, rowHeight: 20 }

describe('the window on the list', () => {
  it('draws some dozen rows of any number', () => {
    const { first, end } = visibleRows({ first: 0, end: 300_000 }, { ...view, top: 2_000_000 })
    expect([first, end]).toEqual([99_994, 100_017])
  })

  it('knows rows by their numbers, also below 0', () => {
    expect(visibleRows({ first: -500, end: 500 }, view)).toEqual({ first: -500, end: -483 })
    expect(visibleRows({ first: -500, end: 500 }, { ...view, top: 500 * 20 })).toEqual({ first: -6, end: 17 })
  })

  it('draws the last rows where there are no more', () => {
    expect(visibleRows({ first: 0, end: 4 }, view)).toEqual({ first: 0, end: 4 })
    expect(visibleRows({ first: 0, end: 100 }, { ...view, top: 1e9 })).toEqual({ first: 84, end: 100 })
    expect(visibleRows({ first: 0, end: 0 }, view)).toEqual({ first: 0, end: 0 })
  })

  it('moves only as far as it takes to see a row', () => {
    expect(reveal(5, 0, view)).toBe(0)
    expect(reveal(10, 0, view)).toBe(20)
    expect(reveal(3, 0, { ...view, top: 100 })).toBe(60)
    expect(reveal(-498, -500, { ...view, top: 100 })).toBe(40)
  })

  it('can end with any row', () => {
    expect(bottomAt(100, 0, view)).toBe(1_800)
    expect(bottomAt(3, 0, view)).toBe(0)
  })
})
