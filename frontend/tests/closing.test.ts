import { describe, expect, it, test } from 'vitest'
import { endingOf } from '../src/closing'
import { ENDINGS } from '../src/generated/constants'

describe('the end of a connection', () => {
  const end = (code: number, wasOpen = true) => endingOf(code, wasOpen, 'ws://relay:3001/')

  test.each(ENDINGS.map((ending) => [ending.name, ending] as const))('%s is told as the relay means it', (_, ending) => {
    expect(end(ending.code)).toMatchObject({ comeBack: ending.comeBack, reason: expect.stringContaining(ending.sentence) })
    expect(end(ending.code).advice === '').toBe(ending.comeBack)
  })

  test.each([
    [1000, false],
    [1001, true],
    [1002, false],
    [1006, true],
    [1008, false],
    [1012, true],
    [1013, true],
    [4123, true],
    [4999, false],
  ])('with code %i: come back is %s', (code, comeBack) => {
    expect(end(code).comeBack).toBe(comeBack)
    expect(end(code).reason).not.toBe('')
  })

  it('knows a broken line from a relay that is not there', () => {
    expect(end(1006).reason).toBe('The connection broke.')
    expect(end(1006, false).reason).toBe('No relay answers at relay:3001.')
  })

  it('knows a refusal', () => {
    expect(end(4005).refused).toBe(true)
    expect(end(4007).refused).toBe(true)
    expect(end(1006).refused).toBe(false)
  })
})
