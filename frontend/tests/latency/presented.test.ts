import { describe, expect, it } from 'vitest'
import { Presented } from '../../src/latency/presented'

describe('presenting', () => {
  it('is told once for each that asked, after what was drawn', async () => {
    const presented = new Presented()
    const told: string[] = []
    await new Promise<void>((done) => {
      presented.after(() => told.push('first'))
      presented.after(() => {
        told.push('second')
        done()
      })
      told.push('drawn')
    })
    expect(told).toEqual(['drawn', 'first', 'second'])
    presented.stop()
  })
})
