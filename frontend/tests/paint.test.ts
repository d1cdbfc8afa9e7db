import { beforeEach, describe, expect, it } from 'vitest'
import type { Brush, Palette } from '../src/brush'
import { toCanvas } from '../src/cells'
import { paint, paintGround } from '../src/paint'
import { buildScene } from '../src/scene'
import { aboutOf, click, entry, Given, move, scroll } from './given'

interface Call {
  readonly name: string
  readonly args: readonly unknown[]
  readonly stroke: unknown
  readonly fill: unknown
  readonly alpha: unknown
  readonly dash: unknown
}

/** Writes down each call, with the state that it is made in. */
function recordingBrush(): { brush: Brush; calls: Call[] } {
  const calls: Call[] = []
  const state: Record<string, unknown> = { globalAlpha: 1, dash: [] }
  const brush = new Proxy(state, {
    get: (_, name) => {
      if (name in state) return state[name as string]
      return (...args: unknown[]) => {
        if (name === 'setLineDash') state['dash'] = args[0]
        const { strokeStyle: stroke, fillStyle: fill, globalAlpha: alpha, dash } = state
        calls.push({ name: String(name), args, stroke, fill, alpha, dash })
      }
    },
  })
  return { brush: brush as unknown as Brush, calls }
}

const palette: Palette = {
  sources: ['teal', 'orange'],
  buttons: { left: 'blue', right: 'red', middle: 'yellow', other: 'violet' },
  screen: 'grey',
  edge: 'silver',
  heat: 'amber',
  text: 'white',
  back: null,
  halo: 'black',
  typeface: 'sans-serif',
}

let given: Given
beforeEach(() => {
  given = new Given()
})

function painted(still = false): { calls: Call[]; at: (x: number, y: number) => { x: number; y: number } } {
  const scene = buildScene(given.store.shown, { width: 1_000, height: 600, still }, given.world.now)
  const { brush, calls } = recordingBrush()
  paint(brush, scene, palette)
  return { calls, at: (x, y) => toCanvas(scene.mapping, { x, y }) }
}

const named = (calls: Call[], name: string) => calls.filter((call) => call.name === name)
const texts = (calls: Call[]) => named(calls, 'fillText').map(({ args }) => args[0])

describe('painting', () => {
  it('begins with an empty canvas', () => {
    given.welcome()
    expect(painted().calls[0]).toMatchObject({ name: 'clearRect', args: [0, 0, 1_000, 600] })
  })

  it('fills what lies behind everything, where nothing is to be seen through it', () => {
    given.welcome()
    const { brush, calls } = recordingBrush()
    paint(brush, buildScene(given.store.shown, { width: 1_000, height: 600 }, 0), { ...palette, back: 'navy' })
    expect(named(calls, 'rect')[0]).toMatchObject({ args: [0, 0, 1_000, 600], fill: 'navy', alpha: 1 })
    expect(named(painted().calls, 'rect')).toEqual([])
  })

  it('draws a box with its size for each screen', () => {
    given.welcome()
    const { calls } = painted()
    expect(named(calls, 'roundRect')).toHaveLength(1)
    expect(texts(calls)).toEqual(['1920 × 1080'])
  })

  it('puts the tip of the arrow where the pointer is, in the colour of the source', () => {
    given.welcome().frame([move(1, { x: 400, y: 300 })])
    given.world.pass(5_000)
    const { calls, at } = painted()
    const tip = at(400, 300)
    expect(named(calls, 'moveTo').at(-1)?.args).toEqual([tip.x, tip.y])
    expect(named(calls, 'fill').at(-1)?.fill).toBe('teal')
  })

  it('draws a ripple around a press in the colour of the button, growing and fading', () => {
    given.welcome().frame([click(1, { x: 400, y: 300, button: 'right', pressed: true })])
    const ripple = () => {
      const { calls, at } = painted()
      const { x, y } = at(400, 300)
      const rings = named(calls, 'arc').filter(({ args, stroke }) => args[0] === x && args[1] === y && stroke === 'red')
      return rings.map(({ args, alpha }) => ({ radius: args[2] as number, alpha: alpha as number }))[0]
    }
    const early = ripple()
    given.world.pass(300)
    const late = ripple()
    expect(late?.radius).toBeGreaterThan(early?.radius ?? Infinity)
    expect(late?.alpha).toBeLessThan(early?.alpha ?? 0)
  })

  it('draws a synthetic release with dashes, and nothing else', () => {
    given.welcome().frame([click(1), click(2, { button: 'right' }), click(3, { pressed: false })])
    const dashed = () => painted().calls.filter(({ name, dash }) => name === 'stroke' && (dash as number[]).length > 0)
    expect(dashed()).toHaveLength(0)
    given.sources({ desk: entry({ seq: 3, online: false }) })
    expect(dashed().map(({ stroke }) => stroke)).toEqual(['red', 'red'])
  })

  it('writes what is held and how the wheel turns beside the pointer', () => {
    given.welcome().frame([click(1), click(2, { button: 'middle' }), scroll(3, { dx: 2, dy: 1 })])
    expect(texts(painted().calls)).toEqual(['1920 × 1080', 'left · middle', '↑ 1 → 2'])
  })

  it('writes the names of sources only where there are several', () => {
    given.welcome({ a: entry(), b: entry() }).frame([move(1, { source: 'a' }), move(1, { source: 'b' })])
    expect(texts(painted().calls)).toEqual(expect.arrayContaining(['a', 'b']))
    given.store.choose({ sources: ['a'] })
    expect(texts(painted().calls)).not.toContain('a')
  })

  it('draws a source that went away hollow', () => {
    given.welcome().frame([move(1)])
    given.sources({ desk: entry({ seq: 1, online: false }) })
    expect(named(painted().calls, 'fill').at(-1)?.fill).toBe('black')
  })

  it('lets nothing grow for those who want less motion', () => {
    given.welcome().frame([click(1)])
    const radii = () => named(painted(true).calls, 'arc').map(({ args }) => args[2])
    const before = radii()
    given.world.pass(300)
    expect(radii()).toEqual(before)
  })

  it('draws a way with dots where moves were merged', () => {
    given.welcome().frame([move(1, { t: 1 }), move(2, { t: 9, x: 90 })])
    const dashed = () => painted().calls.filter(({ name, dash }) => name === 'stroke' && (dash as number[]).length > 0)
    expect(dashed()).toHaveLength(0)
    given.frame([move(9, { t: 90, x: 400, n: 7 })])
    expect(dashed().map(({ stroke }) => stroke)).toEqual(['teal'])
  })

  it('draws a drag in the colour of its button', () => {
    given.welcome().frame([click(1, { button: 'right', x: 10, y: 10 }), move(2, { x: 500, y: 10 })])
    given.world.pass(60_000)
    const { calls, at } = painted()
    const end = at(500, 10)
    const way = calls.findIndex(({ name, args }) => name === 'lineTo' && args[0] === end.x && args[1] === end.y)
    expect(calls[way + 1]).toMatchObject({ name: 'stroke', stroke: 'red' })
  })

  it('counts presses that follow each other closely', () => {
    given.welcome().frame([click(1, { t: 1 }), click(2, { t: 2, pressed: false }), click(3, { t: 3 })])
    expect(texts(painted().calls)).toContain('×2')
  })

  it('points to where the wheel was turned', () => {
    const heads = (dx: number, dy: number) => {
      given = new Given().welcome().frame([move(1), scroll(2, { dx, dy })])
      const { calls } = painted()
      return named(calls, 'stroke').length
    }
    const none = heads(0, 0)
    expect([heads(0, 1), heads(-2, 0), heads(1, 9)].map((strokes) => strokes - none)).toEqual([1, 2, 4])
  })

  it('draws the limits of a capture', () => {
    given.welcome({ desk: entry({ about: aboutOf({ region: { x: 100, y: 0, width: 960, height: 540 } }) }) })
    const { calls, at } = painted()
    const corner = at(100, 0)
    expect(named(calls, 'rect')[0]?.args.slice(0, 2)).toEqual([corner.x, corner.y])
    expect(calls.some(({ name, dash }) => name === 'stroke' && (dash as number[]).length > 0)).toBe(true)
  })

  it('draws each level of a heat map with one fill', () => {
    given.welcome()
    const heat = () => ({ left: 0, top: 0, side: 10, levels: [[0, 0, 2, 5, 1, 1], [3, 3, 1]] })
    const scene = buildScene(given.store.shown, { width: 1_000, height: 600, heat }, given.world.now)
    const { brush, calls } = recordingBrush()
    paint(brush, scene, palette)
    const fills = named(calls, 'fill').filter(({ fill }) => fill === 'amber')
    expect(fills).toHaveLength(2)
    expect(Number(fills[1]?.alpha)).toBeGreaterThan(Number(fills[0]?.alpha))
    const { scale, left, top } = scene.mapping
    expect(named(calls, 'rect')[0]?.args).toEqual([left, top, 20 * scale, 10 * scale])
  })

  it('makes the same calls for the same scene', () => {
    given.welcome().frame([click(1), move(2), scroll(3)])
    expect(painted().calls).toEqual(painted().calls)
  })

  it('needs few strokes for a long trail', () => {
    given.welcome()
    for (let seq = 1; seq <= 700; seq++) {
      given.frame([move(seq, { x: seq })])
      given.world.pass(1)
    }
    expect(named(painted().calls, 'stroke').length).toBeLessThan(20)
  })
})

describe('a ground that is kept as a picture', () => {
  it('takes the place of the same calls, and everything else is painted over it', () => {
    given.welcome({ desk: entry({ about: aboutOf({ screens: [{ x: 0, y: 0, width: 1_000, height: 600 }] }) }) }).frame([move(1), click(2)])
    const scene = buildScene(given.store.shown, { width: 1_000, height: 600 }, given.world.now)
    const [whole, ground, above] = [recordingBrush(), recordingBrush(), recordingBrush()]
    paint(whole.brush, scene, palette)
    paintGround(ground.brush, scene, palette)
    const picture = {} as HTMLCanvasElement
    paint(above.brush, scene, palette, picture)
    const names = ({ calls }: { calls: Call[] }) => calls.map(({ name }) => name)
    expect(names(above)).toEqual(['clearRect', 'drawImage', ...names(whole).slice(1 + ground.calls.length)])
    expect(names(whole).slice(1, 1 + ground.calls.length)).toEqual(names(ground))
    expect(above.calls[1]?.args).toEqual([picture, 0, 0, 1_000, 600])
  })
})
