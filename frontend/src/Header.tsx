// The top of the page: its name, and whether what is seen is true.

import { strings } from './strings'
import type { ConnectionView } from './view'

interface Props {
  readonly connection: ConnectionView
  readonly viewers: number | null
  /** The page came over a line that others can read. */
  readonly exposed: boolean
  readonly latency: string
  readonly retry: () => void
}

export function Header({ connection, viewers, exposed, latency, retry }: Props) {
  const { tone, words, reason, canRetry } = connection
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
      {latency && (
        <p className="aside latency-words" title={strings.connection.latencyWhat}>
          {latency}
        </p>
      )}
      {exposed && (
        <p className="exposed" title={strings.connection.exposedWhy}>
          {strings.connection.exposed}
        </p>
      )}
      <p className="aside viewers">{strings.viewers(viewers)}</p>
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
