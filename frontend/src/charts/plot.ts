// Draw one chart with uPlot. Loaded when the first chart is shown, and not before.
//
// Draws outside React: on new data, on another size, on other colours. The crosshair is common to all charts; what it
// points at is written beside the lines' names, and the newest values while it points at nothing.

import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { lonelyPlaces, powersUpTo, rangeOf, timeLabel, TIME_STEPS, valueAt, type Scale } from './axes'
import type { ChartView } from './charts'
import { chartStrings as say } from '../strings'
import { colorOf, watchTheme } from './theme'

const SYNC = 'hardware-relay'
const AXIS = { width: 52, height: 26 }
const HALF_A_LABEL = 26

const SCALES: Readonly<Record<Scale, uPlot.Scale>> = {
  counted: { distr: 4, asinh: 1 },
  lasting: {},
  measured: {},
}

const POWERS: uPlot.Axis = {
  splits: (_plot, _axis, _low, high) => powersUpTo(high),
  filter: (_, splits) => splits,
}

export class Plot {
  readonly #plot: uPlot
  readonly #stops: (() => void)[] = []
  #chart: ChartView
  /** The moment that is looked at, in s since 1970; null while that is now. */
  #cursor: number | null = null

  /** `labels` holds an element for each line, with the line's number in `data-line`. */
  constructor(
    private readonly place: HTMLElement,
    private readonly labels: HTMLElement,
    chart: ChartView,
    times: readonly number[],
  ) {
    this.#chart = chart
    this.#plot = new uPlot(this.#options(), dataOf(chart, times), place)
    this.#watchSize()
    this.#stops.push(watchTheme(() => this.#plot.redraw(false)))
    this.#label()
  }

  /** Show newer values of the same lines. */
  update(chart: ChartView, times: readonly number[]): void {
    this.#chart = chart
    this.#plot.setData(dataOf(chart, times))
    this.#label()
  }

  /** Show the moment that is looked at. */
  point(cursor: number | null): void {
    if (cursor === this.#cursor) return
    this.#cursor = cursor
    this.#plot.redraw(false)
  }

  stop(): void {
    for (const stop of this.#stops) stop()
    this.#plot.destroy()
  }

  #watchSize(): void {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry?.contentRect ?? { width: 0, height: 0 }
      if (width > 0 && height > 0) this.#plot.setSize({ width: Math.floor(width), height: Math.floor(height) })
    })
    observer.observe(this.place)
    this.#stops.push(() => observer.disconnect())
  }

  #options(): uPlot.Options {
    const { width, height } = this.place.getBoundingClientRect()
    const color = (property: string) => () => colorOf(this.place, property)
    const font = `11px ${getComputedStyle(this.place).fontFamily}`
    const axis = {
      stroke: color('--text-soft'),
      font,
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
    }
    return {
      width: Math.max(1, Math.floor(width)),
      height: Math.max(1, Math.floor(height)),
      legend: { show: false },
      padding: [6, 8, 0, 0],
      cursor: { sync: { key: SYNC }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { time: true },
        y: { ...SCALES[this.#chart.scale], range: (_, low, high) => rangeOf(this.#chart.scale, low, high) },
      },
      axes: [
        { ...axis, size: AXIS.height, gap: 8, space: 58, incrs: TIME_STEPS, values: timesOfDay },
        {
          ...axis,
          ...(this.#chart.scale === 'counted' ? POWERS : {}),
          size: AXIS.width,
          gap: 4,
          space: 18,
          values: (_, splits) => splits.map((value) => say.number(value, this.#chart.scale)),
        },
      ],
      series: [{}, ...this.#chart.lines.map(({ ink, role }) => seriesOf(role, color(ink)))],
      bands: bandsOf(this.#chart, this.place),
      hooks: { setCursor: [() => this.#label()], draw: [(plot) => this.#drawCursor(plot)] },
    }
  }

  #drawCursor(plot: uPlot): void {
    if (this.#cursor === null) return
    const { ctx, bbox } = plot
    const x = Math.round(plot.valToPos(this.#cursor, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) return
    ctx.fillStyle = colorOf(this.place, '--accent')
    ctx.fillRect(x, bbox.top, Math.max(1, Math.round(devicePixelRatio)), bbox.height)
  }

  #label(): void {
    const { scale, lines } = this.#chart
    lines.forEach(({ values }, line) => {
      const value = valueAt(scale, values, this.#plot.cursor.idx ?? null)
      const label = this.labels.querySelector(`[data-line="${line}"]`)
      const words = value === null ? say.none : say.number(value, scale)
      if (label && label.textContent !== words) label.textContent = words
    })
  }
}

function dataOf({ lines }: ChartView, times: readonly number[]): uPlot.AlignedData {
  return [times as number[], ...lines.map(({ values }) => values as (number | null)[])]
}

function seriesOf(role: string, stroke: () => string): uPlot.Series {
  if (role !== 'line') return { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: true }
  return {
    stroke,
    width: 1.5,
    spanGaps: true,
    points: { show: true, filter: (plot, series) => lonelyPlaces(plot.data[series] ?? []), size: 4 },
  }
}

function bandsOf({ lines }: ChartView, place: HTMLElement): uPlot.Band[] {
  const low = lines.findIndex(({ role }) => role === 'low') + 1
  const high = lines.findIndex(({ role }) => role === 'high') + 1
  const fill = () => `color-mix(in srgb, ${colorOf(place, '--ink')} 24%, transparent)`
  return low > 0 && high > 0 ? [{ series: [high, low], fill }] : []
}

// A label that the edge would cut is left out.
function timesOfDay(plot: uPlot, splits: number[], _axis: number, _space: number, step: number): string[] {
  const fits = (second: number) => plot.valToPos(second, 'x') <= plot.width - AXIS.width - HALF_A_LABEL
  return splits.map((second) => (fits(second) ? timeLabel(second, step) : ''))
}
