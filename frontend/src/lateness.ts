// Know that the page is behind where the relay does not say so: to a viewer whose line is full of events it sends its
// word of each second late or not at all. Pure. All in ms; ages are by the relay's clock.

/** The relay's word comes each second: after this much without one, the line has no room for it. */
const OVERDUE = 2_500
/** Younger events than this are as live as it gets. */
const YOUNG = 500

export class Lateness {
  #toldAt = Infinity
  #tookAt = -Infinity
  #age = 0

  /** Know that the relay has said how far it is. */
  told(now: number): void {
    this.#toldAt = now
  }

  /** Know how old the newest event was when it came. */
  took(now: number, age: number): void {
    this.#tookAt = now
    this.#age = age
  }

  /** Return by how much the page is behind; 0 if it is not, or if the relay's word says it. */
  at(now: number): number {
    const overdue = now - this.#toldAt > OVERDUE
    const arriving = now - this.#tookAt < OVERDUE
    return overdue && arriving && this.#age > YOUNG ? this.#age : 0
  }
}
