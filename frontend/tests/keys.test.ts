// @vitest-environment jsdom

import { beforeEach, describe, expect, it, test } from 'vitest'
import { listenToKeys, pressKey, takesKey } from '../src/keys'
import { Given, move } from './given'
import { START } from './world'

let given: Given
beforeEach(() => {
  given = new Given().welcome()
  for (let seq = 1; seq <= 5; seq++) given.frame([move(seq, { t: START + seq * 1_000 })])
  given.world.pass(10_000)
})

const cursor = () => given.store.sight().cursor - START
const press = (...keys: string[]) => keys.map((key) => pressKey(key.replace('Shift+', ''), key.startsWith('Shift+'), given.store))

describe('the keyboard', () => {
  test.each<[string[], number]>([
    [['ArrowLeft'], 5_000],
    [['ArrowLeft', 'ArrowLeft', 'ArrowRight'], 5_000],
    [['Home'], 1_000],
    [['Home', 'ArrowRight'], 2_000],
    [['Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowLeft'], 2_000],
    [['Home', 'End'], 5_000],
  ])('%s goes to %i ms', (keys, expected) => {
    press(...keys)
    expect(cursor()).toBe(expected)
    expect(given.store.sight().mode).toBe('paused')
  })

  it('pauses and plays with Space, and goes live with L', () => {
    press(' ')
    expect(given.store.sight().mode).toBe('paused')
    press('Home', ' ')
    expect(given.store.sight().mode).toBe('playing')
    press('l')
    expect(given.store.sight().mode).toBe('live')
  })

  it('leaves other keys alone', () => {
    expect(press('a', 'Tab', 'ArrowUp')).toEqual([false, false, false])
  })
})

describe('a key', () => {
  test.each([
    ['<input>', 'l', true],
    ['<select></select>', 'ArrowLeft', true],
    ['<div role="listbox" tabindex="0"></div>', 'Home', true],
    ['<button>x</button>', ' ', true],
    ['<button>x</button>', 'ArrowLeft', false],
    ['<button role="tab">x</button>', 'ArrowLeft', true],
    ['<button role="tab">x</button>', ' ', false],
    ['<div role="slider" tabindex="0"></div>', 'ArrowLeft', false],
    ['<p>x</p>', ' ', false],
  ])('on %s: %j is its own: %s', (markup, key, own) => {
    document.body.innerHTML = markup
    expect(takesKey(document.body.firstElementChild, key)).toBe(own)
    expect(takesKey(null, key)).toBe(false)
  })

  it('is heard wherever it is pressed, until nobody listens', () => {
    document.body.innerHTML = '<p>x</p>'
    const stop = listenToKeys(document, given.store)
    const event = () => new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true })
    const first = event()
    document.body.dispatchEvent(first)
    expect([given.store.sight().mode, first.defaultPrevented]).toEqual(['paused', true])
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'l', ctrlKey: true, bubbles: true }))
    expect(given.store.sight().mode).toBe('paused')
    given.store.live()
    stop()
    document.body.dispatchEvent(event())
    expect(given.store.sight().mode).toBe('live')
  })
})
