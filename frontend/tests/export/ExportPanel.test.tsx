// @vitest-environment jsdom

import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ExportPanel } from '../../src/export/ExportPanel'
import type { Kept } from '../../src/track'
import { click } from '../given'
import { START } from '../world'

const saved = vi.hoisted(() => ({ names: [] as string[] }))
vi.mock('../../src/export/save', async (original) => ({
  ...(await original<object>()),
  save: (_: Blob, name: string) => saved.names.push(name),
}))

const kept = [1, 2].map((seq) => ({ event: click(seq), epoch: 'one' }) as Kept)
const show = (events: () => Iterable<Kept>) =>
  render(<ExportPanel events={events} canvas={() => null} clock={() => START} />)

beforeEach(() => void (saved.names = []))
afterEach(cleanup)

describe('the export', () => {
  it.each([
    ['JSON lines', 'jsonl'],
    ['CSV', 'csv'],
  ])('saves %s, and says how much', async (button, ending) => {
    show(() => kept)
    fireEvent.click(screen.getByRole('button', { name: button }))
    const words = await screen.findByText(/2 events saved as/)
    expect(saved.names).toHaveLength(1)
    expect(saved.names[0]).toMatch(new RegExp(`^hardware-relay-.*\\.${ending}$`))
    expect(words.textContent).toContain(saved.names[0])
  })

  it('says when it did not work', async () => {
    show(() => {
      throw new Error('no')
    })
    fireEvent.click(screen.getByRole('button', { name: 'CSV' }))
    expect(await screen.findByText('It could not be saved.')).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'CSV' }).disabled).toBe(false)
    fireEvent.click(screen.getByRole('button', { name: 'Picture (PNG)' }))
    expect(await screen.findByText('It could not be saved.')).toBeTruthy()
    expect(saved.names).toEqual([])
  })
})
