import { describe, expect, it } from 'vitest'
import { RowIndex } from '../../src/list/rowIndex'

const all = (index: RowIndex) =>
  Array.from({ length: index.end - index.first }, (_, place) => index.at(index.first + place))

describe('row numbers', () => {
  it('stay the same while rows come at both ends', () => {
    const index = new RowIndex()
    index.append(10)
    index.prepend(9)
    index.append(11)
    index.prepend(8)
    expect(all(index)).toEqual([8, 9, 10, 11])
    expect([index.first, index.at(-2), index.at(0), index.end]).toEqual([-2, 8, 10, 2])
  })

  it('go when their items are gone, the found ones first', () => {
    const index = new RowIndex()
    for (const item of [3, 4, 5]) index.append(item)
    for (const item of [2, 1]) index.prepend(item)
    index.trim((item) => item < 2)
    expect([index.first, ...all(index)]).toEqual([-1, 2, 3, 4, 5])
    index.trim((item) => item < 5)
    expect([index.first, ...all(index)]).toEqual([2, 5])
  })

  it('do not keep room for what is long gone, and still find what is there', () => {
    const index = new RowIndex()
    for (let item = 0; item < 10_000; item++) index.append(item)
    index.trim((item) => item < 9_000)
    expect([index.first, index.end, index.at(9_000), index.at(9_999), index.at(8_999)]).toEqual([
      9_000,
      10_000,
      9_000,
      9_999,
      undefined,
    ])
    index.append(10_000)
    expect(index.at(10_000)).toBe(10_000)
  })

  it('are none when everything is gone', () => {
    const index = new RowIndex()
    index.append(1)
    index.trim(() => true)
    expect(all(index)).toEqual([])
  })
})
