import { beforeEach, describe, expect, it } from 'vitest'
import { History } from '../../src/history'
import { AT_FIRST, EVERYTHING } from '../../src/list/filter'
import { EventLog } from '../../src/list/log'
import { Notes } from '../../src/list/notes'
import { click, move, text } from '../given'
import { START } from '../world'
import { GivenLog, LITTLE } from './given'

const say = (seq: number, words = `text ${seq}`, t = START + seq, source = 'desk') =>
  text(seq, { text: words, t, source })

let given: GivenLog

beforeEach(() => {
  given = new GivenLog()
})

describe('the rows of the list', () => {
  it('are events and notes in the order of time', () => {
    given.events(say(1), say(3))
    given.notes.note('relay', START + 2, 'problem', 'a complaint')
    expect(given.rows()).toEqual(['text 1', 'a complaint', 'text 3'])
    given.events(say(4, 'of a', START + 4, 'a'), say(5, 'of b', START + 3.5, 'b'))
    expect(given.rows()).toEqual(['text 1', 'a complaint', 'text 3', 'of b', 'of a'])
  })

  it('keep their place when something older comes late', () => {
    given.events(say(5))
    const [before] = given.rows()
    const row = given.log.view(null).end - 1
    given.events(say(1, 'late', START, 'slow'))
    expect(given.log.row(row)?.what).toBe(before)
    expect(given.rows()).toEqual(['text 5', 'late'])
  })

  it('say how many captured events they stand for, and what they are as JSON', () => {
    const event = say(3, 'three')
    given.events({ ...event, n: 3 })
    const row = given.log.row(given.log.view(null).first)
    expect(row).toMatchObject({ who: 'desk', tone: 'event', type: 'text', tally: '× 3, 2 merged' })
    expect(JSON.parse(row?.json ?? '')).toEqual({ ...event, n: 3 })
    expect(row?.json).toMatch(/^{"event":"text","source":"desk","seq":3,/)
  })

  it('show an event of an unknown type as it is', () => {
    given.events({ event: 'blink', seq: 1, t: START, n: 1, source: 'desk', color: 'red' } as never)
    const row = given.log.row(given.log.view(null).first)
    expect(row).toMatchObject({ type: 'other', what: 'blink {"color":"red"}' })
    expect(JSON.parse(row?.json ?? '')).toMatchObject({ event: 'blink', color: 'red' })
  })

  it('are those that the filter lets through, of old and of new ones', () => {
    given.events(move(1), say(2))
    expect(given.rows()).toEqual(['text 2'])
    given.events(move(3), say(4))
    expect(given.rows()).toEqual(['text 2', 'text 4'])
    given.log.setFilter({ ...EVERYTHING, text: 'MOVED' })
    expect(given.changes).toBeGreaterThan(0)
    expect(given.rows()).toHaveLength(2)
    expect(given.log.view(null).all).toBe(4)
    given.log.setFilter(AT_FIRST)
    expect(given.rows()).toEqual(['text 2', 'text 4'])
  })

  it('stand at once for the newest, however much there is to look through', () => {
    for (let seq = 1; seq <= 50_000; seq++) given.events(say(seq))
    given.log.setFilter({ ...EVERYTHING, text: '00' })
    const view = given.log.view(null)
    expect(view.searching).toBe(true)
    expect(view.row(view.end - 1)?.what).toBe('text 50000')
    given.lookBack()
    const { first, end } = given.log.view(null)
    expect(given.log.row(first)?.what).toBe('text 100')
    expect(end - first).toBe(
      Array.from({ length: 50_000 }, (_, n) => String(n + 1)).filter((n) => n.includes('00')).length,
    )
    expect(given.log.row(end - 1)?.what).toBe('text 50000')
  })

  it('begin anew instead of catching up with a great many', () => {
    given.events(say(1))
    given.log.view(null)
    for (let seq = 2; seq <= 30_000; seq++) given.events(say(seq))
    const view = given.log.view(null)
    expect(view.row(view.end - 1)?.what).toBe('text 30000')
    given.lookBack()
    expect(given.rows()).toHaveLength(30_000)
  })

  it('are the same view as long as nothing changed', () => {
    given.events(say(1))
    expect(given.log.view(null)).toBe(given.log.view(null))
    const before = given.log.view(null)
    given.events(say(2))
    expect(given.log.view(null)).not.toBe(before)
    expect(given.log.row(before.first)).toBe(given.log.row(before.first))
  })

  it('end for the time that is looked at', () => {
    given.events(say(1), say(2), say(3))
    given.rows()
    const { first, until, end } = given.log.view(START + 2)
    expect([until - first, end - first]).toEqual([2, 3])
    expect(given.log.view(START).until).toBe(first)
  })

  it('go when the history lets their events go', () => {
    const history = new History(LITTLE)
    const log = new EventLog(history, new Notes(), () => undefined)
    const taken = { epoch: null, receivedAt: START, standsFor: 1, lost: 0, past: false }
    for (let seq = 1; seq <= 10_000; seq++) {
      history.append(say(seq), taken)
      if (seq % 100 === 0) log.view(null)
    }
    const { first, end, row } = log.view(null)
    expect(history.givenUp).toBeGreaterThan(0)
    expect(end - first).toBe(history.length)
    expect([row(first)?.what, row(first - 1)]).toEqual([`text ${10_001 - history.length}`, null])
  })

  it('go with a source that is forgotten, and come with one of the same name', () => {
    given.events(click(1), say(2, 'of b', START, 'b'))
    expect(given.rows()).toHaveLength(2)
    given.history.forget('b')
    expect(given.rows()).toHaveLength(1)
    given.events(say(1, 'again', START + 9, 'b'))
    expect(given.rows()).toContain('again')
    expect(given.rows()).toHaveLength(2)
  })
})
