import { describe, expect, it } from 'vitest'
import { heatOf, LEVELS, type HeatGrid } from '../src/heat'
import { HeatMaps } from '../src/heatMaps'
import { click, Given, move } from './given'
import { START } from './world'

const WORLD = { left: -1280, top: 0, right: 1280, bottom: 720 }
const ALL = { from: -Infinity, until: Infinity }

/** The level of the cell that holds a point; 0 for a cold one. */
function levelAt({ levels, left, top, side }: HeatGrid, x: number, y: number): number {
  const [column, row] = [Math.floor((x - left) / side), Math.floor((y - top) / side)]
  const found = levels.findIndex((runs) => {
    for (let run = 0; run < runs.length; run += 3) {
      const [first = 0, at = 0, length = 0] = runs.slice(run, run + 3)
      if (at === row && column >= first && column < first + length) return true
    }
    return false
  })
  return found + 1
}

describe('the heat map of presses', () => {
  const given = new Given().welcome()
  given.frame([
    click(1, { x: -1_000, y: 100, t: 10 }),
    click(2, { x: -1_000, y: 100, t: 20 }),
    click(3, { x: -1_000, y: 100, t: 30 }),
    click(4, { x: 1_000, y: 600, t: 40 }),
    click(5, { x: 0, y: 300, t: 50, pressed: false }),
    click(6, { x: 5_000, y: 300, t: 60 }),
    move(7, { x: 400, y: 300, t: 70 }),
  ])
  const grid = (stretch = ALL) => heatOf(given.store.history, ['desk'], WORLD, stretch, 'presses')

  it('is hottest where most presses were, and cold where there was none', () => {
    expect(levelAt(grid(), -1_000, 100)).toBe(LEVELS)
    const other = levelAt(grid(), 1_000, 600)
    expect(other).toBeGreaterThan(0)
    expect(other).toBeLessThan(LEVELS)
    expect([levelAt(grid(), 0, 300), levelAt(grid(), 400, 300)]).toEqual([0, 0])
  })

  it('covers the stretch that is looked at', () => {
    expect(levelAt(grid({ from: 30, until: 45 }), -1_000, 100)).toBe(0)
    expect(levelAt(grid({ from: 30, until: 45 }), 1_000, 600)).toBe(LEVELS)
  })
})

describe('the heat map of time', () => {
  const given = new Given().welcome()
  given.frame([move(1, { x: 100, y: 100, t: 0 }), move(2, { x: 600, y: 600, t: 4_000 }), move(3, { x: 700, y: 100, t: 4_100 })])
  const grid = (until: number) => heatOf(given.store.history, ['desk'], WORLD, { from: -1, until }, 'time')

  it('is hottest where the pointer stayed longest', () => {
    expect(levelAt(grid(4_200), 100, 100)).toBe(LEVELS)
    expect(levelAt(grid(4_200), 600, 600)).toBeLessThan(LEVELS)
  })

  it('counts the stay that goes on, but not for ever', () => {
    expect(levelAt(grid(4_101), 700, 100)).toBeLessThan(3)
    expect(levelAt(grid(1_000_000), 700, 100)).toBe(LEVELS)
    expect(levelAt(grid(1_000_000), 100, 100)).toBeGreaterThan(LEVELS / 2)
  })

  it('is empty where nothing was', () => {
    const empty = heatOf(given.store.history, ['nobody'], WORLD, ALL, 'time')
    expect(empty.levels.flat()).toEqual([])
  })
})

describe('the heat maps of the stage', () => {
  const cell = { mapping: { scale: 1, left: 0, top: 0 }, world: WORLD, sources: [] }

  it('are counted at most some times a second, and anew when they are reset', () => {
    const given = new Given().welcome().frame([click(1, { t: START })])
    given.world.pass(10)
    given.store.choose({ heat: 'presses' })
    const maps = new HeatMaps(given.store)
    const here = { ...cell, sources: given.store.shown }
    const grid = () => maps.at(given.store.sight(), given.world.now)(here)
    const first = grid()
    expect(first?.levels.flat()).not.toEqual([])
    expect(grid()).toBe(first)
    given.world.pass(1_000)
    expect(grid()).not.toBe(first)
    given.store.resetHeat()
    expect(grid()?.levels.flat()).toEqual([])
    given.store.choose({ heat: 'none' })
    expect(grid()).toBeNull()
  })
})
