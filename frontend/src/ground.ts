// What lies under the pointers, kept as a picture while a heat map is in it: thousands of small fields, which change
// seldom, would be painted anew in each frame.

import type { Palette } from './brush'
import { paintGround } from './paint'
import type { Scene } from './scene'

export class Ground {
  readonly #canvas = document.createElement('canvas')
  #of: readonly unknown[] = []

  /** Return the ground of a scene; null where to paint it costs no more than to copy it. */
  under(scene: Scene, palette: Palette, ratio: number): HTMLCanvasElement | null {
    if (scene.heats.length === 0) return null
    const of = [palette, ratio, scene.width, scene.height, ...scene.heats.flatMap(({ grid, x, y, side }) => [grid, x, y, side])]
    if (of.length === this.#of.length && of.every((each, place) => each === this.#of[place])) return this.#canvas
    this.#of = of
    this.#canvas.width = Math.round(scene.width * ratio)
    this.#canvas.height = Math.round(scene.height * ratio)
    const brush = this.#canvas.getContext('2d')
    if (!brush) return null
    brush.setTransform(ratio, 0, 0, ratio, 0, 0)
    paintGround(brush, scene, palette)
    return this.#canvas
  }
}
