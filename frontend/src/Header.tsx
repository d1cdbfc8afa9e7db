// The top of the page: its name, the state of the connection in words, and the way to talk to the relay.

import { strings } from './strings'
import type { ConnectionView } from './view'

interface Props {
  readonly connection: ConnectionView
  readonly viewers: number | null
  readonly retry: () => void
  readonly talk: () => void
}

export function Header({ connection, viewers, retry, talk }: Props) {
  const { tone, words, reason, spoken, canRetry, live } = connection
  return (
    <header className="top">
      <h1 className="name">
        <Mark />
        {strings.name}
      </h1>
      <section className="connection" data-tone={tone} aria-label={strings.connection.label}>
        <span className="lamp" aria-hidden="true" />
        <strong className="state">{words}</strong>
        <span className="reason">{reason}</span>
        {canRetry && (
          <button type="button" className="quiet" onClick={retry}>
            {strings.connection.retry}
          </button>
        )}
      </section>
      <p className="viewers">{strings.viewers(viewers)}</p>
      <button type="button" className="talk" onClick={talk} disabled={!live}>
        {strings.talk.button}
      </button>
      <p className="unseen" role="status">
        {spoken}
      </p>
    </header>
  )
}

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="12" cy="11" r="9.5" opacity="0.35" />
      <circle cx="12" cy="11" r="5" opacity="0.7" />
      <path d="M12 11v15l3.7-3.4 2.6 5.6 2.5-1.1-2.6-5.4h4.8z" />
    </svg>
  )
}
