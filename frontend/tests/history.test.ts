import { describe, expect, it } from 'vitest'
import { CHUNK, type Taken } from '../src/chunk'
import type { SeenEvent } from '../src/decoder'
import { History } from '../src/history'
import { click, move, reading, scroll, text } from './given'

const taken = (more: Partial<Taken> = {}): Taken => ({
  epoch: 'one',
  receivedAt: 5,
  standsFor: 1,
  lost: 0,
  past: false,
  ...more,
})

function kept(events: readonly SeenEvent[], history = new History()): History {
  for (const event of events) history.append(event, taken())
  return history
}

const track = (history: History, source = 'desk') => {
  const found = history.tracks.get(source)
  if (!found) throw new Error(`There is no track ${source}.`)
  return found
}

const times = (history: History, from = -Infinity, until = Infinity, sources?: string[]) =>
  [...history.between(from, until, sources)].map(({ event }) => event.t)

describe('what is kept', () => {
  it('is each event exactly as it came', () => {
    const events: SeenEvent[] = [
      click(1, { t: 1.25, x: 0.1, button: 'button\n8', pressed: false }),
      move(2, { t: 2, x: -1_000_000.5 }),
      scroll(9, { t: 3, n: 7, dx: -2, dy: 0.5 }),
      reading(10, { t: 4, name: 'a\nb', unit: '', value: -1e300, low: null, high: 3 }),
      text(11, { t: 5, text: '<b>ä\u2028' }),
      { event: 'unheard-of', seq: 12, t: 6, n: 1, source: 'desk', fingers: [1, 2] } as SeenEvent,
    ]
    const history = kept(events)
    expect(events.map((_, index) => track(history).at(index).event)).toEqual(events)
  })

  it('comes with what the page knew of it', () => {
    const history = new History()
    history.append(move(9, { n: 4 }), taken({ standsFor: 3, lost: 2, receivedAt: 77, epoch: 'two' }))
    history.append(move(10), taken({ past: true, epoch: null }))
    expect(track(history).at(0)).toMatchObject({ standsFor: 3, lost: 2, receivedAt: 77, epoch: 'two', past: false })
    expect(track(history).at(1)).toMatchObject({ standsFor: 1, lost: 0, epoch: null, past: true })
  })

  it('has times that ascend, whatever the clocks of producers do', () => {
    const history = kept([move(1, { t: 10 }), move(2, { t: 10 }), move(3, { t: 4 }), move(4, { t: 20 })])
    const places = [0, 1, 2, 3].map((index) => track(history).at(index).time)
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
    expect(track(history).at(2).event.t).toBe(4)
  })
})

describe('finding', () => {
  const history = kept([
    move(1, { t: 10 }),
    move(2, { t: 20 }),
    move(1, { t: 15, source: 'attic' }),
    move(3, { t: 30 }),
  ])

  it('is by time within a source', () => {
    expect([9, 10, 19, 30, 31].map((time) => track(history).after(time))).toEqual([0, 1, 1, 3, 3])
  })

  it('goes from event to event, of all sources or of one', () => {
    expect(history.next(10)).toBe(15)
    expect(history.next(10, ['desk'])).toBe(20)
    expect(history.next(30)).toBeNull()
    expect(history.previous(20)).toBe(15)
    expect(history.previous(20, ['desk'])).toBe(10)
    expect(history.previous(10)).toBeNull()
  })

  it('gives a stretch in the order of time', () => {
    expect(times(history)).toEqual([10, 15, 20, 30])
    expect(times(history, 10, 20)).toEqual([15, 20])
    expect(times(history, -Infinity, Infinity, ['attic', 'nobody'])).toEqual([15])
  })

  it('knows from when to when it reaches', () => {
    expect([history.oldest, history.newest]).toEqual([10, 30])
    expect([new History().oldest, new History().newest]).toEqual([null, null])
  })
})

describe('the bound', () => {
  it('has room for ten minutes of 125 events a second', () => {
    const history = new History()
    for (let seq = 1; seq <= 75_000; seq++) history.append(move(seq, { t: seq * 8 }), taken())
    expect(history.length).toBe(75_000)
    expect(history.bytes).toBeLessThan(8 * 2 ** 20)
  })

  it('holds, and the oldest events go first, whosever they are', () => {
    const history = new History(400_000) // two chunks
    for (let seq = 1; seq <= CHUNK; seq++) history.append(move(seq, { t: seq, source: 'a' }), taken())
    for (let seq = 1; seq <= 3 * CHUNK; seq++) {
      history.append(move(seq, { t: CHUNK + seq, source: 'b' }), taken())
      expect(history.bytes).toBeLessThan(600_000)
    }
    expect(history.length + history.givenUp).toBe(4 * CHUNK)
    expect(track(history, 'a').length).toBe(CHUNK) // the newest chunk of a source stays
    expect(track(history, 'b').at(track(history, 'b').first).event.seq).toBeGreaterThan(CHUNK)
  })

  it('counts texts too', () => {
    const history = kept([text(1, { text: 'x'.repeat(1_000) })])
    expect(history.bytes).toBeGreaterThan(kept([text(1, { text: '' })]).bytes + 1_900)
  })

  it('does not move what is left', () => {
    const history = new History(400_000)
    for (let seq = 1; seq <= 5 * CHUNK; seq++) history.append(move(seq, { t: seq }), taken())
    const { first, end } = track(history)
    expect(first).toBeGreaterThan(0)
    expect(track(history).at(first).event.seq).toBe(first + 1)
    expect(track(history).after(end - 10)).toBe(end - 10)
    expect(() => track(history).at(first - 1)).toThrow(RangeError)
  })

  it('lets a source go that the page forgets', () => {
    const history = kept([move(1), move(1, { source: 'attic' })])
    history.forget('attic')
    expect([history.length, history.givenUp]).toEqual([1, 1])
  })
})

describe('counting', () => {
  it('goes over the places of a stretch without making events', () => {
    const history = new History()
    for (let seq = 1; seq <= 3 * CHUNK; seq++) history.append(move(seq, { t: seq, x: seq }), taken())
    let sum = 0
    track(history).scan(CHUNK - 2, 2 * CHUNK + 1, (chunk, place) => (sum += chunk.a[place] ?? NaN))
    const first = CHUNK - 1
    const last = 2 * CHUNK + 1
    expect(sum).toBe(((first + last) * (last - first + 1)) / 2)
  })
})

describe('moments', () => {
  const moment = (time: number) => ({
    time,
    presence: 'online' as const,
    held: [],
    pointer: null,
    wheel: { dx: 0, dy: 0 },
    readings: [],
  })

  it('stand between events, and the one before a time is found', () => {
    const history = kept([move(1, { t: 10 })])
    history.keep('desk', moment(12))
    kept([move(2, { t: 20 })], history)
    history.keep('desk', moment(22))
    expect(track(history).momentBefore(11)).toBeNull()
    expect(track(history).momentBefore(21)).toMatchObject({ index: 1, time: 12 })
    expect(track(history).momentBefore(30)).toMatchObject({ index: 2, time: 22 })
    expect(track(history).momentsAfter(0, 30)).toMatchObject([{ index: 2 }])
  })

  it('can be asked for from farther back', () => {
    const history = new History()
    history.keep('desk', moment(0))
    for (let seq = 1; seq <= 10; seq++) kept([move(seq, { t: seq })], history)
    history.keep('desk', moment(10))
    expect(track(history).momentBefore(10)).toMatchObject({ index: 10 })
    expect(track(history).momentBefore(10, 5)).toMatchObject({ index: 0 })
  })

  it('are due at least once in a chunk, and go with their events', () => {
    const history = new History(400_000)
    for (let seq = 1; seq <= 6 * CHUNK; seq++) {
      if (history.needsMoment('desk')) history.keep('desk', moment(seq - 0.5))
      history.append(move(seq, { t: seq }), taken())
    }
    const { first } = track(history)
    expect(track(history).momentBefore(Infinity)?.index).toBe(5 * CHUNK)
    expect(track(history).momentBefore(first + 10)?.index).toBe(first)
  })

  it('of the same place and time replace each other', () => {
    const history = new History()
    for (const time of [1, 2, 2]) history.keep('desk', moment(time))
    expect(track(history).momentsAfter(-1, 9).map(({ time }) => time)).toEqual([1, 2])
  })
})
