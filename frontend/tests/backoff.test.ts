import { describe, expect, test } from 'vitest'
import { delayBefore } from '../src/backoff'

describe('the wait before the next attempt', () => {
  const absence = { attempts: 0, duration: 0, refused: false }

  test.each([
    ['at first', absence, 100],
    ['after some attempts', { ...absence, attempts: 3 }, 800],
    ['after many', { ...absence, attempts: 500 }, 2_000],
    ['after minutes', { ...absence, attempts: 500, duration: 200_000 }, 30_000],
    ['after a refusal', { ...absence, refused: true }, 30_000],
  ])('%s is anything up to the longest', (_, given, longest) => {
    expect(delayBefore(given, 0)).toBe(0)
    expect(delayBefore(given, 0.5)).toBe(longest / 2)
  })
})
