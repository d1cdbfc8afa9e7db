// Tell when the browser has made a picture out of what was drawn in an animation frame.
//
// A message that is posted within a frame is delivered after the browser has rendered that frame. What the compositor
// and the display take after it, at most one interval of the display as a rule, no page can see.

export class Presented {
  readonly #channel = new MessageChannel()
  #actions: (() => void)[] = []

  constructor() {
    this.#channel.port1.onmessage = () => {
      const actions = this.#actions
      this.#actions = []
      for (const action of actions) action()
    }
  }

  /** Call back once, when what is drawn in this animation frame has been rendered. */
  after(action: () => void): void {
    this.#actions.push(action)
    if (this.#actions.length === 1) this.#channel.port2.postMessage(null)
  }

  stop(): void {
    this.#channel.port1.close()
    this.#actions = []
  }
}
