// The list of what happened: however long it is, only the rows that can be seen are in the document.
//
// The list itself has the focus and says which row is the active one, because a row that is scrolled away is no more.

import { memo, useLayoutEffect, useState, type CSSProperties, type KeyboardEvent, type MouseEvent } from 'react'
import { timeOfDay } from '../format'
import { sourceInk } from '../ink'
import { Chosen } from './Chosen'
import { ListFilters, type NamedSource } from './ListFilters'
import './list.css'
import type { ListRow, ListView } from './log'
import type { Filter } from './filter'
import { listStrings as say } from '../strings'
import { useWindow } from './useWindow'

interface Props {
  readonly list: ListView
  readonly sources: readonly NamedSource[]
  readonly setFilter: (filter: Filter) => void
}

export function EventList({ list, sources, setFilter }: Props) {
  const [choice, setChoice] = useState<{ readonly row: number; readonly numbering: number } | null>(null)
  const window = useWindow(list)
  const { rows, rowHeight, height, scroller, following } = window
  const { first, end, until, all, searching, filter, numbering } = list
  const active = choice?.numbering === numbering ? choice.row : null
  const numbers = Array.from({ length: Math.max(0, rows.end - rows.first) }, (_, place) => rows.first + place)
  const isDrawn = active !== null && active >= rows.first && active < rows.end
  const chosen = active === null ? null : list.row(active)

  // What is shown of the chosen row takes height from the list: it must not hide the row itself.
  useLayoutEffect(() => {
    if (active !== null) window.show(active)
  }, [height]) // and nothing else: a reader who scrolls away is not fetched back

  function choose(row: number): void {
    const within = Math.max(first, Math.min(end - 1, row))
    setChoice({ row: within, numbering })
    window.show(within)
  }

  function follow(): void {
    setChoice(null)
    window.follow()
  }

  function onClick({ target }: MouseEvent): void {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
    if (row) choose(Number(row.dataset['row']))
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || first === end) return
    if (event.key === 'Escape') follow()
    else {
      const row = rowAfterKey(event.key, active, list, Math.max(1, rows.end - rows.first - 2))
      if (row === null) return
      choose(row)
    }
    event.preventDefault()
  }

  return (
    <section className="panel events" aria-label={say.label}>
      <header>
        <h2>{say.label}</h2>
        <span className="soft">{searching ? say.searching : say.shown(end - first, all)}</span>
        <button type="button" className="chip" aria-pressed={following} onClick={following ? window.stay : follow}>
          {say.follow}
        </button>
      </header>
      <ListFilters filter={filter} sources={sources} setFilter={setFilter} />
      {first === end && <p className="soft">{all === 0 ? say.empty : say.nothing}</p>}
      <div className="body">
        <div
          ref={scroller}
          className="scroller"
          role="listbox"
          tabIndex={0}
          aria-label={say.label}
          aria-activedescendant={isDrawn ? idOf(active) : undefined}
          onKeyDown={onKeyDown}
          onClick={onClick}
          {...window.listeners}
        >
          <div className="all" role="presentation" style={{ height: (end - first) * rowHeight }}>
            {numbers.map((number) => (
              <Row
                key={number}
                number={number}
                row={list.row(number)}
                color={colorOf(list.row(number), sources)}
                place={number - first}
                of={end - first}
                rowHeight={rowHeight}
                active={number === active}
                later={number >= until}
              />
            ))}
          </div>
        </div>
        {!following && end > rows.end && (
          <button type="button" className="newer" onClick={follow}>
            {say.newer(end - rows.end)}
          </button>
        )}
      </div>
      {chosen && <Chosen row={chosen} close={() => setChoice(null)} />}
    </section>
  )
}

interface RowProps {
  readonly number: number
  readonly row: ListRow | null
  readonly color: number | null
  readonly place: number
  readonly of: number
  readonly rowHeight: number
  readonly active: boolean
  readonly later: boolean
}

const Row = memo(
  function Row({ number, row, color, place, of, rowHeight, active, later }: RowProps) {
    const style = { ...(color === null ? {} : sourceInk(color)), height: rowHeight, top: place * rowHeight }
    return (
      <div
        id={idOf(number)}
        role="option"
        aria-selected={active}
        aria-setsize={of}
        aria-posinset={place + 1}
        className="row"
        data-row={number}
        data-tone={row?.tone}
        data-type={row?.type}
        data-later={later}
        style={style as CSSProperties}
      >
        <time>{row ? timeOfDay(row.t) : ''}</time>
        <span className="who">{row?.who}</span>
        <span className="what">{row?.what ?? say.gone}</span>
        <span className="tally">{row?.tally}</span>
      </div>
    )
  },
  // How many rows there are changes all the time: only the active one, which is read aloud, is drawn again for it.
  (a, b) =>
    a.row === b.row &&
    a.color === b.color &&
    a.place === b.place &&
    a.rowHeight === b.rowHeight &&
    a.active === b.active &&
    a.later === b.later &&
    (a.of === b.of || !b.active),
)

function idOf(row: number): string {
  return `event-${row}`
}

function colorOf(row: ListRow | null, sources: readonly NamedSource[]): number | null {
  return sources.find(({ name }) => name === row?.source)?.color ?? null
}

function rowAfterKey(key: string, active: number | null, { first, end }: ListView, page: number): number | null {
  const from = active ?? end
  switch (key) {
    case 'ArrowUp':
      return from - 1
    case 'ArrowDown':
      return active === null ? end - 1 : from + 1
    case 'PageUp':
      return from - page
    case 'PageDown':
      return from + page
    case 'Home':
      return first
    case 'End':
      return end - 1
    default:
      return null
  }
}
