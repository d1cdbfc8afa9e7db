import { expect, it } from 'vitest'
import { Seconds } from '../../src/latency/seconds'

it('keeps what was measured in each second of an hour', () => {
  const seconds = new Seconds()
  for (let second = 0; second < 10_000; second += 2) seconds.set(second, { median: second, p99: second + 1 })
  expect(seconds.get(9_998)).toEqual({ median: 9_998, p99: 9_999 })
  expect(seconds.get(6_400)).toEqual({ median: 6_400, p99: 6_401 })
  expect([seconds.get(6_398), seconds.get(9_999), seconds.get(10_000)]).toEqual([null, null, null])
})
