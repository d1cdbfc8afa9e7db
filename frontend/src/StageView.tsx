// The stage's place in the page: the canvas, the choice of sources, and what to say while there is nothing to draw.

import { useEffect, useRef } from 'react'
import { sourceInk } from './ink'
import { strings } from './strings'
import type { SourceView } from './view'

interface Props {
  readonly sources: readonly SourceView[]
  readonly chosen: string | null
  readonly live: boolean
  readonly presses: number
  readonly choose: (source: string | null) => void
  readonly drawOn: (canvas: HTMLCanvasElement) => () => void
}

export function StageView({ sources, chosen, live, presses, choose, drawOn }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => (canvas.current ? drawOn(canvas.current) : undefined), [drawOn])
  return (
    <section className="stage" aria-label={strings.stage.label} data-live={live}>
      {sources.length > 1 && <Chooser sources={sources} chosen={chosen} choose={choose} />}
      <div className="canvas">
        <canvas ref={canvas} role="img" aria-label={strings.stage.describe(sources.length, presses)} />
        <Emptiness sources={sources} live={live} />
        {!live && sources.length > 0 && <p className="frozen">{strings.stage.frozen}</p>}
      </div>
    </section>
  )
}

function Emptiness({ sources, live }: Pick<Props, 'sources' | 'live'>) {
  if (sources.some(({ pointer }) => pointer !== strings.stage.nowhere)) return null
  if (!live && sources.length === 0) return null
  if (sources.length > 0) return <p className="empty">{strings.stage.waiting}</p>
  return (
    <div className="empty">
      <h2>{strings.stage.noSource}</h2>
      <p>
        {strings.stage.startOne} <code>{strings.stage.command}</code>
      </p>
    </div>
  )
}

function Chooser({ sources, chosen, choose }: Pick<Props, 'sources' | 'chosen' | 'choose'>) {
  return (
    <div className="chooser" role="group" aria-label={strings.stage.choose}>
      <button type="button" className="chip" aria-pressed={chosen === null} onClick={() => choose(null)}>
        {strings.stage.all}
      </button>
      {sources.map(({ name, color }) => (
        <button
          key={name}
          type="button"
          className="chip"
          style={sourceInk(color)}
          aria-pressed={chosen === name}
          onClick={() => choose(name)}
        >
          <span className="dot" aria-hidden="true" />
          {name}
        </button>
      ))}
    </div>
  )
}
