// What a screen reader hears without being asked: the state of the connection at once, presses at a bearable rate.

import { useEffect, useRef, useState } from 'react'
import { strings } from './strings'
import type { View } from './view'

/** Seconds between two sentences about presses. */
const PAUSE = 3_000

export function Announcer({ view }: { readonly view: View }) {
  return (
    <>
      <p className="unseen" role="status">
        {view.connection.spoken}
      </p>
      <p className="unseen" aria-live="polite">
        {useSeldom(view.time.sight.mode === 'live' ? view.presses : 0, view.lastPress)}
      </p>
    </>
  )
}

// Say what the last press was and how many there were since the last sentence, at most every PAUSE ms.
function useSeldom(presses: number, last: string): string {
  const [sentence, setSentence] = useState('')
  const said = useRef({ presses, at: -Infinity })
  const newest = useRef({ presses, last })
  newest.current = { presses, last }
  useEffect(() => {
    if (presses <= said.current.presses) return undefined
    const wait = Math.max(0, said.current.at + PAUSE - performance.now())
    const timer = setTimeout(() => {
      const { presses: now, last: latest } = newest.current
      setSentence(strings.spoken.presses(now - said.current.presses, latest))
      said.current = { presses: now, at: performance.now() }
    }, wait)
    return () => clearTimeout(timer)
  }, [presses])
  return sentence
}
