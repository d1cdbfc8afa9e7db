// @vitest-environment jsdom

import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../src/App'
import { ViewFeed } from '../src/feed'
import type { Page } from '../src/page'
import { click, entry, Given, move, reading, text } from './given'

let given: Given
let page: Page

beforeEach(() => {
  given = new Given()
  page = {
    feed: new ViewFeed(given.store, given.world),
    choose: (source) => given.store.choose(source),
    retry: vi.fn(),
    talk: vi.fn(),
    drawOn: () => () => undefined,
  }
  render(<App page={page} />)
})

afterEach(cleanup)

function settle(): void {
  act(() => {
    given.world.frame()
    given.world.pass(100)
  })
}

const region = (name: string) => within(screen.getByRole('region', { name }))
const rows = () => region('Events').getAllByRole('listitem').map((row) => row.textContent)

describe('the page', () => {
  it('says how it stands with the connection, aloud only when that changes', () => {
    given.store.connection({ name: 'live' })
    settle()
    expect(region('Connection').getByText('Live')).toBeTruthy()
    expect(screen.getByRole('status').textContent).toBe('Live')
    given.store.connection({ name: 'reconnecting', reason: 'The connection broke.', at: given.world.now + 5_000 })
    settle()
    expect(region('Connection').getByText(/^Reconnecting in \d\.\d s$/)).toBeTruthy()
    expect(screen.getByRole('status').textContent).toBe('The connection broke.')
  })

  it('talks to the relay when there is a connection', () => {
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Send a message to the relay' })
    expect(button.disabled).toBe(true)
    given.store.connection({ name: 'live' })
    settle()
    fireEvent.click(button)
    expect(page.talk).toHaveBeenCalledOnce()
  })

  it('offers to connect again when it is over', () => {
    given.store.connection({ name: 'ended', reason: 'It ended.', advice: 'Do this.' })
    settle()
    fireEvent.click(screen.getByRole('button', { name: 'Connect now' }))
    expect(page.retry).toHaveBeenCalledOnce()
    expect(region('Connection').getByText('It ended. Do this.')).toBeTruthy()
  })

  it('shows the equation, and its terms', () => {
    given.welcome().frame([click(1), move(5, { n: 2 })])
    settle()
    const cells = region('Accounting').getAllByRole('cell').map((cell) => cell.textContent)
    expect(cells).toEqual(['5', '2', '1', '2', '0'])
  })

  it('shows the total beside each of several sources', () => {
    given.welcome({ a: entry(), b: entry() }).frame([click(1, { source: 'a' }), click(1, { source: 'b' })])
    settle()
    expect(region('Accounting').getAllByRole('rowheader').map((cell) => cell.textContent)).toEqual(['a', 'b', 'All'])
  })

  it('lets one of several sources be chosen', () => {
    given.welcome({ a: entry(), b: entry() })
    settle()
    fireEvent.click(screen.getByRole('button', { name: 'b' }))
    settle()
    expect(given.store.chosen).toBe('b')
    expect(screen.getByRole('button', { name: 'b' }).getAttribute('aria-pressed')).toBe('true')
  })

  it('tells prominently what is wrong with a source, and that one is simulated', () => {
    const about = { capture: 'simulated', health: 'No display: set DISPLAY.', screens: [] }
    given.welcome({ desk: entry({ about }) })
    settle()
    expect(screen.getByRole('alert').textContent).toContain('No display: set DISPLAY.')
    expect(region('Sources').getByText('Simulated: no real device')).toBeTruthy()
  })

  it('shows what is held, and lists a synthetic release as one', () => {
    given.store.connection({ name: 'live' })
    given.welcome().frame([click(1)])
    settle()
    expect(region('Sources').getByText('left')).toBeTruthy()
    given.sources({ desk: entry({ seq: 1, online: false }) })
    settle()
    expect(region('Sources').getByText('nothing held')).toBeTruthy()
    expect(rows()[0]).toContain('left released (synthetic): the source went away')
  })

  it('does not call a source online while it cannot know', () => {
    given.store.connection({ name: 'reconnecting', reason: 'It broke.', at: given.world.now + 5_000 })
    given.welcome()
    settle()
    expect(region('Sources').getByText('online when last heard')).toBeTruthy()
  })

  it('shows readings when there are any', () => {
    expect(screen.queryByRole('region', { name: 'Readings' })).toBeNull()
    given.welcome().frame([reading(1, { low: 19, high: 23 })])
    settle()
    const cells = region('Readings').getAllByRole('cell').map((cell) => cell.textContent)
    expect(cells).toEqual(['21', '°C', '19', '23'])
  })

  it('shows what comes over the wire as text, never as markup', () => {
    given.welcome({ '<i>': entry() })
    given.welcome().frame([text(1, { text: '<img src=x onerror=alert(1)>' })])
    settle()
    expect(rows()[0]).toContain('<img src=x onerror=alert(1)>')
    expect(document.querySelector('img, i')).toBeNull()
  })

  it('says how to begin while there is no source', () => {
    given.store.connection({ name: 'live' })
    settle()
    expect(region('Stage').getByText('python hardware.py')).toBeTruthy()
  })
})
