import { describe, expect, it } from 'vitest'
import { Latency } from '../../src/latency/latency'
import type { Offset } from '../../src/offset'
import { START } from '../world'

const offset: Offset = { offset: 500, uncertainty: 1, roundTrip: 2 }

// An event that was captured `age` ms before it came to the page at `now`, by the relay's clock.
const captured = (now: number, age: number) => now + offset.offset - age

function about(expected: number, actual: number | undefined): void {
  expect(actual).toBeGreaterThan(expected * 0.94)
  expect(actual).toBeLessThan(expected * 1.06)
}

describe('latency', () => {
  it('is measured leg by leg, whatever the clocks say', () => {
    const latency = new Latency()
    latency.arrived('desk', captured(START, 10), START, offset)
    latency.painted(START + 5, START + 8)
    latency.told('desk', [4, 6], START + 100)
    const { legs } = latency.view(START + 100, offset)
    expect(legs.captureToRelay).toEqual({ median: 4, p99: 6, count: 1 })
    about(6, legs.relayToPage?.median)
    about(8, legs.pageToPaint?.median)
    about(18, legs.captureToPaint?.median)
  })

  it('is not guessed while the clocks have not been compared', () => {
    const latency = new Latency()
    latency.arrived('desk', START, START, null)
    latency.painted(START, START + 8)
    latency.told('desk', [4, 6], START)
    const { legs } = latency.view(START, null)
    expect(legs).toMatchObject({ relayToPage: null, pageToPaint: null, captureToPaint: null })
    expect(legs.captureToRelay?.median).toBe(4)
  })

  it('leaves to the next picture what came after this one was drawn', () => {
    const latency = new Latency()
    latency.arrived('desk', captured(START, 10), START, offset)
    latency.arrived('desk', captured(START + 6, 10), START + 6, offset)
    latency.painted(START + 5, START + 8)
    expect(latency.view(START + 8, offset).legs.pageToPaint?.count).toBe(1)
    latency.painted(START + 20, START + 24)
    expect(latency.view(START + 24, offset).legs.pageToPaint?.count).toBe(2)
    about(18, latency.view(START + 24, offset).legs.pageToPaint?.p99)
  })

  it('takes each source by its own lag', () => {
    const latency = new Latency()
    latency.arrived('near', captured(START, 10), START, offset)
    latency.arrived('far', captured(START, 110), START, offset)
    latency.told('near', [1, 1], START)
    latency.told('far', [101, 120], START)
    const { captureToRelay, relayToPage } = latency.view(START, offset).legs
    about(9, relayToPage?.median)
    about(9, relayToPage?.p99)
    expect(captureToRelay?.p99).toBe(120)
  })

  it('does not count as slow what nobody was there to see', () => {
    const latency = new Latency()
    latency.arrived('desk', captured(START, 10), START, offset)
    latency.overlook()
    latency.painted(START + 300_000, START + 300_000)
    expect(latency.view(START + 300_000, offset).legs.captureToPaint).toBeNull()
  })

  it('forgets what is longer ago than its seconds', () => {
    const latency = new Latency(5)
    latency.arrived('desk', captured(START, 10), START, offset)
    latency.painted(START, START)
    latency.told('desk', [4, 6], START)
    const { legs } = latency.view(START + 6_000, offset)
    expect(Object.values(legs)).toEqual([null, null, null, null])
  })

  it('remembers what each second was, long after its last ones', () => {
    const latency = new Latency()
    const second = START / 1_000
    latency.arrived('desk', captured(START, 30), START, offset)
    latency.painted(START, START)
    about(30, latency.during(second)?.median)
    for (let later = 1; later <= 600; later++) latency.painted(START, START + later * 1_000)
    about(30, latency.during(second)?.p99)
    expect(latency.during(second + 1)).toBeNull()
  })

  it('keeps the last of many that are never painted and never told of', () => {
    const latency = new Latency()
    for (let at = 0; at < 10_000; at++) latency.arrived('desk', captured(START + at, 10), START + at, offset)
    latency.painted(START + 10_000, START + 10_000)
    latency.told('desk', [1, 1], START + 10_000)
    const { pageToPaint, relayToPage } = latency.view(START + 10_000, offset).legs
    expect([pageToPaint?.count, relayToPage?.count]).toEqual([4_096, 1_024])
  })
})
