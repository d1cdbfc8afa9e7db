// A page's side of the lab that writes down what is asked.

import type { Bench, LabReceiver } from '../../src/lab/bench'
import { NOTHING, type Numbers } from '../../src/numbers'
import { START } from '../world'

export class FakeBench implements Bench {
  now = START
  numbers: Numbers = NOTHING
  receiver: LabReceiver | null = null
  readonly asked: [string, number | undefined][] = []
  readonly ask = (what: string, value?: number) => void this.asked.push([what, value])
  readonly receive = (receiver: LabReceiver) => void (this.receiver = receiver)
  readonly totals = () => this.numbers
  readonly clock = () => this.now
}
