import { beforeEach, describe, expect, it } from 'vitest'
import { History } from '../src/history'
import { Playback } from '../src/playback'
import { move } from './given'

let history: History
let playback: Playback
let now: number

function happens(t: number): void {
  const event = move(history.appended + 1, { t })
  history.append(event, { epoch: 'one', receivedAt: t, standsFor: 1, lost: 0, past: false })
}

beforeEach(() => {
  history = new History()
  playback = new Playback(history)
  now = 100_000
  for (const t of [40_000, 50_000, 60_000]) happens(t)
})

const look = () => playback.look(now)

describe('live', () => {
  it('is where the page begins, at the newest there is', () => {
    expect(look()).toMatchObject({ mode: 'live', cursor: 100_000, until: 100_000, replayed: false })
    happens(100_004)
    expect(look().cursor).toBe(100_004)
  })

  it('covers everything that is kept, in a stretch of a round length', () => {
    expect(look()).toMatchObject({ from: 40_000, until: 100_000 })
    now += 1
    expect(look().until - look().from).toBe(120_000)
    playback.stretch = 30_000
    expect(look().until - look().from).toBe(30_000)
  })

  it('can stay a little behind, to match a video', () => {
    playback = new Playback(history, 250)
    expect(look()).toMatchObject({ mode: 'live', cursor: 99_750, replayed: true })
  })
})

describe('paused', () => {
  it('looks at the same moment, whatever happens meanwhile', () => {
    playback.pause(now)
    const before = look()
    now += 50_000
    happens(120_000)
    expect(look()).toEqual(before)
    expect(before).toMatchObject({ mode: 'paused', cursor: 100_000, replayed: true })
  })

  it('goes to a time, as far as the history reaches', () => {
    playback.seek(45_000, now)
    expect(look()).toMatchObject({ mode: 'paused', cursor: 45_000 })
    playback.seek(0, now)
    expect(look().cursor).toBe(40_000)
    playback.seek(Infinity, now)
    expect(look().cursor).toBe(100_000)
  })

  it('steps from event to event, and stays at the last', () => {
    const places = [-1, -1, -1, -1, 1, 1, 1].map((direction) => {
      playback.step(direction as 1 | -1, now)
      return look().cursor
    })
    expect(places).toEqual([60_000, 50_000, 40_000, 40_000, 50_000, 60_000, 60_000])
  })

  it('keeps the cursor in the stretch', () => {
    playback.stretch = 10_000
    playback.seek(50_000, now)
    expect(look()).toMatchObject({ from: 50_000, until: 60_000 })
    playback.seek(95_000, now)
    expect(look()).toMatchObject({ from: 90_000, until: 100_000 })
  })
})

describe('playing', () => {
  it('goes on from the cursor as fast as asked', () => {
    playback.seek(50_000, now)
    playback.play(now)
    now += 1_000
    expect(look()).toMatchObject({ mode: 'playing', cursor: 51_000 })
    playback.setRate(4, now)
    now += 1_000
    expect(look().cursor).toBe(55_000)
  })

  it('becomes live when it has caught up', () => {
    playback.seek(90_000, now)
    playback.setRate(2, now)
    playback.play(now)
    now += 9_000
    expect(look().mode).toBe('playing')
    now += 2_000
    expect(look().mode).toBe('live')
  })

  it('goes on from a place that was sought', () => {
    playback.seek(90_000, now)
    playback.play(now)
    playback.seek(50_000, now)
    now += 500
    expect(look()).toMatchObject({ mode: 'playing', cursor: 50_500 })
  })

  it('is paused and played by one key', () => {
    const modes = [0, 0, 0].map(() => {
      playback.toggle(now)
      return look().mode
    })
    expect(modes).toEqual(['paused', 'live', 'paused'])
  })

  it('ends when somebody wants to see what happens now', () => {
    playback.seek(50_000, now)
    playback.live()
    expect(look()).toMatchObject({ mode: 'live', cursor: now })
  })
})
