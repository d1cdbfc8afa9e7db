import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import verdicts from '../../tests/samples/verdicts.json'
import { decode, isKnown, type Decoded, type SeenEvent } from '../src/decoder'
import { eventSamples, messageSamples } from './samples'

const samples = fc.constantFrom(...eventSamples.values(), ...messageSamples.values())

// What no JSON library would write stands in a frame as it is.
const rawValues = fc.constantFrom(
  ...'null true -1 -0 0.5 1e999 -1e999 1e308 9007199254740992 2147483649 NaN 01 [] [null] {} ] } , " \\ ""'.split(' '),
  ...'"1" "\\u0000" "\\ud800" "\\u202e" "__proto__" "move" "left" {"event":"move"} {"toString":1}'.split(' '),
  '{"__proto__":{"x":1}}',
  '['.repeat(2_000),
)
const HOLE = '@hole@'

type Holder = Record<string, unknown>

/** Return all places of a value, inner ones included: an object or array, and a key of it. */
function places(value: unknown): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Holder
  return Object.keys(holder).flatMap((key) => [[holder, key] as [Holder, string], ...places(holder[key])])
}

const withAnotherValue: Arbitrary<string> = fc
  .tuple(samples, fc.nat(), fc.oneof(rawValues, fc.jsonValue().map((value) => JSON.stringify(value))), fc.boolean())
  .map(([sample, at, raw, removes]) => {
    const value: unknown = JSON.parse(sample)
    const all = places(value)
    const [holder, key] = all[at % all.length] ?? [{}, '']
    if (removes) delete holder[key]
    else holder[key] = HOLE
    return JSON.stringify(value).replace(`"${HOLE}"`, () => raw)
  })

const spliced: Arbitrary<string> = fc
  .tuple(samples, samples, fc.nat(), fc.nat(), fc.oneof(rawValues, fc.string({ maxLength: 3 })))
  .map(([one, other, end, start, between]) => {
    return one.slice(0, end % one.length) + between + other.slice(start % other.length)
  })

const frames: Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: withAnotherValue },
  { weight: 3, arbitrary: spliced },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.anything() },
)

// What the rest of the page relies on, written down anew rather than read from the schema.

const isText = (value: unknown) => typeof value === 'string'
const isName = (value: unknown) => typeof value === 'string' && /^[A-Za-z0-9][\w.-]{0,63}$/.test(value)
const isFlag = (value: unknown) => typeof value === 'boolean'
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value)
const isPixel = (value: unknown) => isNumber(value) && Math.abs(value as number) <= 2 ** 31
const isSize = (value: unknown) => isPixel(value) && (value as number) >= 0
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
const isPositive = (value: unknown) => isCount(value) && value !== 0
const isNumberOrNone = (value: unknown) => value === null || value === undefined || isNumber(value)
const isCountOrNone = (value: unknown) => value === null || isCount(value)

type Form = Record<string, (value: unknown) => boolean>

const EVENT: Form = { event: isText, seq: isPositive, t: isNumber, n: isPositive, source: isText }
const EVENTS: Record<string, Form> = {
  click: { x: isPixel, y: isPixel, button: isText, pressed: isFlag, source: isName },
  move: { x: isPixel, y: isPixel, source: isName },
  scroll: { x: isPixel, y: isPixel, dx: isPixel, dy: isPixel, source: isName },
  reading: { name: isText, value: isNumber, unit: isText, low: isNumberOrNone, high: isNumberOrNone, source: isName },
  text: { text: isText, source: isName },
}
const ENTRY: Form = { epoch: isText, seq: isCount, online: isFlag, silent: isFlag, lost: isCountOrNone }
const ABOUT: Form = { capture: isText, health: isText }
const SCREEN: Form = { x: isPixel, y: isPixel, width: isSize, height: isSize }
const MESSAGES: Record<string, Form> = {
  welcome: { time: isNumber, viewers: isCount },
  sources: {},
  status: { time: isNumber, viewers: isCount, mark: (value) => value === undefined || isCount(value) },
  mark: { mark: isCount },
  pong: { t: isNumber, time: isNumber },
  error: { reason: isText, detail: isText },
}

function expectForm(value: object, form: Form): void {
  for (const [key, fits] of Object.entries(form)) {
    const found = (value as Holder)[key]
    expect(fits(found), `${key} is ${String(found)}`).toBe(true)
  }
}

function expectEvent(event: SeenEvent): void {
  expectForm(event, EVENT)
  if (isKnown(event)) expectForm(event, EVENTS[event.event] ?? {})
}

function expectSound(decoded: Decoded): void {
  if (decoded.kind === 'events') decoded.events.forEach(expectEvent)
  if (decoded.kind !== 'message') return
  const { message } = decoded
  expectForm(message, MESSAGES[message.message] ?? {})
  if (message.message === 'status') {
    for (const { seq, lag } of Object.values(message.sources)) {
      expect([isCount(seq), lag.length, ...lag.map(isNumber)]).toEqual([true, 2, true, true])
    }
  }
  if (message.message !== 'welcome' && message.message !== 'sources') return
  for (const entry of Object.values(message.sources)) {
    if (entry === null) continue
    expectForm(entry, ENTRY)
    expectForm(entry.about ?? {}, ABOUT)
    entry.about?.screens?.forEach((screen) => expectForm(screen, SCREEN))
    expect(entry.held?.every(isText)).toBe(true)
    for (const event of [...(entry.latest ?? []), ...(entry.recent ?? [])]) expectEvent(event)
  }
}

describe('whatever comes', () => {
  it('ends in something sound, never in an exception', () => {
    fc.assert(
      fc.property(frames, (frame) => expectSound(decode(frame))),
      { numRuns: 4_000 },
    )
  })

  it('is often enough taken for that to mean something', () => {
    const taken = fc.sample(withAnotherValue, 1_000).map(decode)
    const some = (test: (decoded: Decoded) => boolean) => taken.filter(test).length
    expect(some((decoded) => decoded.kind === 'message')).toBeGreaterThan(0)
    expect(some((decoded) => decoded.kind === 'events' && decoded.events.length > 0)).toBeGreaterThan(0)
    expect(some((decoded) => decoded.kind === 'unusable')).toBeGreaterThan(0)
  })

  it('leaves what all objects share as it was', () => {
    fc.assert(fc.property(frames, (frame) => void decode(frame)))
    expect(Object.keys(Object.prototype)).toEqual([])
    expect('x' in {}).toBe(false)
  })
})

describe('the verdicts that the relay’s own suite reads too', () => {
  const isTaken = (frame: string) => {
    const decoded = decode(frame)
    if (decoded.kind === 'events') return decoded.complaints.length === 0
    return decoded.kind === 'message' && decoded.complaints.length === 0
  }

  test.each(Object.entries(verdicts))('are the same here: %s', (verdict, all) => {
    expect(all.length).toBeGreaterThan(0)
    expect(all.filter((frame) => isTaken(frame) !== (verdict === 'taken'))).toEqual([])
  })
})
