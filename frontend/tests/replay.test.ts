import { beforeEach, describe, expect, it } from 'vitest'
import { CHUNK } from '../src/chunk'
import { click, entry, Given, move, reading, scroll } from './given'
import { START } from './world'

let given: Given
beforeEach(() => {
  given = new Given()
})

/** What is looked at. */
function looked(name = 'desk') {
  const found = given.store.looked().sources.find((source) => source.name === name)
  if (!found) throw new Error(`There is no source ${name}.`)
  return found
}

/** Let an event happen now. */
function happen(event: { t: number }): void {
  given.frame([{ ...event, t: given.world.now }])
  given.world.pass(10)
}

/** What can be told from a source without knowing when it was told. */
function told({ pointer, held, wheel, presence, readings, marks, drags }: ReturnType<typeof looked>) {
  return {
    pointer,
    held: [...held.keys()],
    wheel: { ...wheel },
    presence,
    readings: [...readings.values()],
    marks: marks.toArray().map(({ button, pressed, seq, x, y, count }) => [button, pressed, seq, x, y, count]),
    drags: drags.toArray().map(({ button, x, y }) => [button, x.at(0), x.at(-1), y.at(-1)]),
  }
}

describe('the past', () => {
  it('is what was true then, event by event', () => {
    given.welcome()
    const truths: { time: number; truth: object }[] = []
    const events = [
      move(1, { x: 10, y: 10 }),
      click(2, { x: 10, y: 10 }),
      move(3, { x: 60, y: 20 }),
      click(4, { x: 60, y: 20, button: 'right' }),
      click(5, { x: 60, y: 20, pressed: false }),
      scroll(6, { x: 61, y: 21, dx: 1, dy: -2 }),
      reading(7, { value: 3 }),
      reading(8, { value: 5 }),
      click(9, { x: 61, y: 21, button: 'right', pressed: false }),
    ]
    for (const event of events) {
      const time = given.world.now
      happen(event)
      truths.push({ time, truth: told(given.source()) })
    }
    for (const { time, truth } of [...truths, ...truths.toReversed()]) {
      given.store.seek(time)
      expect(told(looked())).toEqual(truth)
    }
  })

  it('is stepped through without leaving out an event', () => {
    given.welcome()
    for (let seq = 1; seq <= 30; seq++) happen(move(seq, { x: seq }))
    const seen: (number | undefined)[] = []
    for (let step = 0; step < 30; step++) {
      given.store.step(-1)
      seen.push(looked().pointer?.x)
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => 30 - index))
    for (let step = 0; step < 5; step++) given.store.step(1)
    expect(looked().pointer?.x).toBe(6)
  })

  it('goes on over chunks, and far apart places are as near ones', () => {
    given.welcome()
    for (let seq = 1; seq <= 6 * CHUNK; seq++) {
      const event = seq % 1_000 === 0 ? scroll(seq, { x: seq }) : move(seq, { x: seq })
      given.frame([{ ...event, t: START + seq }])
    }
    given.world.pass(6 * CHUNK)
    for (const seq of [10, 6_000, 3 * CHUNK, 3 * CHUNK + 1, 12_000, 5]) {
      given.store.seek(START + seq)
      expect([looked().pointer?.x, looked().wheel.dy]).toEqual([seq, Math.floor(seq / 1_000)])
    }
  })

  it('knows what was held before the first event, from the snapshot', () => {
    given.welcome({ desk: entry({ seq: 7, held: ['left'], latest: [move(7, { x: 5, y: 6 })] }) })
    given.world.pass(100)
    happen(reading(8))
    given.store.seek(0)
    expect(told(looked())).toMatchObject({ held: ['left'], pointer: { x: 5, y: 6 } })
  })

  it('shows when a source was gone, and a release that was no event', () => {
    given.welcome()
    happen(click(1))
    const before = given.world.now - 5
    given.world.pass(1_000)
    given.sources({ desk: entry({ seq: 1, online: false }) })
    const gone = given.world.now
    given.world.pass(1_000)
    given.sources({ desk: entry({ epoch: 'two', online: true }) })
    given.world.pass(1_000)
    given.store.seek(before)
    expect(told(looked())).toMatchObject({ held: ['left'], presence: 'online' })
    given.store.seek(gone)
    expect(told(looked())).toMatchObject({ held: [], presence: 'offline' })
    expect(told(looked()).marks.at(-1)).toEqual(['left', false, null, 800, 600, 1])
    given.store.seek(gone + 1_500)
    expect(looked().presence).toBe('online')
  })

  it('holds what came before the page', () => {
    const recent = [move(1, { t: START - 500, x: 3 }), click(2, { t: START - 400, x: 9, y: 9 })]
    given.welcome({ desk: entry({ seq: 2, recent }) })
    given.store.seek(START - 400)
    expect(told(looked())).toMatchObject({ pointer: { x: 9, y: 9 }, held: ['left'], presence: 'online' })
  })

  it('changes nothing of what is true now', () => {
    given.welcome()
    for (let seq = 1; seq <= 20; seq++) happen(click(seq, { pressed: seq % 2 === 1 }))
    const now = told(given.source())
    const presses = given.store.sources.presses.length
    given.store.seek(START)
    looked()
    expect(told(given.source())).toEqual(now)
    expect(given.store.sources.presses.length).toBe(presses)
    given.store.live()
    expect(looked()).toBe(given.source())
  })
})

describe('a pause', () => {
  it('loses nothing of what comes meanwhile', () => {
    given.welcome()
    happen(click(1, { x: 1 }))
    given.store.pause()
    given.world.pass(1)
    for (let seq = 2; seq <= 500; seq++) happen(click(seq, { x: seq }))
    expect(looked().pointer?.x).toBe(1)
    expect(given.source().pointer?.x).toBe(500)
    expect(given.store.sources.totals).toMatchObject({ received: 500, lost: 0 })
    given.store.live()
    expect(looked().pointer?.x).toBe(500)
  })

  it('holds what was captured before it and came after it', () => {
    given.welcome()
    happen(click(1, { x: 1 }))
    given.store.pause()
    given.world.pass(50)
    given.frame([move(2, { t: given.world.now - 55, x: 2 })])
    expect(looked().pointer?.x).toBe(2)
  })

  it('plays what was missed, and catches up', () => {
    given.welcome()
    happen(move(1, { x: 1 }))
    given.store.pause()
    for (let seq = 2; seq <= 101; seq++) happen(move(seq, { x: seq }))
    given.store.setRate(2)
    given.store.toggle()
    given.world.pass(400)
    expect(looked().pointer?.x).toBeCloseTo(81, -1)
    given.world.pass(2_000)
    expect(given.store.sight().mode).toBe('live')
  })
})

describe('a delay', () => {
  it('shows everything so much later', () => {
    given = new Given({ ...given.store.choice, overlay: { parts: [], size: 1, delay: 200, colors: [] } })
    given.welcome()
    given.world.pass(1_000)
    happen(move(1, { x: 77, t: given.world.now }))
    expect(looked().pointer).toBeNull()
    given.world.pass(200)
    expect(looked().pointer?.x).toBe(77)
  })
})
