// @vitest-environment jsdom

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Palette } from '../src/brush'
import { Ground } from '../src/ground'
import type { HeatGrid } from '../src/heat'
import { buildScene, type Scene } from '../src/scene'

const palette = {} as Palette
let filled = 0

function sceneWith(grid: HeatGrid | null): Scene {
  return buildScene([], { width: 800, height: 500, heat: () => grid }, 0)
}

const heat = (): HeatGrid => ({ left: 0, top: 0, side: 10, levels: [[0, 0, 3]] })

beforeEach(() => {
  filled = 0
  const brush = new Proxy({} as Record<string, unknown>, {
    get: (target, name: string) => target[name] ?? (name === 'fill' ? () => (filled += 1) : () => undefined),
  })
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation((() => brush) as never)
})

afterEach(() => vi.restoreAllMocks())

describe('the ground', () => {
  it('is no picture without a heat map', () => {
    expect(new Ground().under(sceneWith(null), palette, 1)).toBeNull()
  })

  it('is painted once for the same heat map, as finely as the display shows', () => {
    const [ground, grid] = [new Ground(), heat()]
    const picture = ground.under(sceneWith(grid), palette, 2)
    expect([picture?.width, picture?.height]).toEqual([1_600, 1_000])
    const once = filled
    expect(once).toBeGreaterThan(0)
    expect(ground.under(sceneWith(grid), palette, 2)).toBe(picture)
    expect(filled).toBe(once)
  })

  it('is painted anew for another heat map, other colours or another size', () => {
    const [ground, grid] = [new Ground(), heat()]
    const paintings = [
      () => ground.under(sceneWith(grid), palette, 1),
      () => ground.under(sceneWith(heat()), palette, 1),
      () => ground.under(sceneWith(grid), { ...palette }, 1),
      () => ground.under(sceneWith(grid), palette, 2),
    ]
    for (const paintAnew of paintings) {
      const before = filled
      paintAnew()
      expect(filled).toBeGreaterThan(before)
    }
  })
})
