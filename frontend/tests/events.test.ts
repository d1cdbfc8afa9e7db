import { describe, expect, it, test } from 'vitest'
import { decode, type SeenEvent } from '../src/decoder'
import { EVENT_KINDS, kindOf } from '../src/events'
import { EVENTS } from '../src/generated/schema'
import { click, Given, reading, scroll } from './given'
import { eventSamples } from './samples'

function eventIn(name: string): SeenEvent {
  const decoded = decode(eventSamples.get(name))
  const [event] = decoded.kind === 'events' ? decoded.events : []
  if (!event) throw new Error(`There is no event in the sample ${name}.`)
  return event
}

describe('the table of events', () => {
  it('has an entry for each event of the protocol', () => {
    expect(Object.keys(EVENT_KINDS).sort()).toEqual(Object.keys(EVENTS).sort())
  })

  test.each([
    ['click', 'left pressed at (800, 879)'],
    ['move', 'moved to (812, 870.5)'],
    ['scroll', 'wheel ↓ 3 at (812, 870)'],
    ['reading', 'temperature 21.375 °C (21.25 to 21.5)'],
    ['text', 'The door is open <b>again</b>.'],
  ])('describes the sample of a %s', (name, words) => {
    const event = eventIn(name)
    expect(kindOf(event).describe(event)).toBe(words)
  })

  it('describes an event of an unknown type by what is in it', () => {
    const event = { event: 'unheard-of', seq: 1, t: 2, n: 1, source: 'desk', fingers: 3 }
    expect(kindOf(event).describe(event)).toBe('unheard-of {"fingers":3}')
    const long = { ...event, data: 'x'.repeat(5_000) }
    expect(kindOf(long).describe(long)).toHaveLength(200)
  })

  it('takes no word that every object has for a type', () => {
    const event = { event: 'constructor', seq: 1, t: 2, n: 1, source: 'desk' }
    expect(kindOf(event).describe(event)).toBe('constructor {}')
  })

  it('describes both directions of the wheel and none', () => {
    const words = (dx: number, dy: number) => EVENT_KINDS.scroll.describe(scroll(1, { dx, dy }))
    expect([words(1, 2), words(-1, 0), words(0, 0)]).toEqual([
      'wheel ↑ 2 → 1 at (1, 2)',
      'wheel ← 1 at (1, 2)',
      'wheel 0 at (1, 2)',
    ])
  })

  it('tells a press from a release', () => {
    expect(EVENT_KINDS.click.describe(click(1, { pressed: false }))).toBe('left released at (800, 600)')
  })

  test.each([...eventSamples.keys()])('keeps the sample %s in cells and makes it again', (name) => {
    const event = eventIn(name)
    const empty = { a: 0, b: 0, c: 0, d: 0, word: '', unit: '', flag: false }
    const { seq, t, n, source } = event
    expect({ seq, t, n, source, ...kindOf(event).read({ ...empty, ...kindOf(event).write(event) }) }).toEqual(event)
  })

  it('widens a reading by what it was before', () => {
    const given = new Given().welcome()
    given.frame([reading(1, { value: 7, low: 1 }), reading(2, { value: 5, high: 9 })])
    expect(given.source().readings.get('temperature')).toMatchObject({ value: 5, low: 1, high: 9 })
  })
})
