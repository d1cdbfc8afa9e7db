// Everything that the page says, in one place; only what it says of an event is with the event's type, in events.ts.

import type { Scale } from './charts/axes'
import type { Screen } from './generated/protocol'
import type { Leg } from './latency/latency'
import type { Presence } from './source'
import { count, duration, legTime, pixel, quantity, tenths } from './format'

const plural = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`
export const at = (x: number, y: number) => `at (${pixel(x)}, ${pixel(y)})`
const hostOf = (address: string) => address.replace(/^wss?:\/\/|\/$/g, '')

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
    inStep: 'What happens is shown at once.',
    behind: (events: number) => `Behind by ${plural(events, 'event', 'events')}`,
    late: (ms: number) => `Behind by ${duration(ms)}`,
    catchingUp: 'The relay has newer events; they are on their way.',
    reconnecting: (ms: number) => `Reconnecting in ${tenths(Math.max(0, ms) / 1000)} s`,
    because: (reason: string) => `${reason} What was missed will be fetched.`,
    ended: 'Ended',
    retry: 'Connect now',
    label: 'Connection',
    latency: (median: number, p99: number) => `${duration(median)} to paint, 99 % under ${duration(p99)}`,
    latencyWhat: 'From capture to the picture, over the last seconds: see Latency',
    exposed: 'Not encrypted',
    exposedWhy: 'This page came over plain HTTP from another machine: whoever is on the way can read what it shows.',
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
    field: 'Message to the relay',
    longest: 500,
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
    noCapture: 'Nothing is captured: under Sources is why, and what to do.',
    noPointer: 'No pointer here: what is measured is under Charts.',
    held: 'Held',
    nothingHeld: 'nothing held',
    wheel: 'Wheel',
    pointer: 'Pointer',
    nowhere: '–',
    all: 'All',
    choose: 'Sources on the stage',
    frozen: 'Not live',
    notHere: (sources: readonly string[]) => `Waiting for ${sources.join(', ')}`,
    layout: 'How several sources are shown',
    layouts: { over: 'Together', side: 'Side by side' },
    heat: 'Heat map',
    heats: { none: 'Off', presses: 'Presses', time: 'Time' },
    resetHeat: 'Reset',
    resetHeatMap: 'Reset heat map',
    turned,
    point: (x: number, y: number) => `${pixel(x)}, ${pixel(y)}`,
    sum: (d: number) => pixel(d),
  },

  sources: {
    label: 'Sources',
    none: 'None has been seen yet.',
    simulated: 'Simulated: no real device',
    capture: (kind: string) => kind || 'unknown capture',
    lag: (median: number, p99: number) => `capture to relay ${legTime(median)} (99 % under ${legTime(p99)})`,
    health: 'Capture does not work:',
    paused: 'paused',
    limits: (region: Screen | null, grid: number) => {
      const within = region && `only what happens inside ${pixel(region.width)} × ${pixel(region.height)} ${at(region.x, region.y)}`
      const steps = grid > 1 && `places in steps of ${count(grid)} pixels`
      const limits = [within, steps].filter(Boolean).join('; ')
      return limits && `Limited at the source: ${limits}.`
    },
    whenLastHeard: (word: string) => `${word} when last heard`,
  },
  presence: {
    online: { word: 'online', note: 'is online', cure: '' },
    silent: {
      word: 'silent',
      note: 'is silent: nothing has come from it for 4 s',
      cure: 'Nothing has come from it for 4 s. Its machine may be asleep or cut off; it goes on by itself.',
    },
    offline: {
      word: 'offline',
      note: 'is offline',
      cure: 'Its program has ended or cannot reach the relay. Start it again there; what it still keeps is sent then.',
    },
    absent: {
      word: 'not announced',
      note: 'is not known to the relay at the moment',
      cure: 'The relay was started anew and has not heard of it yet. It comes back by itself if it still runs.',
    },
    forgotten: {
      word: 'forgotten',
      note: 'was forgotten by the relay',
      cure: 'It has been away for so long that the relay has let it go.',
    },
  } satisfies Record<Presence, { word: string; note: string; cure: string }>,
  synthetic: {
    released: (button: string, why: string) => `${button} released (synthetic): ${why}`,
    wentAway: 'the source went away',
    newRun: 'the source was started anew',
    forgotten: 'the relay forgot the source',
    absent: 'the source did not come back',
    notHeld: 'the relay says that it is no longer held',
  },

  time: {
    label: 'Time',
    transport: 'Look back',
    scrub: 'The moment that is shown',
    back: 'One event back',
    backHint: 'One event back (←; with Shift one second)',
    forth: 'One event on',
    forthHint: 'One event on (→; with Shift one second)',
    pause: 'Pause',
    pauseHint: 'Hold the picture; nothing is lost (Space)',
    play: 'Play',
    playHint: 'Play from here (Space)',
    live: 'Live',
    liveHint: 'Show what happens now (L)',
    rate: 'Speed',
    times: (rate: number) => `${rate}×`,
    stretch: 'Stretch of time',
    everything: 'All',
    minutes: (minutes: number) => `${minutes} min`,
    now: 'now',
    when: (time: string, ago: string) => `${time} · ${ago} ago`,
    newer: (n: number) => (n === 0 ? 'nothing newer' : `${plural(n, 'newer event', 'newer events')}`),
    mode: (mode: 'paused' | 'playing', words: string) => `${mode === 'paused' ? 'Paused' : 'Playing'} · ${words}`,
  },

  overlay: {
    open: 'Overlay',
    title: 'An overlay for your video',
    explain: 'The stage alone on nothing, for an OBS browser source or any other place with transparency.',
    parts: 'What is drawn',
    part: {
      pointer: 'Pointer',
      trail: 'Trail',
      presses: 'Presses',
      drags: 'Drags',
      wheel: 'Wheel',
      held: 'Held buttons',
      names: 'Source names',
      screens: 'Screens',
    },
    size: 'Size',
    delay: 'Delay in ms',
    colors: 'Colours',
    link: 'Link of the overlay',
    copy: 'Copy overlay link',
    copied: 'Copied.',
    notCopied: 'The browser did not allow it: the link is selected, copy it by hand.',
    obs: 'In OBS: Sources, +, Browser, and paste the link as URL.',
    close: 'Close',
  },

  spoken: {
    presses: (n: number, last: string) => (n === 1 ? last : `${plural(n, 'press', 'presses')}, the last one ${last}`),
  },

  panel: {
    label: 'Details',
    events: 'Events',
    charts: 'Charts',
    latency: 'Latency',
    save: 'Save',
    lab: 'Lab',
    labMissing: 'The lab could not be loaded. Reload the page to try again.',
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

  list: {
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

/** By type, as in list/filter.ts. */
const types: Readonly<Record<string, string>> = {
  click: 'Clicks',
  move: 'Moves',
  scroll: 'Wheel',
  reading: 'Readings',
  text: 'Texts',
  other: 'Other types',
  messages: 'Messages',
}

export const listStrings = {
  label: 'Events',
  search: 'Search the events',
  searchHint: 'Search',
  types: 'Types that are shown',
  sources: 'Sources that are shown',
  type: (name: string) => types[name] ?? name,
  follow: 'Follow',
  newer: (n: number) => `${count(n)} newer ↓`,
  shown: (shown: number, all: number) => (shown === all ? `${count(all)}` : `${count(shown)} of ${count(all)}`),
  searching: 'looking further back …',
  empty: 'Nothing has happened yet.',
  nothing: 'Nothing here matches.',
  gone: 'no longer kept',
  chosen: 'The chosen row',
  copy: 'Copy as JSON',
  copied: 'Copied.',
  notCopied: 'The browser did not allow it: select the text and copy it by hand.',
  close: 'Close',
}

const SMALLEST = 0.001
const LARGEST = 1e7

/** As many digits as mean something: a sensor may be exact, and seconds are few. */
function figure(value: number, scale: Scale): string {
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
  number: figure,
  newest: (label: string, value: number, unit: string, scale: Scale) =>
    `${label} ${figure(value, scale)}${unit && ` ${unit}`}`,
  nothing: 'nothing yet',
  none: '–',
  describe: (title: string, source: string | null, newest: string) =>
    `${title}${source === null ? '' : ` of ${source}`}: ${newest}`,
  left: (n: number) => `${n} more ${n === 1 ? 'reading has' : 'readings have'} no chart: choose fewer sources.`,
  loading: 'Loading …',
  notLoaded: 'The charts could not be loaded. Reload the page to try again.',
}

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
  belowZero: '0 ± means that the times of two clocks came out below 0: they are apart by that much at least.',
  noClock: 'The relay’s clock has not been compared with this machine’s yet.',
}

export const exportStrings = {
  label: 'Save',
  explain: 'Saves the events that the list shows, and the stage as it looks now. Nothing leaves this machine.',
  json: 'JSON lines',
  csv: 'CSV',
  png: 'Picture (PNG)',
  working: 'Saving …',
  saved: (events: number, name: string) => `${count(events)} ${events === 1 ? 'event' : 'events'} saved as ${name}.`,
  savedPicture: (name: string) => `Saved as ${name}.`,
  failed: 'It could not be saved.',
}

const bytes = (n: number) => (n < 1_000 ? `${count(n)} B` : `${tenths(n / 1_000)} kB`)

export const labStrings = {
  label: 'Fault lab',
  speed: { word: 'Speed', what: 'Speed of this page’s line' },
  kilobytes: (speed: number) => (speed === 0 ? 'Full' : quantity(speed / 1_000)),
  speedHint: (speed: number) => (speed === 0 ? 'As fast as it goes' : `${quantity(speed / 1_000)} kB per second each way`),
  unit: 'kB/s',
  cut: { word: 'Cut', what: 'Cut this page’s line' },
  dead: (seconds: number) => `Dead for ${seconds} s`,
  reset: 'Reset',
  everybody: { word: 'Everybody', what: 'For everybody' },
  produce: (seconds: number) => `1 kHz for ${seconds} s`,
  produceHint: 'A simulated mouse of 1,000 moves a second, as the source “lab”',
  stop: (seconds: number) => `Stop 1 kHz (${count(seconds)} s)`,
  endAll: 'End all connections',
  unknown: { word: 'Waiting', what: 'The relay has not told anything yet.' },
  inStep: { word: 'In step', what: 'It is sent what everybody is sent.' },
  behind: { word: 'Behind', what: 'Moves are merged for it, presses never.' },
  out: { name: 'On the way', what: (out: number, window: number) => `${bytes(out)} of a window of ${bytes(window)}` },
  waits: { name: 'Unanswered', what: (ms: number, most: number) => `${duration(ms)}; late after ${duration(most)}` },
  outbox: { name: 'Outbox', what: (events: number) => (events === 1 ? '1 event' : `${count(events)} events`) },
  chain: { name: 'Events per second', received: 'received', merged: 'merged', lost: 'lost' },
  rate: (events: number) => count(events),
  explain: 'The last 30 s, as the relay saw this page. Shaded: behind. Dashed: what is allowed.',
}
