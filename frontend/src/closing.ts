// Say what the end of a connection means: why, whether to come back, and what a person can do.
//
// The codes come from protocol/close_codes.py. Browsers report a broken line as 1006 and a close without a code as 1005.

import { ENDINGS, FATAL_PROTOCOL_CODES, GOING_AWAY, NORMAL } from './generated/constants'
import { strings } from './strings'

export interface Ending {
  readonly comeBack: boolean
  /** The relay was there and did not want this connection: knock again seldom. */
  readonly refused: boolean
  readonly reason: string
  /** What a person can do; empty where the page comes back by itself. */
  readonly advice: string
}

const TRY_AGAIN_LATER = 1013
const REFUSALS: readonly string[] = ['full', 'name-in-use', 'too-many-tries']

export function endingOf(code: number, wasOpen: boolean, address: string): Ending {
  const known = ENDINGS.find((ending) => ending.code === code)
  const refused = code === TRY_AGAIN_LATER || (known !== undefined && REFUSALS.includes(known.name))
  if (comeBack(code)) return { comeBack: true, refused, reason: reasonFor(code, wasOpen, address), advice: '' }
  const advice = strings.advice[known?.name ?? ''] ?? strings.advice[code === NORMAL ? 'normal' : 'other'] ?? ''
  return { comeBack: false, refused, reason: reasonFor(code, wasOpen, address), advice }
}

/** The same rule as in protocol/close_codes.py. */
function comeBack(code: number): boolean {
  if (code >= 4500 && code <= 4999) return false
  return code !== NORMAL && !FATAL_PROTOCOL_CODES.includes(code)
}

function reasonFor(code: number, wasOpen: boolean, address: string): string {
  const known = ENDINGS.find((ending) => ending.code === code)
  if (known) return strings.reason.told(known.sentence)
  if (code === NORMAL) return strings.reason.normal
  if (code === GOING_AWAY) return strings.reason.goingAway
  if (code === TRY_AGAIN_LATER) return strings.reason.busy
  if (FATAL_PROTOCOL_CODES.includes(code)) return strings.reason.protocol(code)
  return wasOpen ? strings.reason.broken : strings.reason.unreachable(address)
}
