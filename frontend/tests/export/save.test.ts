// @vitest-environment jsdom

import { afterEach, describe, expect, it, vi } from 'vitest'
import { blobOf, fileName, save } from '../../src/export/save'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

// jsdom's own Blob cannot be read.
const read = (blob: Blob) =>
  new Promise((done) => {
    const reader = new FileReader()
    reader.onload = () => done(reader.result)
    reader.readAsText(blob)
  })

describe('saving', () => {
  it('collects any number of lines in order', async () => {
    const lines = Array.from({ length: 10_001 }, (_, number) => `${number}\n`)
    const blob = await blobOf(lines, 'text/csv')
    expect(blob.type).toBe('text/csv')
    expect(await read(blob)).toBe(lines.join(''))
  })

  it('lets the page go on in between', async () => {
    let others = 0
    const other = setInterval(() => (others += 1))
    function* lines() {
      for (let number = 0; number < 100_000; number++) yield 'line\n'
    }
    await blobOf(lines(), 'text/csv')
    clearInterval(other)
    expect(others).toBeGreaterThan(0)
  })

  it('gives the browser a file with a name, and lets go of it later', () => {
    vi.useFakeTimers()
    const revoke = vi.fn()
    Object.assign(URL, { createObjectURL: () => 'blob:made', revokeObjectURL: revoke })
    const clicked: HTMLAnchorElement[] = []
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push(this)
    })
    save(new Blob(['x']), 'name.csv')
    expect(clicked.map(({ href, download }) => [href, download])).toEqual([['blob:made', 'name.csv']])
    expect(revoke).not.toHaveBeenCalled()
    vi.runAllTimers()
    expect(revoke).toHaveBeenCalledWith('blob:made')
  })

  it('names files so that they sort by time', () => {
    const time = new Date(2026, 10, 3, 9, 4, 5).getTime()
    expect(fileName(time, 'csv')).toBe('hardware-relay-2026-11-03T09-04-05.csv')
  })
})
