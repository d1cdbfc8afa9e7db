// What the fault lab needs of the page, which loads the rest of src/lab/ only when somebody opens it.

import type { LabCommand, LabState } from '../generated/protocol'
import type { Numbers } from '../numbers'

/** Who is told what the relay says of this page's line. */
export interface LabReceiver {
  /** There is a new connection to a relay that is a fault lab. */
  welcome(): void
  take(state: LabState): void
}

export interface Bench {
  /** Ask the relay for something; nothing happens where there is no connection. */
  ask(what: LabCommand['do'], value?: number): void
  receive(receiver: LabReceiver): void
  /** What this page has counted, over all sources. */
  totals(): Numbers
  /** Now by the relay's clock, in ms. */
  clock(): number
}
