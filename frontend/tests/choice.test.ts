import { describe, expect, it, test } from 'vitest'
import { PARTS, PLAIN, PLAIN_OVERLAY, readChoice, writeChoice, type Choice } from '../src/choice'

describe('what is chosen', () => {
  const choices: [string, Choice][] = [
    ['nothing', PLAIN],
    ['some sources', { ...PLAIN, sources: ['desk', 'attic.2'] }],
    ['how they are shown', { ...PLAIN, layout: 'side', heat: 'presses' }],
    ['a plain overlay', { ...PLAIN, overlay: PLAIN_OVERLAY }],
    [
      'an overlay with everything',
      { ...PLAIN, sources: ['desk'], overlay: { parts: ['pointer', 'held'], size: 1.5, delay: 250, colors: ['#ff8800', '#00aaff'] } },
    ],
  ]

  test.each(choices)('survives the way through the address: %s', (_, choice) => {
    expect(readChoice(`?${writeChoice(choice)}`)).toEqual(choice)
  })

  it('is written as short as possible', () => {
    expect(writeChoice(PLAIN)).toBe('')
    expect(writeChoice({ ...PLAIN, sources: ['a', 'b'], layout: 'side' })).toBe('sources=a,b&layout=side')
    expect(writeChoice({ ...PLAIN, overlay: { ...PLAIN_OVERLAY, size: 2 } })).toBe('overlay=1&size=2')
  })
})

describe('an address that somebody wrote by hand', () => {
  test.each<[string, Partial<Choice>]>([
    ['?layout=upside-down&heat=hot', { layout: 'over', heat: 'none' }],
    ['?sources=', { sources: null }],
    ['?sources=,desk,,', { sources: ['desk'] }],
    ['?overlay=yes', { overlay: null }],
    ['?overlay=1&size=1000&delay=-5', { overlay: { ...PLAIN_OVERLAY, size: 8, delay: 0 } }],
    ['?overlay=1&size=big&delay=', { overlay: PLAIN_OVERLAY }],
    ['?overlay=1&size=NaN&delay=1e999', { overlay: PLAIN_OVERLAY }],
    ['?overlay=1&parts=nothing', { overlay: PLAIN_OVERLAY }],
    ['?overlay=1&colors=F80,url(x),%23123456', { overlay: { ...PLAIN_OVERLAY, colors: ['#ff8800', '#123456'] } }],
  ])('%s is taken as far as it can be', (search, expected) => {
    expect(readChoice(search)).toMatchObject(expected)
  })

  it('names no more sources than there can be', () => {
    const many = Array.from({ length: 500 }, (_, index) => `s${index}`).join(',')
    expect(readChoice(`?sources=${many}`).sources).toHaveLength(64)
  })
})

it('draws no screens in an overlay unless they are asked for', () => {
  expect(PLAIN_OVERLAY.parts).not.toContain('screens')
  expect(readChoice('?overlay=1&parts=screens,pointer').overlay?.parts).toEqual(['pointer', 'screens'])
  expect(PARTS).toContain('screens')
})
