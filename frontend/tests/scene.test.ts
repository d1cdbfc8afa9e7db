import { beforeEach, describe, expect, it } from 'vitest'
import type { Screen } from '../src/generated/protocol'
import { buildScene, PRESS_LASTS, SYNTHETIC_LASTS, toCanvas, TRAIL_FADES, TURN_LASTS, worldOf } from '../src/scene'
import { click, entry, Given, move, scroll } from './given'

let given: Given
beforeEach(() => {
  given = new Given()
})

const viewport = { width: 1_000, height: 600, still: false }
const scene = (more: Partial<typeof viewport> = {}) =>
  buildScene(given.store.shown, { ...viewport, ...more }, given.world.now)
const figure = () => {
  const [first] = scene().figures
  if (!first) throw new Error('There is no figure.')
  return first
}
const withScreens = (...screens: Screen[]) => entry({ about: { capture: 'x', health: 'ok', screens } })

describe('the scale', () => {
  it('is the same both ways, and the screen is in the middle', () => {
    given.welcome({ desk: withScreens({ x: 0, y: 0, width: 1920, height: 1080 }) })
    const { mapping, screens } = scene()
    const [screen] = screens
    expect((screen?.width ?? 0) / 1920).toBeCloseTo(mapping.scale)
    expect((screen?.height ?? 0) / 1080).toBeCloseTo(mapping.scale)
    expect((screen?.x ?? 0) + (screen?.width ?? 0) / 2).toBeCloseTo(500)
    expect((screen?.y ?? 0) + (screen?.height ?? 0) / 2).toBeCloseTo(300)
  })

  it('shows all monitors, those left of and above the first one too', () => {
    given.welcome({
      desk: withScreens({ x: -1280, y: -200, width: 1280, height: 800 }, { x: 0, y: 0, width: 1920, height: 1080 }),
    })
    expect(worldOf(given.store.shown)).toEqual({ left: -1280, top: -200, right: 1920, bottom: 1080 })
    const { screens, mapping } = scene()
    const middle = toCanvas(mapping, { x: 320, y: 440 })
    expect(middle.x).toBeCloseTo(500)
    expect(middle.y).toBeCloseTo(300)
    for (const { x, y, width, height } of screens) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(1_000)
      expect(y + height).toBeLessThanOrEqual(600)
    }
  })

  it('draws a screen once that several sources share', () => {
    given.welcome({ a: entry(), b: entry() })
    expect(scene().screens).toHaveLength(1)
  })

  it('is taken from what was seen where no screen is told, in steps', () => {
    given.welcome({ desk: withScreens() })
    expect(worldOf(given.store.shown)).toEqual({ left: 0, top: 0, right: 1280, bottom: 720 })
    given.frame([move(1, { x: 2_000, y: -10 })])
    expect(worldOf(given.store.shown)).toEqual({ left: 0, top: -160, right: 2_080, bottom: 720 })
  })

  it('makes room for a pointer outside of its screens', () => {
    given.welcome().frame([move(1, { x: 3_000, y: 500 })])
    expect(worldOf(given.store.shown).right).toBe(3_000)
  })

  it('survives a canvas without room', () => {
    given.welcome().frame([click(1)])
    expect(scene({ width: 0, height: 0 }).mapping.scale).toBe(0)
  })
})

describe('the pointer', () => {
  it('is where the source says, to scale', () => {
    given.welcome().frame([move(1, { x: 960, y: 540 })])
    expect(figure().pointer).toEqual(toCanvas(scene().mapping, { x: 960, y: 540 }))
    expect(figure().pointer?.x).toBeCloseTo(500)
  })

  it('has a trail that fades and then is gone', () => {
    given.welcome().frame([move(1)])
    given.world.pass(TRAIL_FADES / 2)
    given.frame([move(2, { x: 100 })])
    const strengths = figure().strokes.map(({ strength }) => strength)
    expect(strengths).toEqual([0.5, 1])
    given.world.pass(TRAIL_FADES + 1)
    expect(figure().strokes).toEqual([])
  })

  it('draws the way of a drag in the colour of the button', () => {
    given.welcome().frame([move(1), click(2, { button: 'right' })])
    given.world.pass(10)
    given.frame([move(3, { x: 50 })])
    expect(figure().strokes.map(({ ink }) => ink)).toContain('right')
  })

  it('shows what is held and how the wheel turns', () => {
    given.welcome().frame([click(1), click(2, { button: 'button8' }), scroll(3, { dy: -2 })])
    expect(figure().held).toEqual([
      { button: 'left', ink: 'left' },
      { button: 'button8', ink: 'other' },
    ])
    expect(figure().turn?.words).toBe('↓ 2')
    given.world.pass(TURN_LASTS)
    expect(figure().turn).toBeNull()
  })

  it('adds up the wheel while it keeps turning', () => {
    given.welcome().frame([scroll(1)])
    given.world.pass(300)
    given.frame([scroll(2)])
    expect(figure().turn?.words).toBe('↑ 2')
    given.world.pass(1_000)
    given.frame([scroll(3)])
    expect(figure().turn?.words).toBe('↑ 1')
  })

  it('is drawn as old when its source is not online', () => {
    given.welcome().frame([move(1)])
    expect(figure().old).toBe(false)
    given.sources({ desk: entry({ seq: 1, silent: true }) })
    expect(figure().old).toBe(true)
  })
})

describe('presses', () => {
  it('ripple in the colour of their button, where they happened', () => {
    given.welcome().frame([click(1, { x: 10, y: 20, button: 'middle' })])
    const at = toCanvas(scene().mapping, { x: 10, y: 20 })
    expect(figure().ripples).toMatchObject([{ ...at, kind: 'press', ink: 'middle', age: 0, mark: { seq: 1 } }])
  })

  it('leave a footprint when the ripple has gone', () => {
    given.welcome().frame([click(1)])
    given.world.pass(PRESS_LASTS)
    expect(figure().ripples).toEqual([])
    expect(figure().footprints).toMatchObject([{ ink: 'left', strength: 1 }])
  })

  it('are told from releases, and real releases from synthetic ones', () => {
    given.welcome().frame([click(1), click(2, { button: 'right' }), click(3, { pressed: false })])
    given.sources({ desk: entry({ seq: 3, online: false }) })
    expect(figure().ripples.map(({ kind, button }) => `${kind} ${button}`)).toEqual([
      'synthetic right',
      'release left',
      'press right',
      'press left',
    ])
    given.world.pass(SYNTHETIC_LASTS)
    expect(figure().ripples).toEqual([])
  })
})

describe('rest', () => {
  it('comes when everything has faded', () => {
    given.welcome().frame([click(1), move(2), scroll(3)])
    expect(scene().moving).toBe(true)
    given.world.pass(5_000)
    expect(scene().moving).toBe(false)
  })

  it('has no trail for those who want less motion', () => {
    given.welcome().frame([move(1), move(2)])
    expect(scene({ still: true })).toMatchObject({ moving: false, figures: [{ strokes: [] }] })
  })
})

describe('several sources', () => {
  it('have their own colours and bear their names', () => {
    given.welcome({ a: entry(), b: entry() })
    expect(scene().figures.map(({ ink }) => ink)).toEqual([0, 1])
    expect(scene().named).toBe(true)
  })

  it('can be looked at one at a time', () => {
    given.welcome({ a: entry(), b: entry() })
    given.store.choose('b')
    expect(scene()).toMatchObject({ named: false, figures: [{ name: 'b', ink: 1 }] })
    given.store.choose(null)
    expect(scene().figures).toHaveLength(2)
  })
})
