// What the keyboard does to the look at time, wherever on the page the focus is, unless it is on something that takes
// the key itself.

import type { Store } from './store'

type Controls = Pick<Store, 'toggle' | 'live' | 'step' | 'seek' | 'sight' | 'history'>

const SECOND = 1_000
const ON_ITS_OWN = 'input, textarea, select, button, a, summary, dialog, [role=tab], [role=listbox], [contenteditable]'
/** A control that takes these keys itself lets the others through. */
const OF_BUTTONS: readonly string[] = [' ', 'Enter']

/** Do what a key says; return whether it meant anything. */
export function pressKey(key: string, shift: boolean, controls: Controls): boolean {
  const { cursor } = controls.sight()
  switch (key) {
    case ' ':
      controls.toggle()
      return true
    case 'ArrowLeft':
    case 'ArrowRight': {
      const direction = key === 'ArrowRight' ? 1 : -1
      if (shift) controls.seek(cursor + direction * SECOND)
      else controls.step(direction)
      return true
    }
    case 'Home':
      controls.seek(controls.history.oldest ?? cursor)
      return true
    case 'End':
      controls.seek(controls.history.newest ?? cursor)
      return true
    case 'l':
    case 'L':
      controls.live()
      return true
    default:
      return false
  }
}

/** Tell whether the element with the focus wants the key for itself. */
export function takesKey(element: Element | null, key: string): boolean {
  if (element === null || element.matches('[role=slider]')) return false
  const taker = element.closest(ON_ITS_OWN)
  if (taker === null) return false
  if (taker.matches('[role=tab]')) return key !== ' ' && key.length > 1
  return taker.matches('button, a, summary') ? OF_BUTTONS.includes(key) : true
}

export function listenToKeys(target: Document, controls: Controls): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (takesKey(target.activeElement, event.key)) return
    if (pressKey(event.key, event.shiftKey, controls)) event.preventDefault()
  }
  target.addEventListener('keydown', listener)
  return () => target.removeEventListener('keydown', listener)
}
