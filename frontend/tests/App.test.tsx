// @vitest-environment jsdom

import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../src/App'
import { PLAIN_OVERLAY } from '../src/choice'
import { ViewFeed } from '../src/feed'
import type { Page } from '../src/page'
import type { Timeline } from '../src/timeline'
import { aboutOf, click, entry, Given, move, reading, text } from './given'

let given: Given
let page: Page

beforeEach(() => {
  given = new Given()
  page = {
    feed: new ViewFeed(given.store, given.world),
    time: {
      toggle: () => given.store.toggle(),
      live: () => given.store.live(),
      step: (direction) => given.store.step(direction),
      seek: (time) => given.store.seek(time),
      setRate: (rate) => given.store.setRate(rate),
      setStretch: (stretch) => given.store.setStretch(stretch),
      timelineOn: () => ({ stop: () => undefined }) as unknown as Timeline,
    },
    exposed: false,
    address: { base: 'http://localhost:3001/', hash: '' },
    choose: (change) => given.store.choose(change),
    resetHeat: () => given.store.resetHeat(),
    setFilter: (filter) => given.store.log.setFilter(filter),
    retry: vi.fn(),
    talk: vi.fn(),
    drawOn: () => () => undefined,
    colorOf: () => '#123456',
    charts: () => ({ times: [], charts: [], left: 0 }),
    events: () => [],
    picture: () => null,
    clock: () => given.world.now,
    bench: { ask: vi.fn(), receive: vi.fn(), totals: () => given.store.sources.totals, clock: () => given.world.now },
  }
  render(<App page={page} />)
})

afterEach(cleanup)

function settle(): void {
  act(() => {
    given.world.frame()
    given.world.pass(125)
  })
}

const region = (name: string) => within(screen.getByRole('region', { name }))
const rows = () => given.listed

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

  it('has a lab only where the relay is one', async () => {
    given.welcome()
    settle()
    expect(screen.queryByRole('tab', { name: 'Lab' })).toBeNull()
    given.welcome({}, { lab: true })
    settle()
    fireEvent.click(screen.getByRole('tab', { name: 'Lab' }))
    expect(await screen.findByRole('region', { name: 'Fault lab' })).toBeTruthy()
    given.welcome()
    settle()
    expect(screen.queryByRole('tab', { name: 'Lab' })).toBeNull()
    expect(screen.getByRole('tab', { name: 'Events' }).getAttribute('aria-selected')).toBe('true')
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
    const stage = () => within(screen.getByRole('group', { name: 'Sources on the stage' }))
    fireEvent.click(stage().getByRole('button', { name: 'b' }))
    settle()
    expect(given.store.choice.sources).toEqual(['b'])
    expect(stage().getByRole('button', { name: 'b' }).getAttribute('aria-pressed')).toBe('true')
  })

  it('tells prominently what is wrong with a source, and that one is simulated', () => {
    const about = aboutOf({ capture: 'simulated', health: 'No display: set DISPLAY.', screens: [] })
    given.welcome({ desk: entry({ about }) })
    settle()
    expect(screen.getByRole('alert').textContent).toContain('No display: set DISPLAY.')
    expect(region('Stage').getByText(/^Nothing is captured/)).toBeTruthy()
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
    expect(rows()).toContain('left released (synthetic): the source went away')
  })

  it('does not call a source online while it cannot know', () => {
    given.store.connection({ name: 'reconnecting', reason: 'It broke.', at: given.world.now + 5_000 })
    given.welcome()
    settle()
    expect(region('Sources').getByText('online when last heard')).toBeTruthy()
  })

  it('shows readings when there are any', () => {
    fireEvent.click(screen.getByRole('tab', { name: 'Charts' }))
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
    expect(region('Events').getAllByRole('option').map((row) => row.textContent).join()).toContain('<img src=x onerror=alert(1)>')
    expect(document.querySelector('img, i')).toBeNull()
  })

  it('says how to begin while there is no source', () => {
    given.store.connection({ name: 'live' })
    settle()
    expect(region('Stage').getByText('python hardware.py')).toBeTruthy()
  })

  it('sends what is written, or what the article sends', () => {
    given.store.connection({ name: 'live' })
    settle()
    const field = screen.getByRole('textbox', { name: 'Message to the relay' })
    fireEvent.change(field, { target: { value: ' good morning ' } })
    fireEvent.submit(field)
    fireEvent.submit(field)
    expect(page.talk).toHaveBeenNthCalledWith(1, 'good morning')
    expect(page.talk).toHaveBeenNthCalledWith(2, 'this is from client')
  })

  it('says what to do about a source that is gone', () => {
    given.store.connection({ name: 'live' })
    given.welcome().sources({ desk: entry({ online: false }) })
    settle()
    expect(region('Sources').getByText(/Start it again there/)).toBeTruthy()
  })

  it('tells a pause and the limits of a capture, without alarm', () => {
    const health = 'Capture is paused: nothing leaves its machine.'
    given.welcome({ desk: entry({ about: aboutOf({ health, region: { x: 0, y: 10, width: 800, height: 600 }, grid: 20 }) }) })
    settle()
    expect(region('Sources').getByText('paused')).toBeTruthy()
    expect(screen.getByRole('alert').textContent?.trim()).toBe(health)
    const limits = 'Limited at the source: only what happens inside 800 × 600 at (0, 10); places in steps of 20 pixels.'
    expect(region('Sources').getByText(limits)).toBeTruthy()
  })

  it('shows no pointer for a sensor', () => {
    given.welcome({ greenhouse: entry({ about: aboutOf({ screens: [] }) }) })
    given.frame([reading(1, { source: 'greenhouse' })])
    settle()
    expect(region('Sources').queryByText('Pointer')).toBeNull()
    expect(region('Stage').getByText(/under Charts/)).toBeTruthy()
  })
})

describe('the look at time', () => {
  const time = () => region('Time')
  const x = () => region('Sources').getByText(/^\d+, 2$/).textContent

  beforeEach(() => {
    given.store.connection({ name: 'live' })
    given.welcome()
    for (let seq = 1; seq <= 3; seq++) {
      given.world.pass(1_000)
      given.frame([move(seq, { x: seq, t: given.world.now })])
    }
    given.world.pass(1_000)
    settle()
  })

  it('is paused and goes on', () => {
    fireEvent.click(time().getByRole('button', { name: 'Pause' }))
    given.world.pass(1_000)
    given.frame([move(4, { x: 4, t: given.world.now })])
    settle()
    expect(x()).toBe('3, 2')
    expect(region('Stage').getByText(/^Paused · /)).toBeTruthy()
    expect(time().getByText('1 newer event')).toBeTruthy()
    fireEvent.click(time().getByRole('button', { name: 'Live' }))
    settle()
    expect(x()).toBe('4, 2')
  })

  it('goes back event by event', () => {
    const back = () => {
      fireEvent.click(time().getByRole('button', { name: 'One event back' }))
      settle()
      return x()
    }
    expect([back(), back(), back(), back()]).toEqual(['3, 2', '2, 2', '1, 2', '1, 2'])
  })

  it('tells where it is in words', () => {
    fireEvent.click(time().getByRole('button', { name: 'Pause' }))
    settle()
    expect(time().getByRole('slider').getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d:\d\d\.\d{3} · .* ago$/)
  })

  it('is not called live while there is no connection', () => {
    given.store.connection({ name: 'reconnecting', reason: 'It broke.', at: given.world.now + 5_000 })
    settle()
    expect(screen.getByRole('region', { name: 'Time' }).dataset['inStep']).toBe('false')
    expect(region('Stage').getByText('Not live')).toBeTruthy()
  })

  it('is in step with what happens only while the page is not behind', () => {
    given.store.connection({ name: 'live' })
    given.welcome()
    settle()
    expect(screen.getByRole('region', { name: 'Time' }).dataset['inStep']).toBe('true')
    given.status({ desk: { seq: 1_234, lag: [1, 2] } })
    for (let looked = 0; looked < 5; looked++) settle()
    expect(screen.getByRole('region', { name: 'Time' }).dataset['inStep']).toBe('false')
  })
})

describe('the overlay', () => {
  it('has a link made of what was chosen', () => {
    given.welcome()
    settle()
    const dialog = document.querySelector('dialog')
    if (!dialog) throw new Error('There is no dialog.')
    const inside = within(dialog)
    const link = () => inside.getByLabelText<HTMLInputElement>('Link of the overlay').value
    expect(link()).toBe('http://localhost:3001/?overlay=1')
    fireEvent.click(inside.getByLabelText('Source names'))
    fireEvent.change(inside.getByLabelText('Size'), { target: { value: '1.5' } })
    fireEvent.change(inside.getByLabelText('Delay in ms'), { target: { value: '200' } })
    fireEvent.change(inside.getByLabelText('desk'), { target: { value: '#ff8800' } })
    const parts = 'pointer,trail,presses,drags,wheel,held'
    expect(link()).toBe(`http://localhost:3001/?overlay=1&parts=${parts}&size=1.5&delay=200&colors=ff8800`)
  })

  it('is the picture and nothing else', () => {
    given.store.choose({ overlay: PLAIN_OVERLAY })
    given.welcome()
    settle()
    expect(document.body.textContent).toBe('')
    expect(screen.getByRole('img', { name: 'Stage' })).toBeTruthy()
  })
})

describe('what is said aloud', () => {
  const said = () => document.querySelector('[aria-live]')?.textContent

  it('is presses, and not more often than one can bear', () => {
    vi.useFakeTimers()
    given.store.connection({ name: 'live' })
    given.welcome().frame([click(1)])
    settle()
    act(() => void vi.advanceTimersByTime(1))
    expect(said()).toBe('desk: left pressed at (800, 600)')
    for (let seq = 2; seq <= 30; seq++) given.frame([click(seq, { x: seq })])
    settle()
    act(() => void vi.advanceTimersByTime(1_000))
    expect(said()).toBe('desk: left pressed at (800, 600)')
    act(() => void vi.advanceTimersByTime(3_000))
    expect(said()).toBe('29 presses, the last one desk: left pressed at (30, 600)')
    vi.useRealTimers()
  })
})
