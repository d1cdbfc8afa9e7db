import { beforeEach, describe, expect, it } from 'vitest'
import { ViewFeed } from '../src/feed'
import { makeHandle } from '../src/handle'
import { BEHIND_GRACE, ViewBuilder } from '../src/view'
import { aboutOf, click, entry, Given, move } from './given'

let given: Given
beforeEach(() => {
  given = new Given()
})

describe('the state of the connection, in words', () => {
  const builder = new ViewBuilder()
  const words = () => builder.build(given.store, given.world.now).connection

  it('says whom it is asking', () => {
    given.store.connection({ name: 'connecting', address: 'ws://relay:3001/', reason: null })
    expect(words()).toMatchObject({ words: 'Connecting', reason: 'Asking for the relay at relay:3001.', live: false })
  })

  it('says live', () => {
    given.store.connection({ name: 'live' })
    expect(words()).toMatchObject({ tone: 'good', words: 'Live', canRetry: false, live: true })
  })

  it('says how long an event takes to be seen only while one can come', () => {
    given.store.connection({ name: 'live' })
    const { store, world } = given
    store.latency.arrived('desk', world.now - 5, world.now, { offset: 0, uncertainty: 1, roundTrip: 2 })
    store.latency.painted(world.now, world.now + 3)
    expect(builder.build(store, world.now).latencyWords).toMatch('to paint')
    store.connection({ name: 'ended', reason: 'It was told to.', advice: '' })
    expect(builder.build(store, world.now).latencyWords).toBe('')
  })

  it('says by how many events it is behind, when that lasts', () => {
    given.store.connection({ name: 'live' })
    given.welcome().status({ desk: { seq: 1_234, lag: [1, 2] } })
    expect(words().words).toBe('Live')
    given.world.pass(BEHIND_GRACE)
    expect(words()).toMatchObject({ tone: 'waiting', words: 'Behind by 1,234 events' })
    given.frame([move(1_234, { n: 1_234 })])
    expect(words().words).toBe('Live')
  })

  it('counts down to the next attempt and says why', () => {
    given.store.connection({ name: 'reconnecting', reason: 'The connection broke.', at: given.world.now + 1_400 })
    expect(words()).toMatchObject({ words: 'Reconnecting in 1.4 s', canRetry: true, spoken: 'The connection broke.' })
    given.world.pass(1_000)
    expect(words().words).toBe('Reconnecting in 0.4 s')
    expect(words().reason).toContain('The connection broke.')
  })

  it('says why it has ended and what to do', () => {
    given.store.connection({ name: 'ended', reason: 'The token is wrong.', advice: 'Open the link.' })
    expect(words()).toMatchObject({ tone: 'bad', words: 'Ended', reason: 'The token is wrong. Open the link.' })
  })
})

describe('the view of a source', () => {
  const view = () => new ViewBuilder().build(given.store, given.world.now)

  it('says plainly that it is simulated, and what is wrong with it', () => {
    const about = aboutOf({ capture: 'simulated', health: 'No display: set DISPLAY.', screens: [] })
    given.welcome({ desk: entry({ about }) })
    expect(view().sources).toMatchObject([{ simulated: true, health: 'No display: set DISPLAY.' }])
  })
})

describe('the feed of views', () => {
  it('gives the same view until there is a newer one, and at most 12 a second', () => {
    const feed = new ViewFeed(given.store, given.world)
    const seen = new Set([feed.current()])
    feed.subscribe(() => seen.add(feed.current()))
    given.welcome()
    for (let seq = 1; seq <= 1_000; seq++) {
      given.frame([move(seq)])
      given.world.frame()
      given.world.pass(1)
    }
    expect(seen.size).toBeGreaterThan(8)
    expect(seen.size).toBeLessThanOrEqual(13)
    given.world.pass(200)
    expect(feed.current().totals.received).toBe(1_000)
  })

  it('shows the first change after a rest at once', () => {
    const feed = new ViewFeed(given.store, given.world)
    given.world.pass(1_000)
    given.welcome()
    given.world.frame()
    expect(feed.current().sources).toHaveLength(1)
  })

  it('counts down by itself, and rests when there is nothing to count', () => {
    const feed = new ViewFeed(given.store, given.world)
    let renewed = 0
    feed.subscribe(() => (renewed += 1))
    given.store.connection({ name: 'reconnecting', reason: 'It broke.', at: given.world.now + 2_000 })
    given.world.frame()
    given.world.pass(1_000)
    expect(renewed).toBeGreaterThan(5)
    expect(feed.current().connection.words).toMatch('in 1.')
    given.store.connection({ name: 'live' })
    given.world.frame()
    given.world.pass(500)
    renewed = 0
    given.world.pass(60_000)
    expect(renewed).toBe(0)
    expect(given.world.timers).toBe(0)
  })
})

describe('the handle', () => {
  it('tells what the page knows, as plain JSON', () => {
    given.store.connection({ name: 'live' })
    given.welcome().frame([click(1), move(4, { n: 2 })])
    const handle = makeHandle(given.store, () => null)
    expect(JSON.parse(JSON.stringify(handle.summary()))).toMatchObject({
      connection: { name: 'live', behind: 0 },
      sources: {
        desk: { epoch: 'one', seq: 4, received: 2, merged: 1, lost: 1, repeated: 0, held: ['left'], pointer: { x: 1, y: 2 } },
      },
      presses: [{ source: 'desk', seq: 1, button: 'left', x: 800, y: 600, drawn: null }],
    })
  })

  it('lets nobody change anything', () => {
    given.welcome().frame([click(1)])
    const handle = makeHandle(given.store, () => null)
    const summary = handle.summary() as { sources: { desk: { held: string[]; pointer: { x: number } } } }
    summary.sources.desk.held.pop()
    summary.sources.desk.pointer.x = 5
    expect(given.source().held.size).toBe(1)
    expect(given.source().pointer?.x).toBe(800)
    expect(Object.isFrozen(handle)).toBe(true)
  })
})
