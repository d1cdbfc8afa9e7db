// What somebody chose to look at, as it stands in the page's address: a link shows the same to everybody.
//
//   ?sources=desk,attic   only these; all others are received all the same
//   &layout=side          side by side, not over each other
//   &heat=presses         or time: where the pointer was
//   &overlay=1            the stage alone, on nothing: for a video
//      &parts=pointer,trail  &size=1.5  &delay=200  &colors=ff8800,00aaff
//
// Whatever cannot be used in an address is left out of account.

export const LAYOUTS = ['over', 'side'] as const
export const HEATS = ['none', 'presses', 'time'] as const
export const PARTS = ['pointer', 'trail', 'presses', 'drags', 'wheel', 'held', 'names', 'screens'] as const

export type Layout = (typeof LAYOUTS)[number]
export type Heat = (typeof HEATS)[number]
export type Part = (typeof PARTS)[number]

export interface Overlay {
  readonly parts: readonly Part[]
  /** How large to draw; 1 is as on the page. */
  readonly size: number
  /** How far to stay behind, in ms. */
  readonly delay: number
  /** Of the sources, in order: `#rrggbb`. */
  readonly colors: readonly string[]
}

export interface Choice {
  /** null: all. */
  readonly sources: readonly string[] | null
  readonly layout: Layout
  readonly heat: Heat
  readonly overlay: Overlay | null
}

export const PLAIN: Choice = { sources: null, layout: 'over', heat: 'none', overlay: null }
/** An overlay lies on a picture of the screen itself, so it draws no screens. */
export const PLAIN_OVERLAY: Overlay = {
  parts: PARTS.filter((part) => part !== 'screens'),
  size: 1,
  delay: 0,
  colors: [],
}

export const SIZES = { least: 0.25, most: 8 }
export const LONGEST_DELAY = 60_000
const MOST_SOURCES = 64
const COLOR = /^#?((?:[0-9a-f]{3}){1,2})$/i

export function readChoice(search: string): Choice {
  const given = new URLSearchParams(search)
  const sources = listed(given, 'sources').slice(0, MOST_SOURCES)
  return {
    sources: sources.length === 0 ? null : sources,
    layout: oneOf(LAYOUTS, given.get('layout')) ?? PLAIN.layout,
    heat: oneOf(HEATS, given.get('heat')) ?? PLAIN.heat,
    overlay: given.get('overlay') === '1' ? readOverlay(given) : null,
  }
}

/** Return what stands after the `?` for a choice; empty for the plain one. */
export function writeChoice({ sources, layout, heat, overlay }: Choice): string {
  const parts: string[] = []
  const add = (name: string, value: string | number) => parts.push(`${name}=${value}`)
  if (overlay) add('overlay', 1)
  if (sources) add('sources', sources.map(encodeURIComponent).join(','))
  if (layout !== PLAIN.layout) add('layout', layout)
  if (heat !== PLAIN.heat) add('heat', heat)
  if (overlay) {
    if (overlay.parts.join() !== PLAIN_OVERLAY.parts.join()) add('parts', overlay.parts.join(','))
    if (overlay.size !== 1) add('size', overlay.size)
    if (overlay.delay !== 0) add('delay', overlay.delay)
    if (overlay.colors.length > 0) add('colors', overlay.colors.map((color) => color.slice(1)).join(','))
  }
  return parts.join('&')
}

function readOverlay(given: URLSearchParams): Overlay {
  const parts = PARTS.filter((part) => listed(given, 'parts').includes(part))
  return {
    parts: parts.length === 0 ? PLAIN_OVERLAY.parts : parts,
    size: within(given.get('size'), SIZES.least, SIZES.most) ?? 1,
    delay: within(given.get('delay'), 0, LONGEST_DELAY) ?? 0,
    colors: listed(given, 'colors').flatMap((color) => colorIn(color) ?? []),
  }
}

function listed(given: URLSearchParams, name: string): string[] {
  return (given.get(name) ?? '').split(',').filter(Boolean)
}

function oneOf<T extends string>(words: readonly T[], given: string | null): T | undefined {
  return words.find((word) => word === given)
}

function within(given: string | null, least: number, most: number): number | null {
  const value = given === null || given === '' ? NaN : Number(given)
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : null
}

function colorIn(given: string): string | null {
  const digits = COLOR.exec(given)?.[1]?.toLowerCase()
  if (digits === undefined) return null
  return digits.length === 6 ? `#${digits}` : `#${[...digits].map((digit) => digit + digit).join('')}`
}
