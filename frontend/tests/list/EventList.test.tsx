// @vitest-environment jsdom

import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EventList } from '../../src/list/EventList'
import { move, text } from '../given'
import { START } from '../world'
import { GivenLog } from './given'

const SOURCES = [
  { name: 'desk', color: 0 },
  { name: 'shed', color: 1 },
]

let given: GivenLog
let shown: ReturnType<typeof render>

const list = () => (
  <EventList list={given.log.view(null)} sources={SOURCES} setFilter={(filter) => given.log.setFilter(filter)} />
)
const again = () => shown.rerender(list())
const say = (seq: number, source = 'desk') => text(seq, { text: `text ${seq}`, t: START + seq, source })
const rows = () => screen.queryAllByRole('option').map((row) => row.querySelector('.what')?.textContent)
const active = () => screen.queryByRole('option', { selected: true })?.querySelector('.what')?.textContent
const box = () => screen.getByRole('listbox')
const press = (key: string) => fireEvent.keyDown(box(), { key })

beforeEach(() => {
  given = new GivenLog()
})

afterEach(cleanup)

describe('the list', () => {
  it('holds some dozen rows of many', () => {
    for (let seq = 1; seq <= 5_000; seq++) given.events(say(seq))
    shown = render(list())
    expect(rows().length).toBeGreaterThan(10)
    expect(rows().length).toBeLessThan(60)
    expect(screen.getByText('5,000')).toBeTruthy()
  })

  it('goes through the rows by keys, and tells which is the active one', () => {
    given.events(say(1), say(2), say(3))
    shown = render(list())
    press('ArrowUp')
    expect(active()).toBe('text 3')
    press('ArrowUp')
    expect(active()).toBe('text 2')
    press('Home')
    expect(active()).toBe('text 1')
    press('ArrowUp')
    expect(active()).toBe('text 1')
    press('End')
    press('ArrowDown')
    expect(active()).toBe('text 3')
    expect(box().getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { selected: true }).id)
  })

  it('follows until somebody reads, and then says how to follow again', () => {
    given.events(say(1), say(2))
    shown = render(list())
    const follow = screen.getByRole('button', { name: 'Follow' })
    expect(follow.getAttribute('aria-pressed')).toBe('true')
    fireEvent.click(screen.getAllByRole('option')[0] as HTMLElement)
    expect(active()).toBe('text 1')
    expect(follow.getAttribute('aria-pressed')).toBe('false')
    press('Escape')
    expect(active()).toBeUndefined()
    expect(follow.getAttribute('aria-pressed')).toBe('true')
  })

  it('keeps the active row the same while others come', () => {
    given.events(say(1), say(2))
    shown = render(list())
    press('End')
    given.events(say(3))
    again()
    expect(active()).toBe('text 2')
    expect(rows()).toEqual(['text 1', 'text 2', 'text 3'])
  })

  it('shows the chosen row in full, to be copied', () => {
    given.events(say(1))
    shown = render(list())
    press('End')
    const chosen = within(screen.getByRole('group', { name: 'The chosen row' }))
    expect(chosen.getByText(/"text":"text 1"/)).toBeTruthy()
    expect(chosen.getByRole('button', { name: 'Copy as JSON' })).toBeTruthy()
    fireEvent.click(chosen.getByRole('button', { name: 'Close' }))
    expect(active()).toBeUndefined()
  })

  it('lets go of the chosen row when others are shown', () => {
    given.events(say(1), say(2))
    shown = render(list())
    press('End')
    given.log.setFilter({ ...given.log.filter, text: '1' })
    again()
    expect(rows()).toEqual(['text 1'])
    expect(active()).toBeUndefined()
    expect(screen.queryByRole('group', { name: 'The chosen row' })).toBeNull()
  })

  it('filters by type, source and text', () => {
    given.events(move(1, { t: START }), say(2), say(3, 'shed'))
    shown = render(list())
    expect(rows()).toEqual(['text 2', 'text 3'])
    fireEvent.click(screen.getByRole('button', { name: 'Moves' }))
    again()
    expect(rows()).toHaveLength(3)
    fireEvent.click(screen.getByRole('button', { name: 'desk' }))
    again()
    expect(rows()).toEqual(['text 3'])
    fireEvent.click(screen.getByRole('button', { name: 'desk' }))
    again()
    expect(given.log.filter.sources).toBeNull()
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'text 2' } })
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('text 2')
    again()
    expect(rows()).toEqual(['text 2'])
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'nothing like it' } })
    again()
    expect(screen.getByText('Nothing here matches.')).toBeTruthy()
  })

  it('lists messages and errors with the events, and markup as text', () => {
    given.notes.note('this page', START, 'sent', 'sent to the relay: <b>hello</b>')
    given.notes.note('relay', START + 1, 'problem', 'could not use a message')
    shown = render(list())
    expect(rows()).toEqual(['sent to the relay: <b>hello</b>', 'could not use a message'])
    expect(document.querySelector('b')).toBeNull()
  })
})
