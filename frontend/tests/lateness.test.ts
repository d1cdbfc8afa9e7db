import { describe, expect, it } from 'vitest'
import { Lateness } from '../src/lateness'

describe('Lateness', () => {
  it('is none while the relay says each second how far it is', () => {
    const lateness = new Lateness()
    lateness.told(1_000)
    lateness.took(1_900, 60_000) // a producer that was away sends what it kept
    expect(lateness.at(2_000)).toBe(0)
  })

  it('is the age of what comes when the relay has had no room for its word', () => {
    const lateness = new Lateness()
    lateness.told(1_000)
    lateness.took(4_000, 2_900)
    expect(lateness.at(4_000)).toBe(2_900)
    lateness.told(4_100)
    expect(lateness.at(4_200)).toBe(0)
  })

  it('is none where nothing comes at all, or what comes is young', () => {
    const lateness = new Lateness()
    lateness.told(1_000)
    expect(lateness.at(9_000)).toBe(0)
    lateness.took(9_000, 40)
    expect(lateness.at(9_000)).toBe(0)
  })

  it('is none before the first welcome', () => {
    const lateness = new Lateness()
    lateness.took(9_000, 4_000)
    expect(lateness.at(9_000)).toBe(0)
  })
})
