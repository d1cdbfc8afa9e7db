// @vitest-environment jsdom

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Stage } from '../src/stage'
import { click, Given, move } from './given'

let given: Given
let frames: Map<number, () => void>
let resize: (width: number, height: number) => void
let cleared: number

function frame(): void {
  const due = [...frames.values()]
  frames.clear()
  for (const action of due) action()
  given.world.frame()
}

function stage(): { stage: Stage; canvas: HTMLCanvasElement } {
  const canvas = document.createElement('canvas')
  const brush = new Proxy({} as Record<string, unknown>, {
    get: (target, name: string) => target[name] ?? (name === 'clearRect' ? () => (cleared += 1) : () => undefined),
  })
  canvas.getContext = (() => brush) as unknown as HTMLCanvasElement['getContext']
  const made = new Stage(canvas, given.store, given.world.clock)
  resize(800, 500)
  return { stage: made, canvas }
}

beforeEach(() => {
  given = new Given()
  frames = new Map()
  cleared = 0
  let id = 0
  vi.stubGlobal('requestAnimationFrame', (action: () => void) => {
    frames.set(++id, action)
    return id
  })
  vi.stubGlobal('cancelAnimationFrame', (id: number) => frames.delete(id))
  vi.stubGlobal('devicePixelRatio', 2)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => 0, removeEventListener: () => 0 }))
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(told: (entries: object[]) => void) {
        resize = (width, height) => told([{ contentRect: { width, height } }])
      }
      observe(): void {}
      disconnect(): void {}
    },
  )
})

afterEach(() => vi.unstubAllGlobals())

describe('the stage', () => {
  it('paints as finely as the display shows', () => {
    const { canvas } = stage()
    expect([canvas.width, canvas.height]).toEqual([1_600, 1_000])
  })

  it('paints once for a frame, however much happened', () => {
    stage()
    cleared = 0
    given.welcome().frame([move(1), move(2)]).frame([click(3)])
    frame()
    expect(cleared).toBe(1)
  })

  it('goes on painting while something fades, and then asks for no more frames', () => {
    stage()
    given.welcome().frame([click(1)])
    frame()
    expect(frames.size).toBe(1)
    for (let passed = 0; passed < 2_000; passed += 16) {
      given.world.pass(16)
      frame()
    }
    expect(frames.size).toBe(0)
    cleared = 0
    frame()
    expect(cleared).toBe(0)
  })

  it('does not paint twice in a frame in which something changed and something fades', () => {
    stage()
    given.welcome().frame([click(1)])
    frame()
    given.frame([move(2)])
    cleared = 0
    frame() // as in a browser: what was asked for first comes first
    expect(cleared).toBe(1)
    expect(frames.size).toBe(1)
  })

  it('remembers where a press was first drawn, and tells its mapping', () => {
    const { stage: made } = stage()
    given.welcome().frame([click(1, { x: 960, y: 540 })])
    frame()
    expect(given.store.sources.presses.toArray()).toMatchObject([{ drawn: { x: 400, y: 250 } }])
    const { scale, left, top, width, height, ratio } = made.shown ?? {}
    expect([(left ?? 0) + 960 * (scale ?? 0), (top ?? 0) + 540 * (scale ?? 0)]).toEqual([400, 250])
    expect([width, height, ratio]).toEqual([800, 500, 2])
    resize(400, 250)
    expect(given.store.sources.presses.toArray()).toMatchObject([{ drawn: { x: 400, y: 250 } }])
  })

  it('stops when it is told to', () => {
    const { stage: made } = stage()
    given.welcome().frame([click(1)])
    frame()
    made.stop()
    cleared = 0
    given.frame([click(2)])
    frame()
    expect(cleared).toBe(0)
    expect(frames.size).toBe(0)
  })
})
