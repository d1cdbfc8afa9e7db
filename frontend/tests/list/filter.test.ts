import { describe, expect, it } from 'vitest'
import type { Note } from '../../src/list/notes'
import { AT_FIRST, EVERYTHING, MESSAGES, OTHER, showsEvent, showsNote, toggled } from '../../src/list/filter'
import { click, move, text } from '../given'

const unknown = { event: 'blink', seq: 1, t: 0, n: 1, source: 'desk' }
const note = (more: Partial<Note> = {}): Note => ({
  t: 0,
  source: null,
  who: 'relay',
  tone: 'problem',
  what: 'No.',
  ...more,
})

describe('the filter of the list', () => {
  it('leaves out moves at first, and nothing else', () => {
    expect([move(1), click(1), text(1), unknown].map((event) => showsEvent(AT_FIRST, event))).toEqual([
      false,
      true,
      true,
      true,
    ])
    expect(showsNote(AT_FIRST, note())).toBe(true)
  })

  it('knows types that the page does not know as one', () => {
    expect(showsEvent({ ...EVERYTHING, hidden: new Set([OTHER]) }, unknown)).toBe(false)
    expect(showsEvent({ ...EVERYTHING, hidden: new Set([OTHER]) }, move(1))).toBe(true)
  })

  it('shows some sources, and what is about none of them', () => {
    const filter = { ...EVERYTHING, sources: new Set(['a']) }
    expect(['a', 'b'].map((source) => showsEvent(filter, click(1, { source })))).toEqual([true, false])
    expect([null, 'a', 'b'].map((source) => showsNote(filter, note({ source })))).toEqual([true, true, false])
  })

  it('finds text in what is said, whatever its case', () => {
    const filter = (words: string) => ({ ...EVERYTHING, text: words })
    expect(showsEvent(filter('LEFT PRESSED'), click(1))).toBe(true)
    expect(showsEvent(filter('desk'), click(1))).toBe(true)
    expect(showsEvent(filter('right'), click(1))).toBe(false)
    expect(showsNote(filter('no.'), note())).toBe(true)
  })

  it('can do without what is no event', () => {
    expect(showsNote({ ...EVERYTHING, hidden: new Set([MESSAGES]) }, note())).toBe(false)
  })

  it('turns things on and off', () => {
    expect([...toggled(new Set(['a', 'b']), 'a')]).toEqual(['b'])
    expect([...toggled(new Set(['b']), 'a')]).toEqual(['b', 'a'])
  })
})
