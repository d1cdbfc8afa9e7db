import { expect, it } from 'vitest'
import { Notes } from '../../src/list/notes'

it('keeps the last notes, each by its index', () => {
  const notes = new Notes()
  for (let t = 0; t < 1_500; t++) notes.note('relay', t, 'note', `number ${t}`)
  notes.about('desk', 1_500, 'problem', 'is lost')
  expect([notes.first, notes.end]).toEqual([501, 1_501])
  expect([notes.at(500), notes.at(501)?.what, notes.at(1_499)?.what]).toEqual([undefined, 'number 501', 'number 1499'])
  expect(notes.at(1_500)).toMatchObject({ source: 'desk', who: 'desk', what: 'is lost' })
  expect([notes.timeOf(501), notes.timeOf(3)]).toEqual([501, NaN])
})
