import { describe, expect, it } from 'vitest'
import { Chain } from '../src/chain'

const numbers = ({ seq, received, merged, lost, repeated }: Chain) => ({ seq, received, merged, lost, repeated })

describe('the chain', () => {
  it('counts what comes in order', () => {
    const chain = new Chain()
    expect([chain.advance(1, 1), chain.advance(2, 1)]).toEqual([1, 1])
    expect(numbers(chain)).toEqual({ seq: 2, received: 2, merged: 0, lost: 0, repeated: 0 })
  })

  it('counts as merged what an event stands for beside itself', () => {
    const chain = new Chain()
    expect(chain.advance(5, 5)).toBe(5)
    expect(numbers(chain)).toEqual({ seq: 5, received: 1, merged: 4, lost: 0, repeated: 0 })
  })

  it('counts as lost what nobody accounts for', () => {
    const chain = new Chain()
    chain.advance(1, 1)
    chain.advance(10, 2)
    expect(numbers(chain)).toEqual({ seq: 10, received: 2, merged: 1, lost: 7, repeated: 0 })
  })

  it('leaves out what came before', () => {
    const chain = new Chain()
    chain.advance(5, 5)
    expect([chain.advance(5, 1), chain.advance(3, 3)]).toEqual([0, 0])
    expect(numbers(chain)).toEqual({ seq: 5, received: 1, merged: 4, lost: 0, repeated: 2 })
  })

  it('counts of an event that reaches back only what is new', () => {
    const chain = new Chain()
    chain.advance(5, 5)
    expect(chain.advance(8, 6)).toBe(3)
    expect(numbers(chain)).toEqual({ seq: 8, received: 2, merged: 6, lost: 0, repeated: 0 })
  })

  it('takes the word of the sender for what is no longer there', () => {
    const chain = new Chain()
    chain.advance(5, 5)
    chain.skip(10)
    expect([chain.advance(15, 1), chain.advance(16, 1)]).toEqual([0, 1])
    expect(chain).toMatchObject({ lost: 10, seq: 16 })
  })

  it('accounts for every captured event, whatever comes', () => {
    let seed = 7
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below
    for (let round = 0; round < 200; round++) {
      const chain = new Chain()
      for (let step = 0; step < 50; step++) chain.advance(1 + random(500), 1 + random(9))
      expect(chain.captured).toBe(chain.seq)
    }
  })
})
