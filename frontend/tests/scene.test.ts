import { beforeEach, describe, expect, it } from 'vitest'
import { toCanvas, worldOf } from '../src/cells'
import { PARTS } from '../src/choice'
import { DRAG_FADES, PRESS_LASTS, SYNTHETIC_LASTS, TRAIL_FADES, TURN_LASTS } from '../src/figure'
import type { Screen } from '../src/generated/protocol'
import { buildScene, type Viewport } from '../src/scene'
import { aboutOf, click, entry, Given, move, reading, scroll } from './given'

let given: Given
beforeEach(() => {
  given = new Given()
})

const viewport = { width: 1_000, height: 600, still: false }
const scene = (more: Partial<Viewport> = {}) =>
  buildScene(given.store.shown, { ...viewport, ...more }, given.world.now)
const figure = () => {
  const [first] = scene().figures
  if (!first) throw new Error('There is no figure.')
  return first
}
const withScreens = (...screens: Screen[]) => entry({ about: aboutOf({ screens }) })

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

describe('the trail', () => {
  it('tells a fast way from a slow one', () => {
    given.welcome()
    for (let seq = 1; seq <= 10; seq++) given.frame([move(seq, { t: given.world.now + seq * 10, x: seq })])
    expect(figure().strokes.map(({ pace }) => pace)).toEqual([0])
    for (let seq = 11; seq <= 20; seq++) given.frame([move(seq, { t: given.world.now + seq * 10, x: seq * 90 })])
    expect(figure().strokes.at(-1)?.pace).toBe(3)
  })

  it('tells what was merged from what is exact', () => {
    given.welcome().frame([move(1, { t: 10 }), move(2, { t: 20, x: 9 }), move(7, { t: 90, x: 50, n: 5 }), move(8, { t: 99, x: 60 })])
    expect(figure().strokes.map(({ exact }) => exact)).toEqual([true, false, true])
  })
})

describe('a drag', () => {
  const drag = () => given.welcome().frame([click(1, { button: 'right', x: 0, y: 0 }), move(2, { x: 300, y: 0 })])

  it('is a stroke in the colour of its button, as long as that is held and a while after', () => {
    drag()
    expect(figure().drags).toMatchObject([{ ink: 'right', strength: 1, exact: true }])
    given.world.pass(60_000)
    expect(figure().drags[0]?.strength).toBe(1)
    given.frame([click(3, { button: 'right', pressed: false, x: 300, y: 0 })])
    given.world.pass(DRAG_FADES / 2)
    expect(figure().drags[0]?.strength).toBeCloseTo(0.5)
    given.world.pass(DRAG_FADES)
    expect(figure().drags).toEqual([])
  })

  it('begins where the button went down and ends where it came up', () => {
    drag().frame([click(3, { button: 'right', pressed: false, x: 300, y: 200 })])
    const { mapping } = scene()
    const [from, to] = [toCanvas(mapping, { x: 0, y: 0 }), toCanvas(mapping, { x: 300, y: 200 })]
    const points = figure().drags[0]?.points ?? []
    expect([points.slice(0, 2), points.slice(-2)]).toEqual([
      [from.x, from.y],
      [to.x, to.y],
    ])
  })

  it('is drawn otherwise where moves were merged', () => {
    drag().frame([move(9, { n: 7, x: 400 }), move(10, { x: 410 })])
    expect(figure().drags.map(({ exact }) => exact)).toEqual([true, false, true])
  })

  it('is none if the hand only trembled', () => {
    given.welcome().frame([click(1, { x: 10, y: 10 }), move(2, { x: 11, y: 11 })])
    expect(figure().drags).toEqual([])
  })

  it('is bounded, and keeps its two ends', () => {
    drag()
    for (let seq = 3; seq < 5_000; seq++) given.frame([move(seq, { x: seq, y: 0 })])
    const points = figure().drags[0]?.points ?? []
    expect(points.length).toBeLessThan(1_100)
    expect(points[0]).toBe(toCanvas(scene().mapping, { x: 0, y: 0 }).x)
    expect(points.at(-2)).toBe(toCanvas(scene().mapping, { x: 4_999, y: 0 }).x)
  })

  it('goes on with the other button when the first one is let go', () => {
    drag().frame([click(3, { x: 300, y: 0 }), click(4, { button: 'right', pressed: false, x: 300, y: 0 }), move(5, { x: 600 })])
    expect(figure().drags.map(({ ink }) => ink)).toEqual(['left', 'right'])
  })
})

describe('presses', () => {
  it('count up when they follow each other closely at one place', () => {
    const at = (t: number, more = {}) => click(t, { t, x: 100, y: 100, ...more })
    given.welcome().frame([at(1_000), at(1_300), at(1_600), at(2_500), at(2_600, { button: 'right' }), at(2_700, { x: 200 })])
    expect(figure().ripples.map(({ count }) => count).reverse()).toEqual([1, 2, 3, 1, 1, 1])
  })

  it('ripple in the colour of their button, where they happened', () => {
    given.welcome().frame([click(1, { x: 10, y: 20, button: 'middle' })])
    const at = toCanvas(scene().mapping, { x: 10, y: 20 })
    expect(figure().ripples).toMatchObject([{ ...at, kind: 'press', ink: 'middle', age: 0, mark: { seq: 1 } }])
  })

  it('ripple twelve at a time, the newest', () => {
    given.welcome().frame(Array.from({ length: 30 }, (_, at) => click(at + 1, { x: at })))
    expect(figure().ripples.map(({ mark }) => mark.seq)).toEqual(Array.from({ length: 12 }, (_, at) => 30 - at))
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

describe('a sensor', () => {
  it('takes no room on the stage', () => {
    const sensor = withScreens()
    given.welcome({ desk: withScreens({ x: 0, y: 0, width: 800, height: 600 }), greenhouse: sensor })
    given.frame([reading(1, { source: 'greenhouse' })])
    expect(scene({ layout: 'side' })).toMatchObject({ figures: [{ name: 'desk' }], named: false })
    expect(scene().mapping).toEqual(scene({ layout: 'side' }).mapping)
  })
})

describe('an overlay', () => {
  it('draws the parts that were chosen, as large as chosen', () => {
    given.welcome().frame([click(1), move(2, { x: 500 }), scroll(3)])
    const all = scene({ parts: PARTS })
    expect(all.screens).toHaveLength(1)
    const some = scene({ parts: ['presses'], size: 2, margin: 0 })
    expect(some).toMatchObject({ screens: [], unit: all.unit * 2 })
    expect(some.figures).toMatchObject([{ pointer: null, strokes: [], drags: [], held: [], turn: null }])
    expect(some.figures[0]?.ripples).toHaveLength(1)
  })
})

describe('several sources', () => {
  it('side by side have a scale each, and do not touch', () => {
    given.welcome({
      a: withScreens({ x: 0, y: 0, width: 800, height: 600 }),
      b: withScreens({ x: 0, y: 0, width: 3_840, height: 2_160 }),
    })
    const [a, b] = scene({ layout: 'side', width: 2_000 }).screens
    expect((a?.x ?? 0) + (a?.width ?? 0)).toBeLessThan(1_000)
    expect(b?.x).toBeGreaterThan(1_000)
    expect((a?.width ?? 0) / 800).toBeGreaterThan((b?.width ?? 0) / 3_840)
  })

  it('stand in as many columns as let them be large', () => {
    given.welcome({ a: entry(), b: entry(), c: entry(), d: entry() })
    const columns = (width: number) => new Set(scene({ layout: 'side', width }).screens.map(({ x }) => Math.round(x))).size
    expect([columns(200), columns(1_000), columns(4_000)]).toEqual([1, 2, 4])
  })

  it('stand beside each other where that costs them little', () => {
    given.welcome({
      a: withScreens({ x: 0, y: 0, width: 1_280, height: 800 }),
      b: withScreens({ x: 0, y: 0, width: 1_920, height: 1_080 }),
    })
    const rows = (height: number) =>
      new Set(scene({ layout: 'side', width: 960, height }).screens.map(({ y, height }) => Math.round(y + height / 2))).size
    expect([rows(550), rows(700)]).toEqual([1, 2])
  })

  it('have their own colours and bear their names', () => {
    given.welcome({ a: entry(), b: entry() })
    expect(scene().figures.map(({ ink }) => ink)).toEqual([0, 1])
    expect(scene().named).toBe(true)
  })

  it('can be looked at one at a time', () => {
    given.welcome({ a: entry(), b: entry() })
    given.store.choose({ sources: ['b'] })
    expect(scene()).toMatchObject({ named: false, figures: [{ name: 'b', ink: 1 }] })
    given.store.choose({ sources: null })
    expect(scene().figures).toHaveLength(2)
  })
})
