import { beforeEach, describe, expect, it } from 'vitest'
import { click, entry, Given, move, reading, scroll, text } from './given'

let given: Given
beforeEach(() => {
  given = new Given()
})

describe('numbers', () => {
  it('add up: captured = received + merged + lost', () => {
    given.welcome().frame([click(1), move(5, { n: 4 }), move(9, { n: 2 }), move(9, { n: 2 })])
    const expected = { captured: 9, received: 3, merged: 4, lost: 2, repeated: 1, unknownLosses: 0 }
    expect(given.store.sources.totals).toEqual(expected)
  })

  it('count events of unknown types like any other', () => {
    given.welcome().frame([{ event: 'unheard-of', seq: 1, t: 1, source: 'desk' }, click(2)])
    expect(given.store.sources.totals).toMatchObject({ captured: 2, received: 2, lost: 0 })
    expect(given.listed).toContain('unheard-of {}')
  })

  it('show an event that could not be read as lost, and say that it came', () => {
    given.welcome().frame([click(1), { ...click(2), x: null }, click(3)])
    expect(given.store.sources.totals).toMatchObject({ received: 2, lost: 1 })
    expect(given.store.unusable).toBe(1)
    expect(given.listed).toContain('1 event was lost')
  })

  it('are kept by source', () => {
    given.welcome({ a: entry(), b: entry() })
    given.frame([click(1, { source: 'a' }), click(1, { source: 'b' }), click(2, { source: 'b' })])
    expect(given.source('a').cursor.chain.received).toBe(1)
    expect(given.source('b').cursor.chain.received).toBe(2)
  })

  it('do not forget sources that are no longer kept', () => {
    given.welcome({})
    for (let i = 0; i < 100; i++) given.frame([click(1, { source: `s${i}` })])
    expect(given.store.sources.all.size).toBe(64)
    expect(given.store.sources.totals.received).toBe(100)
  })
})

describe('coming back', () => {
  it('goes on from its cursors', () => {
    given.welcome({ desk: entry({ seq: 10 }) }).frame([click(11), click(12)])
    expect(given.store.cursors()).toEqual({ desk: { epoch: 'one', seq: 12 } })
  })

  it('leaves out what it has seen and counts what nobody has any more', () => {
    given.welcome().frame([click(1), click(2)])
    given.welcome({ desk: entry({ seq: 20, lost: 8 }) }).frame([click(10), click(11)])
    expect(given.store.sources.totals).toMatchObject({ captured: 11, received: 3, lost: 8, repeated: 1 })
    expect(given.listed).toContain('8 events were lost')
  })

  it('does nothing twice when an event comes again', () => {
    given.welcome().frame([click(1), scroll(2)]).frame([click(1), scroll(2)])
    expect(given.store.sources.presses.length).toBe(1)
    expect(given.source().wheel.dy).toBe(1)
    expect(given.listed).toHaveLength(3)
  })

  it('follows a source into its next run', () => {
    given.welcome().frame([click(1)])
    given.sources({ desk: entry({ epoch: 'two', lost: null }) }).frame([click(1), click(2)])
    expect(given.store.sources.totals).toMatchObject({ captured: 3, received: 3, unknownLosses: 1 })
    expect(given.store.cursors()).toEqual({ desk: { epoch: 'two', seq: 2 } })
  })

  it('keeps the cursor of a source that a restarted relay does not know yet', () => {
    given.welcome().frame([click(1)])
    given.welcome({})
    expect(given.source().presence).toBe('absent')
    expect(given.store.cursors()).toEqual({ desk: { epoch: 'one', seq: 1 } })
    given.sources({ desk: entry({ seq: 2 }) }).frame([click(2)])
    expect(given.source().presence).toBe('online')
    expect(given.store.sources.totals).toMatchObject({ received: 2, lost: 0, repeated: 0 })
  })

  it('knows how far it is behind', () => {
    given.welcome({ desk: entry({ seq: 10 }) })
    expect(given.store.sources.behind).toBe(0)
    given.status({ desk: { seq: 15, lag: [1, 2] } })
    expect(given.store.sources.behind).toBe(5)
    given.frame([move(15, { n: 5 })])
    expect(given.store.sources.behind).toBe(0)
  })
})

describe('what is held', () => {
  it('follows presses and releases', () => {
    given.welcome().frame([click(1), click(2, { button: 'right' }), click(3, { pressed: false })])
    expect([...given.source().held.keys()]).toEqual(['right'])
  })

  it('is known to a page that joins', () => {
    given.welcome({ desk: entry({ seq: 7, held: ['left'], latest: [move(7, { x: 5, y: 6 })] }) })
    expect([...given.source().held]).toEqual([['left', { x: 5, y: 6 }]])
    expect(given.source().marks.length).toBe(0)
  })

  it('is released when the source goes away, and is said to be synthetic', () => {
    given.welcome().frame([click(1), move(2, { x: 30, y: 40 })])
    given.sources({ desk: entry({ seq: 2, online: false }) })
    expect(given.source().held.size).toBe(0)
    expect(given.source().marks.toArray().at(-1)).toMatchObject({ pressed: false, seq: null, x: 30, y: 40 })
    expect(given.listed).toContain('left released (synthetic): the source went away')
  })

  it('is not released for a welcome that speaks of later than this page has got to', () => {
    given.welcome().frame([click(1)])
    given.welcome({ desk: entry({ seq: 3 }) })
    expect(given.source().held.size).toBe(1)
    given.frame([click(2, { pressed: false }), click(3, { button: 'right' })])
    expect(given.listed.some((line) => line.includes('synthetic') && line.startsWith('left'))).toBe(false)
  })

  it('becomes what the welcome said as soon as this page has got there', () => {
    given.welcome().frame([click(1)])
    given.welcome({ desk: entry({ seq: 3, online: false }) }).frame([move(2)])
    expect(given.source().held.size).toBe(1)
    given.frame([move(3)])
    expect(given.source().held.size).toBe(0)
  })

  it('becomes it before an event that comes later, where those between are gone', () => {
    given.welcome().frame([click(1)])
    given.welcome({ desk: entry({ seq: 5, held: [] }) }).frame([click(9)])
    expect([...given.source().held.keys()]).toEqual(['left'])
    expect(given.source().marks.toArray().map(({ seq }) => seq)).toEqual([1, null, 9])
  })

  it('is what a later word of the relay says, not what the welcome said', () => {
    given.welcome().frame([click(1)])
    given.welcome({ desk: entry({ seq: 3, held: ['left'] }) })
    given.sources({ desk: entry({ seq: 3, online: false }) }).frame([move(3, { n: 2 })])
    expect(given.source().held.size).toBe(0)
  })

  it('is not released for a past moment that a relay speaks of that catches up', () => {
    given.welcome().frame([click(1), click(2, { button: 'right' })])
    given.welcome({ desk: entry({ seq: 1, held: [] }) })
    given.sources({ desk: entry({ seq: 1, held: ['left'] }) })
    expect([...given.source().held.keys()]).toEqual(['left', 'right'])
    given.sources({ desk: entry({ seq: 2, held: ['right'] }) })
    expect([...given.source().held.keys()]).toEqual(['right'])
  })

  it('is released when a new run begins', () => {
    given.welcome().frame([click(1)])
    given.sources({ desk: entry({ epoch: 'two' }) })
    expect(given.listed.some((line) => line === 'left released (synthetic): the source was started anew')).toBe(true)
  })

  it('is released when the relay forgets the source, or does not hear from it again', () => {
    given.welcome({ a: entry(), b: entry() })
    given.frame([click(1, { source: 'a' }), click(1, { source: 'b' })])
    given.sources({ a: null })
    expect(given.source('a').held.size).toBe(0)
    given.welcome({})
    given.status({})
    expect(given.source('b').held.size).toBe(1)
    given.world.pass(6_000)
    given.status({})
    expect(given.source('b').held.size).toBe(0)
  })
})

describe('what is shown of a source', () => {
  it('has the wheel as a running sum', () => {
    given.welcome().frame([scroll(1, { dy: 3 }), scroll(2, { dx: -1, dy: -5 })])
    expect(given.source().wheel).toEqual({ dx: -1, dy: -2 })
  })

  it('does not count the wheel of the snapshot', () => {
    given.welcome({ desk: entry({ seq: 4, latest: [move(3), scroll(4, { x: 9, y: 9 })] }) })
    expect(given.source()).toMatchObject({ wheel: { dx: 0, dy: 0 }, pointer: { x: 9, y: 9 } })
  })

  it('has readings with the lowest and highest since the page began', () => {
    given.welcome().frame([reading(1, { value: 20 }), reading(3, { n: 2, value: 21, low: 18, high: 22 }), reading(4)])
    expect(given.source().readings.get('temperature')).toMatchObject({ value: 21, low: 18, high: 22 })
  })

  it('says when it comes, falls silent and goes', () => {
    given.welcome().sources({ desk: entry({ silent: true }) }).sources({ desk: entry({ online: false }) })
    expect(given.listed).toEqual(['is offline', 'is silent: nothing has come from it for 4 s', 'is online'])
  })
})

describe('the list', () => {
  it('shows what happened before the page came, without counting it', () => {
    given.welcome({ desk: entry({ seq: 2, recent: [click(1), click(2, { pressed: false })] }) })
    expect([...given.store.history.between(0, Infinity)].map(({ past }) => past)).toEqual([true, true])
    expect(given.store.sources.totals.captured).toBe(0)
  })

  it('shows what the relay complains of and what was sent to it', () => {
    given.frame({ type: 'relay', message: 'error', reason: 'bad-event', detail: 'No x.' })
    given.store.sent('this is from client')
    expect(given.listed).toEqual(['sent to the relay: this is from client', 'could not use a message (bad-event): No x.'])
  })

  it('says that the connection was lost once, not at each attempt', () => {
    given.store.connection({ name: 'live' })
    for (let attempt = 0; attempt < 5; attempt++) {
      given.store.connection({ name: 'reconnecting', reason: 'It broke.', at: 0 })
      given.store.connection({ name: 'connecting', address: 'x', reason: 'It broke.' })
    }
    expect(given.listed).toEqual(['connection lost: It broke.', 'connected to the relay'])
  })
})

describe('a hidden tab', () => {
  it('folds everything at once into bounded state, without a single frame', () => {
    given.welcome()
    for (let seq = 1; seq <= 50_000; seq++) given.store.take({ kind: 'events', events: [click(seq)], complaints: [] })
    expect(given.source().cursor.chain.received).toBe(50_000)
    expect(given.store.history.bytes).toBeLessThan(10 * 2 ** 20)
    expect(given.store.sources.presses.length).toBe(1_000)
    expect(given.source().marks.length).toBe(64)
    expect(given.source().trail.length).toBeLessThanOrEqual(256)
    expect(given.world.frames).toHaveLength(1)
  })
})

describe('subscribers', () => {
  it('are told once per frame, however much happens', () => {
    let told = 0
    given.store.subscribe(() => (told += 1))
    given.welcome().frame([click(1)]).frame([text(2)])
    expect(told).toBe(0)
    given.world.frame()
    expect(told).toBe(1)
    given.world.frame()
    expect(told).toBe(1)
    given.frame([click(3)])
    given.world.frame()
    expect(told).toBe(2)
  })

  it('are not told any more when they have left', () => {
    let told = 0
    const leave = given.store.subscribe(() => (told += 1))
    leave()
    given.welcome()
    given.world.frame()
    expect(told).toBe(0)
  })
})
