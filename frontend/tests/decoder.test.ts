import { describe, expect, it, test } from 'vitest'
import { decode } from '../src/decoder'
import { EVENTS, MESSAGES } from '../src/generated/schema'
import { click, move } from './given'
import { eventSamples, messageSamples, sample } from './samples'

const decodeValue = (value: unknown) => decode(JSON.stringify(value))
const forProducers = ['relay-producer-welcome', 'relay-ack', 'relay-viewers']
const forViewers = [...messageSamples].filter(([name]) => name.startsWith('relay-') && !forProducers.includes(name))

describe('the wire samples', () => {
  test.each([...eventSamples])('%s is read whole', (name, content) => {
    const decoded = decode(content)
    if (decoded.kind !== 'events') throw new Error(decoded.kind)
    expect(decoded.complaints).toEqual([])
    expect(decoded.events).toMatchObject(JSON.parse(content))
    expect(decoded.events.map(({ event }) => event)).toContain(name)
  })

  test.each(forViewers)('%s is read whole', (_, content) => {
    const decoded = decode(content)
    if (decoded.kind !== 'message') throw new Error(JSON.stringify(decoded))
    expect(decoded.complaints).toEqual([])
    expect(decoded.message).toMatchObject(JSON.parse(content))
  })

  it('has one of each event and message that a viewer gets', () => {
    const messages = forViewers.map(([, content]) => JSON.parse(content).message)
    expect([...eventSamples.keys()].sort()).toEqual(Object.keys(EVENTS).sort())
    expect([...new Set(messages)].sort()).toEqual(Object.keys(MESSAGES).sort())
  })
})

describe('events', () => {
  it('fills in what the wire leaves out', () => {
    const { n: _, ...sent } = click(1)
    expect(decodeValue([sent])).toEqual({ kind: 'events', events: [click(1)], complaints: [] })
  })

  it('keeps an event of a type that it does not know', () => {
    const unheardOf = { event: 'unheard-of', seq: 4, t: 1, source: 'desk', fingers: 3 }
    expect(decodeValue([unheardOf])).toEqual({ kind: 'events', events: [{ ...unheardOf, n: 1 }], complaints: [] })
  })

  test.each([
    ['no number', { seq: undefined }, '"seq" is missing'],
    ['the number 0', { seq: 0 }, '"seq" is out of range'],
    ['half a number', { seq: 1.5 }, '"seq" is not a whole number'],
    ['a number beyond 2^53', { seq: 2 ** 53 }, '"seq" is out of range'],
    ['no time', { t: undefined }, '"t" is missing'],
    ['no source', { source: undefined }, '"source" is missing'],
    ['an n of 0', { n: 0 }, '"n" is out of range'],
    ['a word for a place', { x: 'left' }, '"x" is not a number'],
    ['a place out of this world', { x: 1e300 }, '"x" is out of range'],
    ['a button without a name', { button: '' }, '"button" is too short'],
    ['a button with a long name', { button: 'b'.repeat(65) }, '"button" is too long'],
    ['neither pressed nor released', { pressed: 1 }, '"pressed" is not true or false'],
    ['a source with a strange name', { source: '<b>' }, '"source" does not have the right form'],
  ])('complains of a click with %s, and takes the others', (_, change, complaint) => {
    const decoded = decodeValue([click(1), { ...click(2), ...change }, move(3)])
    if (decoded.kind !== 'events') throw new Error(decoded.kind)
    expect(decoded.events).toEqual([click(1), move(3)])
    expect(decoded.complaints).toEqual([expect.stringContaining(complaint)])
  })
})

describe('messages', () => {
  it('names a message that it does not know', () => {
    expect(decodeValue({ type: 'relay', message: 'weather' })).toEqual({ kind: 'unknown', message: 'weather' })
    expect(decodeValue({ type: 'hardware', message: 'mark', mark: 1 })).toMatchObject({ kind: 'unknown' })
  })

  it('complains of a message that it knows and cannot use', () => {
    const decoded = decodeValue({ type: 'relay', message: 'mark', mark: -1 })
    expect(decoded).toEqual({ kind: 'unusable', complaint: expect.stringContaining('"mark" is out of range') })
  })

  it('does not let an unknown event spoil a welcome', () => {
    const welcome = sample('relay-welcome') as { sources: { desk: { recent: unknown[] } } }
    const [first] = welcome.sources.desk.recent
    welcome.sources.desk.recent.push({ event: 'unheard-of', seq: 5, t: 1 })
    const decoded = decodeValue(welcome)
    if (decoded.kind !== 'message' || decoded.message.message !== 'welcome') throw new Error(decoded.kind)
    expect(decoded.message.sources['desk']?.recent).toMatchObject([first, { event: 'unheard-of', source: 'desk', n: 1 }])
  })

  it('fills in what an entry leaves out', () => {
    const decoded = decodeValue({ type: 'relay', message: 'sources', sources: { a: { epoch: 'e', seq: 1, online: true } } })
    const about = { capture: '', health: 'ok', screens: [] }
    const a = { epoch: 'e', seq: 1, online: true, silent: false, lost: 0, about, held: [], latest: [] }
    expect(decoded).toMatchObject({ message: { sources: { a } } })
  })
})

describe('rubbish', () => {
  test.each([
    ['binary', new ArrayBuffer(3)],
    ['nothing', undefined],
    ['no JSON', '{"type":'],
    ['a number', '5'],
    ['null', 'null'],
    ['NaN', '[NaN]'],
  ])('%s is a complaint', (_, data) => {
    expect(decode(data)).toEqual({ kind: 'unusable', complaint: expect.any(String) })
  })

  test.each([
    ['arrays in arrays', [[1], null, 'x', 3, {}]],
    ['an event named by an object', [{ event: { toString: 1 } }]],
    ['an event named as what every object has', [{ event: 'constructor', seq: 1 }, { event: '__proto__' }]],
    ['a message named by an object', { type: 'relay', message: { toString: 1 } }],
    ['sources that are an array', { type: 'relay', message: 'welcome', time: 1, viewers: 1, sources: [1] }],
    ['an entry that is a number', { type: 'relay', message: 'sources', sources: { desk: 7 } }],
    ['a latest that is a word', { type: 'relay', message: 'sources', sources: { desk: { latest: 'x' } } }],
  ])('%s does no harm', (_, value) => {
    expect(() => decodeValue(value)).not.toThrow()
  })

  it('never throws, whatever is changed in a good frame', () => {
    const frames = [...eventSamples.values(), ...messageSamples.values()]
    let seed = 20_240_607
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below
    for (let round = 0; round < 3_000; round++) {
      const frame = frames[random(frames.length)] ?? ''
      const at = random(frame.length)
      const noise = ['null', '[]', '{}', '"', ',', '-1', '1e999', ''][random(8)] ?? ''
      const changed = frame.slice(0, at) + noise + frame.slice(at + random(12))
      expect(() => decode(changed), changed).not.toThrow()
    }
  })
})
