// What was counted, for one source or for all of them.

import type { SourceCursor } from './cursors'

/** captured = received + merged + lost, and `unknownLosses` times a number that nobody knows. */
export interface Numbers {
  readonly captured: number
  readonly received: number
  readonly merged: number
  readonly lost: number
  readonly repeated: number
  readonly unknownLosses: number
}

export const NOTHING: Numbers = { captured: 0, received: 0, merged: 0, lost: 0, repeated: 0, unknownLosses: 0 }

export function numbersOf({ chain, unknownLosses }: SourceCursor): Numbers {
  const { captured, received, merged, lost, repeated } = chain
  return { captured, received, merged, lost, repeated, unknownLosses }
}

export function sum(a: Numbers, b: Numbers): Numbers {
  return {
    captured: a.captured + b.captured,
    received: a.received + b.received,
    merged: a.merged + b.merged,
    lost: a.lost + b.lost,
    repeated: a.repeated + b.repeated,
    unknownLosses: a.unknownLosses + b.unknownLosses,
  }
}
