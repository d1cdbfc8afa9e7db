// The newest events, and what was said between this page and the relay.

import { memo, type CSSProperties } from 'react'
import { timeOfDay } from './format'
import { sourceInk } from './ink'
import type { RowView } from './rows'
import { strings } from './strings'
import type { SourceView } from './view'

interface Props {
  readonly rows: readonly RowView[]
  readonly sources: readonly SourceView[]
}

export function EventList({ rows, sources }: Props) {
  const colors = new Map(sources.map(({ name, color }) => [name, color]))
  return (
    <section className="panel list" aria-label={strings.list.label}>
      <h2>{strings.list.label}</h2>
      {rows.length === 0 && <p className="soft">{strings.list.empty}</p>}
      <ol tabIndex={0} aria-label={strings.list.label}>
        {rows.map((row) => (
          <Row key={row.id} row={row} color={colors.get(row.source ?? '') ?? null} />
        ))}
      </ol>
    </section>
  )
}

const Row = memo(function Row({ row, color }: { readonly row: RowView; readonly color: number | null }) {
  const { t, who, tone, type, what, tally } = row
  const ink: CSSProperties | undefined = color === null ? undefined : sourceInk(color)
  return (
    <li data-tone={tone} data-type={type} style={ink}>
      <time>{timeOfDay(t)}</time>
      <span className="who">{who}</span>
      <span className="what">{what}</span>
      <span className="tally">{tally}</span>
    </li>
  )
})
