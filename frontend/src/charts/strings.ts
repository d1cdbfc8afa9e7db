// What the charts say.

import { quantity } from '../format'
import { listStrings } from '../list/strings'
import type { Scale } from './axes'

const SMALLEST = 0.001
const LARGEST = 1e7

/** As many digits as mean something: a sensor may be exact, and seconds are few. */
function number(value: number, scale: Scale): string {
  const size = Math.abs(value)
  if (size >= LARGEST || (size > 0 && size < SMALLEST)) return value.toExponential(2).replaceAll('-', '−')
  return quantity(Number(value.toPrecision(scale === 'measured' ? 7 : 3)))
}

export const chartStrings = {
  label: 'Charts',
  rate: 'Events by type',
  perSecond: 'per second',
  latency: 'Capture to paint',
  ms: 'ms',
  median: 'Median',
  p99: '99 % under',
  value: 'Value',
  low: 'Low',
  high: 'High',
  type: listStrings.type,
  number,
  newest: (label: string, value: number, unit: string, scale: Scale) =>
    `${label} ${number(value, scale)}${unit && ` ${unit}`}`,
  nothing: 'nothing yet',
  none: '–',
  describe: (title: string, source: string | null, newest: string) =>
    `${title}${source === null ? '' : ` of ${source}`}: ${newest}`,
  left: (n: number) => `${n} more ${n === 1 ? 'reading has' : 'readings have'} no chart: choose fewer sources.`,
  loading: 'Loading …',
  notLoaded: 'The charts could not be loaded. Reload the page to try again.',
}
