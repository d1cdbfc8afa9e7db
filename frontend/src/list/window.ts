// Which rows of a long list are drawn, and where. Pure; all in CSS pixels and numbers of rows.

export interface Extent {
  readonly first: number
  readonly end: number
}

export interface Viewport {
  readonly top: number
  readonly height: number
  readonly rowHeight: number
}

const MARGIN = 6
/** How many rows are drawn where the height is not known yet. */
const AT_FIRST = 30

/** Return the rows that can be seen, and some before and after them. */
export function visibleRows({ first, end }: Extent, { top, height, rowHeight }: Viewport): Extent {
  const rows = height > 0 ? Math.ceil(height / rowHeight) : AT_FIRST
  const last = Math.max(first, end - rows)
  const begin = Math.min(last, first + Math.max(0, Math.floor(top / rowHeight)))
  return { first: Math.max(first, begin - MARGIN), end: Math.min(end, begin + rows + 1 + MARGIN) }
}

/** Return where to scroll so that a row can be seen, moving as little as possible. */
export function reveal(row: number, first: number, { top, height, rowHeight }: Viewport): number {
  const rowTop = (row - first) * rowHeight
  return Math.max(Math.min(top, rowTop), rowTop + rowHeight - height)
}

/** Return where to scroll so that the row before `until` is the last that can be seen. */
export function bottomAt(until: number, first: number, { height, rowHeight }: Viewport): number {
  return Math.max(0, (until - first) * rowHeight - height)
}
