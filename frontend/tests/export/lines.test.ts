import { describe, expect, it } from 'vitest'
import { chooseEvents, csvLines, jsonLines } from '../../src/export/lines'
import { History } from '../../src/history'
import { AT_FIRST, EVERYTHING } from '../../src/list/filter'
import type { SeenEvent } from '../../src/decoder'
import { click, move, reading, scroll, text } from '../given'
import { START } from '../world'

const exported = (...events: SeenEvent[]) => events.map((event) => ({ event, epoch: 'one' }))

// What a program that knows RFC 4180 and nothing of this page reads.
function readCsv(csv: string): Record<string, string>[] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end !== '\r\n') continue
    rows.push(row)
    row = []
  }
  const [names = [], ...others] = rows
  return others.map((cells) => Object.fromEntries(names.map((name, place) => [name, cells[place] ?? ''])))
}

const csv = (...events: SeenEvent[]) => readCsv([...csvLines(exported(...events))].join(''))

describe('JSON lines', () => {
  it('are the events as they came, one a line', () => {
    const events = [click(1), move(4, { n: 3 }), text(5, { text: 'two\nlines "and" more' })]
    const lines = [...jsonLines(exported(...events))].join('').split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      events.map((event) => ({ ...event, epoch: 'one' })),
    )
  })
})

describe('CSV', () => {
  it('has every field of every type in a column of its own', () => {
    expect(csv(click(1, { x: -5.5, pressed: false }), scroll(2), reading(3, { low: 19 }))).toMatchObject([
      { source: 'desk', epoch: 'one', seq: '1', event: 'click', x: '-5.5', button: 'left', pressed: 'false', dy: '' },
      { seq: '2', event: 'scroll', dx: '0', dy: '1', button: '' },
      { seq: '3', event: 'reading', name: 'temperature', value: '21', unit: '°C', low: '19', high: '', more: '' },
    ])
  })

  it('tells the time for people too', () => {
    expect(csv(click(1, { t: START }))).toMatchObject([{ t: String(START), time: new Date(START).toISOString() }])
    expect(csv(click(1, { t: 1e300 }))).toMatchObject([{ time: '' }])
  })

  it('keeps what a type has that the page does not know', () => {
    const [row] = csv({
      event: 'blink',
      seq: 1,
      t: START,
      n: 1,
      source: 'desk',
      color: 'red',
      time: 'noon',
    } as SeenEvent)
    expect(JSON.parse(row?.['more'] ?? '')).toEqual({ color: 'red', time: 'noon' })
  })

  it.each(['a,b', 'say "yes"', 'two\r\nlines', 'one\nmore', ' edges ', '""', "it's", '°C', ''])(
    'keeps %j as it is',
    (words) => {
      expect(csv(text(1, { text: words }))).toMatchObject([{ text: words }])
    },
  )

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '＝1', '=HYPERLINK("http://x","y")'])(
    'gives a spreadsheet nothing to run: %j',
    (words) => {
      expect(csv(text(1, { text: words }))).toMatchObject([{ text: `'${words}` }])
      expect(csv(reading(1, { name: words.trim() }))[0]?.['name']).toMatch(/^'/)
    },
  )

  it('leaves numbers alone', () => {
    expect(csv(reading(1, { value: -3, low: -1e-7 }))).toMatchObject([{ value: '-3', low: '-1e-7' }])
  })
})

describe('what is saved', () => {
  const history = new History()
  for (const event of [move(1), click(2), text(3, { source: 'shed' })]) {
    const t = START + event.seq
    history.append({ ...event, t }, { epoch: 'one', receivedAt: t, standsFor: 1, lost: 0, past: false })
  }
  const seqs = (...given: Parameters<typeof chooseEvents>) => [...chooseEvents(...given)].map(({ event }) => event.seq)

  it('is what the filter of the list lets through', () => {
    expect(seqs(history, AT_FIRST, null)).toEqual([2, 3])
    expect(seqs(history, EVERYTHING, null)).toEqual([1, 2, 3])
    expect(seqs(history, { ...EVERYTHING, sources: new Set(['shed']) }, null)).toEqual([3])
  })

  it('ends at the time that is looked at', () => {
    expect(seqs(history, EVERYTHING, START + 2)).toEqual([1, 2])
  })
})
