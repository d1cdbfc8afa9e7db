// One card for each source: whether it is there, whether its capture works, where its pointer is and what it holds.

import { buttonInk, sourceInk } from './ink'
import { strings } from './strings'
import type { SourceView } from './view'

interface Props {
  readonly sources: readonly SourceView[]
  readonly live: boolean
}

export function SourceCards({ sources, live }: Props) {
  const troubleFirst = sources.toSorted((a, b) => Number(b.health !== '') - Number(a.health !== ''))
  return (
    <section className="panel sources" aria-label={strings.sources.label} tabIndex={0} data-live={live}>
      <h2>{strings.sources.label}</h2>
      {sources.length === 0 && <p className="soft">{strings.sources.none}</p>}
      {troubleFirst.map((source) => (
        <Card key={source.name} source={source} live={live} />
      ))}
    </section>
  )
}

function Card({ source, live }: { readonly source: SourceView; readonly live: boolean }) {
  const { name, color, presence, simulated, capture, cure, health, paused, limits, lag, hasPlace, chosen } = source
  const { word } = strings.presence[presence]
  return (
    <article className="card" style={sourceInk(color)} data-presence={presence} data-chosen={chosen}>
      <header>
        <span className="dot" aria-hidden="true" />
        <h3>{name}</h3>
        <span className="presence">{live ? word : strings.sources.whenLastHeard(word)}</span>
        {paused && <span className="badge">{strings.sources.paused}</span>}
        <span className={simulated ? 'badge' : 'capture'}>{simulated ? strings.sources.simulated : capture}</span>
      </header>
      {health && (
        <p className="health" role="alert" data-paused={paused}>
          {!paused && <strong>{strings.sources.health}</strong>} {health}
        </p>
      )}
      {limits && <p className="cure">{limits}</p>}
      {live && cure && <p className="cure">{cure}</p>}
      {hasPlace && <Facts source={source} />}
      {lag && <p className="lag">{lag}</p>}
    </article>
  )
}

function Facts({ source: { pointer, wheel, held } }: { readonly source: SourceView }) {
  return (
    <dl className="facts">
      <div className="fact">
        <dt>{strings.stage.pointer}</dt>
        <dd className="point">{pointer}</dd>
      </div>
      <div className="fact">
        <dt>{strings.stage.wheel}</dt>
        <dd className="wheel">
          <span aria-label="x">↔ {wheel.x}</span> <span aria-label="y">↕ {wheel.y}</span>
        </dd>
      </div>
      <div className="fact">
        <dt>{strings.stage.held}</dt>
        <dd>
          {held.length === 0 && <span className="soft">{strings.stage.nothingHeld}</span>}
          {held.map(({ button, ink }) => (
            <span key={button} className="held" style={buttonInk(ink)}>
              {button}
            </span>
          ))}
        </dd>
      </div>
    </dl>
  )
}
