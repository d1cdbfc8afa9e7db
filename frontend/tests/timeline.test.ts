import { describe, expect, it } from 'vitest'
import type { Brush } from '../src/brush'
import { densityOf } from '../src/density'
import { COLUMN, EDGE, paintTimeline, type TimelinePalette } from '../src/paintTimeline'
import type { Sight } from '../src/playback'
import { click, Given, move } from './given'

const given = new Given().welcome()
given.frame([
  move(1, { t: 1_000 }),
  move(5, { t: 1_100, n: 4 }),
  click(8, { t: 5_500, n: 1 }), // two are missing before it
  click(9, { t: 5_600, pressed: false }),
  move(10, { t: 9_999 }),
])
given.frame([move(1, { t: 1_050, source: 'attic' })])
const density = (sources: string[], columns = 10) => densityOf(given.store.history, sources, 0, 10_000, columns)

describe('the density', () => {
  it('counts what was captured, not what came', () => {
    expect([...density(['desk']).counts]).toEqual([0, 5, 0, 0, 0, 2, 0, 0, 0, 1])
    expect(density(['desk']).most).toBe(5)
  })

  it('knows where presses were, and where something was lost', () => {
    expect([...density(['desk']).presses]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
    expect([...density(['desk']).lost]).toEqual([0, 0, 0, 0, 0, 2, 0, 0, 0, 0])
  })

  it('is of the sources that are looked at', () => {
    expect([...density(['attic']).counts].reduce((a, b) => a + b)).toBe(1)
    expect(density(['desk', 'attic']).counts[1]).toBe(6)
    expect(density(['nobody']).most).toBe(0)
  })
})

describe('the timeline', () => {
  const palette: TimelinePalette = {
    bar: 'grey',
    later: 'pale',
    press: 'blue',
    lost: 'red',
    cursor: 'white',
    text: 'soft',
    line: 'thin',
    typeface: 'sans-serif',
    rem: 16,
  }
  const width = 10 * COLUMN + 2 * EDGE
  const sight: Sight = { mode: 'paused', rate: 1, from: 0, until: 10_000, cursor: 5_000, replayed: true }

  function painted(more: Partial<Sight> = {}) {
    const boxes: { fill: unknown; left: number; height: number }[] = []
    const state: Record<string, unknown> = {}
    const brush = new Proxy(state, {
      get: (_, name) => {
        if (name in state) return state[name as string]
        return (left: number, __: number, ___: number, height: number) => {
          if (name === 'rect') boxes.push({ fill: state['fillStyle'], left, height })
        }
      },
    }) as unknown as Brush
    paintTimeline(brush, { width, height: 50 }, density(['desk']), { ...sight, ...more }, palette)
    return (fill: string) => boxes.filter((box) => box.fill === fill)
  }

  it('has a bar where something happened, and what is later than the cursor is pale', () => {
    const of = painted()
    expect(of('grey').map(({ left }) => left)).toEqual([EDGE + COLUMN])
    expect(of('pale').map(({ left }) => left)).toEqual([EDGE + 5 * COLUMN, EDGE + 9 * COLUMN])
  })

  it('marks presses, and losses over the whole height', () => {
    const of = painted()
    expect(of('blue').map(({ left }) => left)).toEqual([EDGE + 5 * COLUMN])
    expect(of('red')[0]?.height).toBeGreaterThan(of('blue')[0]?.height ?? Infinity)
  })

  it('shows one press beside a thousand moves', () => {
    expect(Math.min(...painted()('pale').map(({ height }) => height))).toBeGreaterThan(3)
  })

  it('has the cursor where the page looks, whole at both ends', () => {
    const at = (cursor: number) => painted({ cursor })('white')[0]?.left
    expect([at(0), at(5_000), at(10_000)]).toEqual([EDGE - 1, width / 2 - 1, width - EDGE - 1])
  })
})
