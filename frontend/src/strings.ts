// Everything that the page says, in one place.

import type { Presence } from './source'
import { count, duration, pixel, quantity, tenths } from './format'

const plural = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`
const at = (x: number, y: number) => `at (${pixel(x)}, ${pixel(y)})`
const hostOf = (address: string) => address.replace(/^wss?:\/\/|\/$/g, '')
const LONGEST_FIELDS = 200

/** How far the wheel was turned: ↑ 3, → 1. */
function turned(dx: number, dy: number): string {
  const vertical = dy === 0 ? '' : `${dy > 0 ? '↑' : '↓'} ${pixel(Math.abs(dy))}`
  const horizontal = dx === 0 ? '' : `${dx > 0 ? '→' : '←'} ${pixel(Math.abs(dx))}`
  return [vertical, horizontal].filter(Boolean).join(' ') || '0'
}

export const strings = {
  name: 'Hardware Relay',
  tagline: 'Live from the machine that you hold',

  connection: {
    connecting: 'Connecting',
    asking: (address: string) => `Asking for the relay at ${hostOf(address)}.`,
    again: (reason: string) => `Trying again: ${reason}`,
    live: 'Live',
    inStep: 'Every event is shown as it happens.',
    behind: (events: number) => `Behind by ${plural(events, 'event', 'events')}`,
    catchingUp: 'The relay has newer events; they are on their way.',
    reconnecting: (ms: number) => `Reconnecting in ${tenths(Math.max(0, ms) / 1000)} s`,
    because: (reason: string) => `${reason} What was missed will be fetched.`,
    ended: 'Ended',
    retry: 'Connect now',
    label: 'Connection',
  },
  viewers: (n: number | null) => (n === null ? '' : `${count(n)} watching`),

  reason: {
    told: (sentence: string) => `The relay said: ${sentence}`,
    normal: 'The relay ended the connection.',
    goingAway: 'The relay was stopped or is restarting.',
    busy: 'The relay has too much to do right now.',
    protocol: (code: number) => `The relay and this page do not understand each other (code ${code}).`,
    broken: 'The connection broke.',
    unreachable: (address: string) => `No relay answers at ${hostOf(address)}.`,
    silent: (seconds: number) => `The relay has said nothing for ${seconds} s.`,
    noWelcome: 'The relay did not answer in time.',
  },
  advice: {
    normal: 'Press “Connect now” to go on.',
    'bad-hello': 'This page may be older than the relay: reload it.',
    'wrong-token': 'Open the link that the relay printed when it started: it holds the token.',
    'too-many-errors': 'Reload the page. If it happens again, relay and page are of different versions.',
    'not-allowed': 'Open the link for viewers that the relay printed when it started.',
    other: 'Reload the page. If it happens again, relay and page are of different versions.',
  } as Readonly<Record<string, string>>,

  talk: {
    button: 'Send a message to the relay',
    message: 'this is from client',
  },

  stage: {
    label: 'Stage',
    describe: (sources: number, presses: number) =>
      `Pointers to scale: ${plural(sources, 'source', 'sources')}, ${plural(presses, 'press', 'presses')} so far.`,
    screen: (width: number, height: number) => `${pixel(width)} × ${pixel(height)}`,
    noSource: 'No source yet',
    startOne: 'Start one on the machine with the mouse:',
    command: 'python hardware.py',
    waiting: 'Waiting for the first movement',
    held: 'Held',
    nothingHeld: 'nothing held',
    wheel: 'Wheel',
    pointer: 'Pointer',
    nowhere: '–',
    all: 'All sources',
    choose: 'Sources on the stage',
    frozen: 'Not live',
    turned,
    point: (x: number, y: number) => `${pixel(x)}, ${pixel(y)}`,
    sum: (d: number) => pixel(d),
  },

  sources: {
    label: 'Sources',
    none: 'None has been seen yet.',
    simulated: 'Simulated: no real device',
    capture: (kind: string) => kind || 'unknown capture',
    lag: (median: number, p99: number) => `capture to relay ${duration(median)} (99 % under ${duration(p99)})`,
    health: 'Capture does not work:',
    whenLastHeard: (word: string) => `${word} when last heard`,
  },
  presence: {
    online: { word: 'online', note: 'is online' },
    silent: { word: 'silent', note: 'is silent: nothing has come from it for 4 s' },
    offline: { word: 'offline', note: 'is offline' },
    absent: { word: 'not announced', note: 'is not known to the relay at the moment' },
    forgotten: { word: 'forgotten', note: 'was forgotten by the relay' },
  } satisfies Record<Presence, { word: string; note: string }>,
  synthetic: {
    released: (button: string, why: string) => `${button} released (synthetic): ${why}`,
    wentAway: 'the source went away',
    newRun: 'the source was started anew',
    forgotten: 'the relay forgot the source',
    absent: 'the source did not come back',
    notHeld: 'the relay says that it is no longer held',
  },

  numbers: {
    label: 'Accounting',
    source: 'Source',
    captured: 'Captured',
    received: 'Received',
    merged: 'Merged',
    lost: 'Lost',
    repeated: 'Repeated',
    all: 'All',
    unknown: '+ ?',
    unknownTitle: 'More are missing than anybody counted',
    explain:
      'Captured = received + merged + lost. Merged: a newer event stood for it. Repeated: it came again and was left out.',
    unusable: (n: number) => `${plural(n, 'item', 'items')} could not be read`,
    clock: (offset: number, uncertainty: number, roundTrip: number) =>
      `Round trip ${duration(roundTrip)} · relay’s clock ${offset < 0 ? '' : '+'}${duration(offset)} ± ${duration(uncertainty)}`,
  },

  readings: {
    label: 'Readings',
    source: 'Source',
    name: 'Name',
    value: 'Value',
    unit: 'Unit',
    low: 'Low',
    high: 'High',
    none: '–',
  },

  event: {
    click: (button: string, pressed: boolean, x: number, y: number) =>
      `${button} ${pressed ? 'pressed' : 'released'} ${at(x, y)}`,
    move: (x: number, y: number) => `moved to (${pixel(x)}, ${pixel(y)})`,
    scroll: (dx: number, dy: number, x: number, y: number) => `wheel ${turned(dx, dy)} ${at(x, y)}`,
    reading: (name: string, value: number, unit: string, low: number | null, high: number | null) => {
      const range = low === null || high === null ? '' : ` (${quantity(low)} to ${quantity(high)})`
      return `${name} ${quantity(value)}${unit && ` ${unit}`}${range}`
    },
    text: (text: string) => text,
    unknown: ({ event, ...rest }: { readonly event: string }) => {
      const { seq: _, t: __, n: ___, source: ____, ...fields } = rest as Record<string, unknown>
      return `${event} ${JSON.stringify(fields)}`.slice(0, LONGEST_FIELDS)
    },
  },

  list: {
    label: 'Events',
    empty: 'Nothing has happened yet.',
    page: 'this page',
    relay: 'relay',
    live: 'connected to the relay',
    interrupted: (reason: string) => `connection lost: ${reason}`,
    ended: (reason: string) => `connection ended: ${reason}`,
    error: (reason: string, detail: string) => `could not use a message (${reason}): ${detail}`,
    unknownMessage: (message: string) => `said “${message}”, which this page does not know`,
    sent: (message: string) => `sent to the relay: ${message}`,
    lost: (lost: number | null) =>
      lost === null ? 'an unknown number of events was lost' : `${plural(lost, 'event was', 'events were')} lost`,
    tally: (received: number, merged: number) => {
      if (received === 1 && merged === 0) return ''
      const all = `× ${count(received + merged)}`
      return merged === 0 ? all : `${all}, ${count(merged)} merged`
    },
  },
}
