import { describe, expect, it } from 'vitest'
import { Histogram } from '../../src/latency/histogram'

const of = (...durations: number[]) => {
  const histogram = new Histogram()
  for (const each of durations) histogram.add(each)
  return histogram
}

describe('a histogram', () => {
  it('knows nothing of nothing', () => {
    expect(new Histogram().quantile(0.5)).toBeNull()
  })

  it.each([0.07, 1, 8.3, 250, 99_000])('gives %d ms back within 5 %', (ms) => {
    expect(Math.abs((of(ms).quantile(0.5) ?? 0) / ms - 1)).toBeLessThan(0.05)
  })

  it('finds the median and the tail', () => {
    const histogram = of(...Array.from({ length: 1_000 }, (_, index) => index + 1))
    expect(histogram.quantile(0.5)).toBeGreaterThan(475)
    expect(histogram.quantile(0.5)).toBeLessThan(525)
    expect(histogram.quantile(0.99)).toBeGreaterThan(940)
    expect(histogram.quantile(0.99)).toBeLessThan(1_040)
  })

  it('keeps a single slow one out of the median', () => {
    const histogram = of(1, 1, 1, 1_000)
    expect(histogram.quantile(0.5)).toBeLessThan(2)
    expect(histogram.quantile(0.99)).toBeGreaterThan(900)
  })

  it('takes a duration below zero as none, and one beyond its end as its end', () => {
    expect(of(-3).quantile(0.5)).toBe(0)
    expect(of(1e12).quantile(0.5)).toBeGreaterThan(200_000)
  })

  it('adds up with another one, and forgets', () => {
    const sum = of(1, 1)
    sum.addAll(of(100, 100, 100))
    expect(sum.count).toBe(5)
    expect(sum.quantile(0.5)).toBeGreaterThan(90)
    sum.clear()
    expect([sum.count, sum.quantile(0.5)]).toEqual([0, null])
  })
})
