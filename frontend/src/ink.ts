// The colour of a source or a button, as a style that sets --ink. The colours themselves are in style.css.

import type { CSSProperties } from 'react'

export const SOURCE_INKS = 8

export function sourceInk(color: number): CSSProperties {
  return { '--ink': `var(--source-${color % SOURCE_INKS})` } as CSSProperties
}

export function buttonInk(ink: string): CSSProperties {
  return { '--ink': `var(--button-${ink})` } as CSSProperties
}
