// What the latency panel says.

import { duration } from '../format'
import type { Leg } from './latency'

export const latencyStrings = {
  label: 'Latency',
  leg: 'Leg',
  median: 'Median',
  p99: '99 % under',
  legs: {
    captureToRelay: 'Capture → relay',
    relayToPage: 'Relay → page',
    pageToPaint: 'Page → paint',
    captureToPaint: 'Capture → paint',
  } satisfies Record<Leg, string>,
  none: '–',
  over: (seconds: number) => `Over the last ${seconds} s.`,
  clock: (offset: number, uncertainty: number) =>
    `The relay’s clock is ${duration(Math.abs(offset))} ${offset < 0 ? 'behind' : 'ahead of'} this machine’s,` +
    ` ± ${duration(uncertainty)}. No leg from one machine to another can be known better than that.`,
  roundTrip: (ms: number) => `Round trip ${duration(ms)}.`,
  noClock: 'The relay’s clock has not been compared with this machine’s yet.',
}
