// A world in which time passes only when a test says so, and sockets that a test answers.

import type { Socket, Surroundings } from '../src/connection'

interface Timer {
  readonly due: number
  readonly action: () => void
}

export const START = 1_764_230_400_000

export class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null
  onmessage: Socket['onmessage'] = null
  onclose: Socket['onclose'] = null
  readonly sent: Record<string, unknown>[] = []
  closedWith: number | undefined

  constructor(
    readonly address: string,
    readonly subprotocol: string,
  ) {}

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>)
  }

  close(code?: number): void {
    this.closedWith = code
  }

  receive(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }

  welcome(sources: object = {}): void {
    this.onopen?.()
    this.receive({ type: 'relay', message: 'welcome', time: START, viewers: 1, sources })
  }

  of(message: string): Record<string, unknown>[] {
    return this.sent.filter((each) => each['message'] === message)
  }
}

export class World implements Surroundings {
  now = START
  chance = 0.5
  readonly sockets: FakeSocket[] = []
  readonly frames: (() => void)[] = []
  #timers = new Set<Timer>()

  readonly clock = () => this.now
  readonly random = () => this.chance
  readonly schedule = (action: () => void) => void this.frames.push(action)

  readonly open = (address: string, subprotocol: string): FakeSocket => {
    const socket = new FakeSocket(address, subprotocol)
    this.sockets.push(socket)
    return socket
  }

  readonly after = (ms: number, action: () => void): (() => void) => {
    const timer = { due: this.now + ms, action }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('No connection was opened.')
    return socket
  }

  get timers(): number {
    return this.#timers.size
  }

  /** Let time pass, and every timer run when it is due. */
  pass(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)
      if (!next) break
      this.#timers.delete(next)
      this.now = Math.max(this.now, next.due)
      next.action()
    }
    this.now = end
  }

  /** Let the browser show one animation frame. */
  frame(): void {
    for (const action of this.frames.splice(0)) action()
  }
}
