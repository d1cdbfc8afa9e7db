import { describe, expect, it } from 'vitest'
import { SourceCursor } from '../src/cursors'
import { entry } from './given'

describe('the cursor of a source', () => {
  it('starts at what the first welcome says', () => {
    const cursor = new SourceCursor()
    expect(cursor.meet(entry({ seq: 40 }))).toBe('first')
    expect(cursor.where()).toEqual({ epoch: 'one', seq: 40 })
    expect(cursor.chain).toMatchObject({ received: 0, lost: 0 })
  })

  it('is kept over reconnects in the same run', () => {
    const cursor = new SourceCursor()
    cursor.meet(entry({ seq: 40 }))
    expect(cursor.meet(entry({ seq: 55 }))).toBe('same run')
    expect(cursor.where()).toEqual({ epoch: 'one', seq: 40 })
  })

  it('moves on over what the relay says is lost, once', () => {
    const cursor = new SourceCursor()
    cursor.meet(entry({ seq: 40 }))
    cursor.meet(entry({ seq: 55, lost: 10 }))
    expect(cursor.accept(51, 1)).toBe(1)
    expect(cursor.chain).toMatchObject({ seq: 51, lost: 10, received: 1 })
  })

  it('starts at 0 in a new run, and keeps what it has counted', () => {
    const cursor = new SourceCursor()
    cursor.meet(entry({ seq: 40 }))
    cursor.accept(41, 1)
    expect(cursor.meet(entry({ epoch: 'two', seq: 3 }))).toBe('new run')
    expect(cursor.where()).toEqual({ epoch: 'two', seq: 0 })
    cursor.accept(3, 1)
    expect(cursor.chain).toMatchObject({ received: 2, lost: 2 })
  })

  it('remembers that an unknown number is missing', () => {
    const cursor = new SourceCursor()
    cursor.meet(entry())
    cursor.meet(entry({ epoch: 'two', lost: null }))
    expect(cursor).toMatchObject({ unknownLosses: 1 })
    expect(cursor.chain.lost).toBe(0)
  })

  it('takes events of a source that was never announced, but cannot go on from there', () => {
    const cursor = new SourceCursor()
    expect(cursor.accept(100, 3)).toBe(3)
    expect(cursor.chain.lost).toBe(0)
    expect(cursor.where()).toBeNull()
  })
})
