// @vitest-environment jsdom

import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import LabPanel from '../../src/lab/LabPanel'
import { labOf } from '../../src/lab/lab'
import { NOTHING } from '../../src/numbers'
import { START } from '../world'
import { FakeBench } from './fakeBench'

let bench: FakeBench

beforeEach(() => {
  vi.useFakeTimers()
  bench = new FakeBench()
})

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const press = (name: string | RegExp) => fireEvent.click(button(name))
const panel = () => screen.getByRole('region', { name: 'Fault lab' }).textContent

function pass(ms: number): void {
  bench.now += ms
  act(() => void vi.advanceTimersByTime(ms))
}

it('watches while it is open', () => {
  const { unmount } = render(<LabPanel bench={bench} live />)
  expect(bench.asked).toEqual([['watch', 1]])
  unmount()
  expect(bench.asked.at(-1)).toEqual(['watch', 0])
})

it('asks for what is pressed, and shows the speed that was chosen', () => {
  render(<LabPanel bench={bench} live />)
  press('12.5')
  expect(button('12.5').getAttribute('aria-pressed')).toBe('true')
  expect(button('Full').getAttribute('aria-pressed')).toBe('false')
  press('Dead for 10 s')
  press('Reset')
  press('1 kHz for 60 s')
  press('Stop 1 kHz (60 s)')
  press('End all connections')
  expect(bench.asked.slice(1).map(([what, value]) => `${what} ${value ?? ''}`.trim())).toEqual([
    'speed 12500',
    'stall 10',
    'reset',
    'produce 60',
    'produce 0',
    'end',
  ])
})

it('offers nothing while there is no connection', () => {
  render(<LabPanel bench={bench} live={false} />)
  expect(screen.getAllByRole<HTMLButtonElement>('button').every(({ disabled }) => disabled)).toBe(true)
})

it('says where the page stands and what is out', () => {
  render(<LabPanel bench={bench} live />)
  expect(panel()).toContain('The relay has not told anything yet.')
  const told = (behind: boolean, out: number, outbox: number) =>
    labOf(bench).take({
      type: 'relay',
      message: 'lab',
      speed: 0,
      producing: 0,
      samples: [[START, behind, out, 4_096, 12, 101, outbox]],
    })
  told(false, 310, 0)
  pass(250)
  expect(panel()).toContain('In step')
  expect(panel()).toContain('310 B of a window of 4.1 kB')
  told(true, 5_120, 1)
  pass(250)
  expect(panel()).toContain('Behind')
  expect(panel()).toContain('1 event')
  expect(panel()).toContain('12 ms; late after 101 ms')
})

it('counts by what became of the events', () => {
  render(<LabPanel bench={bench} live />)
  for (let second = 1; second <= 4; second++) {
    bench.numbers = { ...NOTHING, received: second * 50, merged: second * 950 }
    pass(1_000)
  }
  expect(panel()).toContain('50 received950 merged0 lost')
})
