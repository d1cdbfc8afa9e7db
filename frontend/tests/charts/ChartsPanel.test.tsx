// @vitest-environment jsdom

import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChartsView, ChartView } from '../../src/charts/charts'
import { ChartsPanel } from '../../src/charts/ChartsPanel'

const plots = vi.hoisted(
  () => [] as { title: string; times: readonly number[]; cursor: number | null; stopped: boolean }[],
)
vi.mock('../../src/charts/plot', () => ({
  Plot: class {
    readonly #seen
    constructor(_: unknown, __: unknown, chart: ChartView, times: readonly number[]) {
      this.#seen = { title: chart.title, times, cursor: null as number | null, stopped: false }
      plots.push(this.#seen)
    }
    update(_: ChartView, times: readonly number[]): void {
      this.#seen.times = times
    }
    point(cursor: number | null): void {
      this.#seen.cursor = cursor
    }
    stop(): void {
      this.#seen.stopped = true
    }
  },
}))

const chart = (title: string, source: string | null = null): ChartView => ({
  key: `${source} ${title}`,
  title,
  source,
  unit: '°C',
  scale: 'measured',
  lines: [{ label: 'Value', ink: '--ink', values: [21], role: 'line' }],
  newest: 'Value 21 °C',
})
const view = (charts: ChartView[], times: number[], left = 0): ChartsView => ({ charts, times, left })
const panel = (charts: ChartsView, cursor: number | null = null) => (
  <ChartsPanel charts={charts} sources={[{ name: 'shed', color: 3 }]} cursor={cursor} />
)

beforeEach(() => void (plots.length = 0))
afterEach(cleanup)

describe('the panel of charts', () => {
  it('says the newest values to who cannot see them', async () => {
    render(panel(view([chart('temperature', 'shed')], [1])))
    expect(await screen.findByRole('img', { name: 'temperature of shed: Value 21 °C' })).toBeTruthy()
  })

  it('gives newer values to the plot that there is', async () => {
    const { rerender } = render(panel(view([chart('one')], [1])))
    await screen.findByRole('img')
    rerender(panel(view([chart('one')], [2]), 5_000))
    expect(plots).toEqual([{ title: 'one', times: [2], cursor: 5, stopped: false }])
  })

  it('makes a plot when a reading appears, and ends it when it goes', async () => {
    const { rerender } = render(panel(view([chart('one')], [1])))
    await screen.findByRole('img')
    rerender(panel(view([chart('one'), chart('two')], [2], 3)))
    expect(plots.map(({ title }) => title)).toEqual(['one', 'two'])
    expect(screen.getByText('3 more readings have no chart: choose fewer sources.')).toBeTruthy()
    rerender(panel(view([chart('two')], [3])))
    expect(plots.map(({ stopped }) => stopped)).toEqual([true, false])
  })
})
