// The charts, one below the other, with the time on the same axis. React draws their frames; plot.ts draws the rest.

import { useEffect, useRef, useState, type CSSProperties } from 'react'
import { sourceInk } from '../ink'
import type { NamedSource } from '../list/ListFilters'
import './charts.css'
import type { ChartsView, ChartView } from './charts'
import type { Plot } from './plot'
import { chartStrings as say } from '../strings'

interface Props {
  readonly charts: ChartsView
  readonly sources: readonly NamedSource[]
  /** The moment that is looked at, in ms since 1970; null while that is now. */
  readonly cursor: number | null
}

type PlotClass = typeof Plot

export function ChartsPanel({ charts: { charts, times, left }, sources, cursor }: Props) {
  const [plot, problem] = usePlotClass()
  return (
    <section className="panel charts" aria-label={say.label}>
      <h2>{say.label}</h2>
      {problem && <p className="bad">{say.notLoaded}</p>}
      {!plot && !problem && <p className="soft">{say.loading}</p>}
      {plot &&
        charts.map((chart) => (
          <Chart
            // Other lines need another plot.
            key={`${chart.key} ${chart.lines.map(({ label }) => label).join()}`}
            plot={plot}
            chart={chart}
            times={times}
            cursor={cursor === null ? null : cursor / 1_000}
            color={sources.find(({ name }) => name === chart.source)?.color ?? null}
          />
        ))}
      {left > 0 && <p className="soft">{say.left(left)}</p>}
    </section>
  )
}

function usePlotClass(): [plot: PlotClass | null, problem: boolean] {
  const [state, setState] = useState<[PlotClass | null, boolean]>([null, false])
  useEffect(() => {
    let wanted = true
    const give = (plot: PlotClass | null) => wanted && setState([plot, plot === null])
    import('./plot').then(
      ({ Plot }) => give(Plot),
      () => give(null),
    )
    return () => void (wanted = false)
  }, [])
  return state
}

interface ChartProps {
  readonly plot: PlotClass
  readonly chart: ChartView
  readonly times: readonly number[]
  readonly cursor: number | null
  readonly color: number | null
}

function Chart({ plot, chart, times, cursor, color }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const labels = useRef<HTMLUListElement>(null)
  const drawn = useRef<Plot>(null)
  const { title, source, unit, lines, newest } = chart

  useEffect(() => {
    if (!place.current || !labels.current) return undefined
    const made = new plot(place.current, labels.current, chart, times)
    drawn.current = made
    return () => {
      drawn.current = null
      made.stop()
    }
  }, [plot]) // and nothing else: newer values are given to the same plot

  useEffect(() => drawn.current?.update(chart, times), [chart, times])
  useEffect(() => drawn.current?.point(cursor), [cursor])

  return (
    <figure style={color === null ? undefined : sourceInk(color)}>
      <figcaption>
        <h3>
          {source !== null && <span className="dot" aria-hidden="true" />}
          {title} {unit && <span className="soft">{unit}</span>}
        </h3>
        <ul ref={labels} aria-hidden="true">
          {lines.map(({ label, ink, role }, line) => (
            <li key={label} data-role={role} style={{ '--line-ink': `var(${ink})` } as CSSProperties}>
              {label} <span data-line={line} />
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={place} className="plot" role="img" aria-label={say.describe(title, source, newest)} />
    </figure>
  )
}
