// Say something to the relay: what is written, or, if nothing is, what the article's button says.

import { useState, type FormEvent } from 'react'
import { strings } from './strings'

interface Props {
  readonly live: boolean
  readonly talk: (message: string) => void
}

export function Talk({ live, talk }: Props) {
  const [message, setMessage] = useState('')
  function send(event: FormEvent): void {
    event.preventDefault()
    if (!live) return
    talk(message.trim() || strings.talk.message)
    setMessage('')
  }
  return (
    <form className="talk" onSubmit={send}>
      <input
        type="text"
        aria-label={strings.talk.field}
        placeholder={strings.talk.message}
        maxLength={strings.talk.longest}
        autoComplete="off"
        value={message}
        onChange={({ target }) => setMessage(target.value)}
      />
      <button type="submit" className="strong" disabled={!live}>
        {strings.talk.button}
      </button>
    </form>
  )
}
