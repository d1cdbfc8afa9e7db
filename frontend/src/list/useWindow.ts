// Keep a scrolled element where its reader wants it: at the newest row, or on the rows that he reads.

import { useCallback, useLayoutEffect, useRef, useState, type RefObject, type UIEvent, type WheelEvent } from 'react'
import type { ListView } from './log'
import { bottomAt, reveal, visibleRows, type Extent } from './window'

const ROW_HEIGHT = 26

export interface ListWindow {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: Extent
  readonly rowHeight: number
  readonly height: number
  readonly following: boolean
  follow(): void
  stay(): void
  /** Scroll so that a row can be seen, and stay there. */
  show(row: number): void
  readonly listeners: {
    onScroll(event: UIEvent<HTMLElement>): void
    onWheel(event: WheelEvent<HTMLElement>): void
    onTouchMove(): void
  }
}

export function useWindow(list: ListView): ListWindow {
  const scroller = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ height: 0, rowHeight: ROW_HEIGHT })
  const [topRow, setTopRow] = useState(0)
  const [following, setFollowing] = useState(true)
  const placed = useRef({ first: list.first, top: 0 })
  const { height, rowHeight } = size
  const { first, until } = list

  useLayoutEffect(() => watchSize(scroller.current, setSize), [])

  // While it follows, where it is goes without saying: to remember it would be a second commit for each view.
  const bottom = bottomAt(until, first, { top: 0, height, rowHeight })
  const top = following ? bottom : topRow * rowHeight

  const place = useCallback((wanted: number) => {
    const element = scroller.current
    if (!element) return
    if (Math.abs(element.scrollTop - wanted) >= 1) element.scrollTop = wanted
    placed.current.top = element.scrollTop // the browser may have rounded or bounded it
  }, [])

  const stay = useCallback(() => {
    setTopRow(Math.floor((scroller.current?.scrollTop ?? 0) / rowHeight))
    setFollowing(false)
  }, [rowHeight])

  // Before the browser paints: go on to the newest row, or make up for rows that came or went above those being read.
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const moved = (placed.current.first - first) * rowHeight
    placed.current.first = first
    if (following) place(bottom)
    else if (moved !== 0) {
      place(element.scrollTop + moved)
      stay()
    }
  }, [first, bottom, following, rowHeight, place, stay])

  return {
    scroller,
    rows: visibleRows(list, { top, height, rowHeight }),
    rowHeight,
    height,
    following,
    follow: () => setFollowing(true),
    stay,
    show: (row) => {
      place(reveal(row, first, { top: scroller.current?.scrollTop ?? 0, height, rowHeight }))
      stay()
    },
    listeners: {
      onScroll: ({ currentTarget: { scrollTop } }) => {
        if (Math.abs(scrollTop - placed.current.top) < 1) return
        placed.current.top = scrollTop
        setTopRow(Math.floor(scrollTop / rowHeight))
        setFollowing(scrollTop >= bottom - 1)
      },
      onWheel: ({ deltaY }) => {
        if (deltaY < 0) stay()
      },
      onTouchMove: stay,
    },
  }
}

type SetSize = (size: { readonly height: number; readonly rowHeight: number }) => void

// A row is as high as the line that the style sheet gives the list.
function watchSize(element: HTMLElement | null, setSize: SetSize): (() => void) | undefined {
  if (!element || typeof ResizeObserver === 'undefined') return undefined
  const observer = new ResizeObserver(() => {
    const line = parseFloat(getComputedStyle(element).lineHeight)
    setSize({ height: element.clientHeight, rowHeight: Math.round(line) || ROW_HEIGHT })
  })
  observer.observe(element)
  return () => observer.disconnect()
}
