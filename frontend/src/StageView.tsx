// The stage's place in the page: the canvas, what is shown on it, and what to say while there is nothing to draw.

import { useEffect, useRef, type ReactNode } from 'react'
import { HEATS, LAYOUTS, type Choice } from './choice'
import { sourceInk } from './ink'
import { strings } from './strings'
import type { SourceView, TimeView } from './view'

interface Props {
  readonly sources: readonly SourceView[]
  readonly choice: Choice
  readonly time: TimeView
  readonly live: boolean
  readonly presses: number
  readonly choose: (change: Partial<Choice>) => void
  readonly resetHeat: () => void
  readonly drawOn: (canvas: HTMLCanvasElement) => () => void
  /** More to do with the picture. */
  readonly children?: ReactNode
}

export function StageView({ sources, choice, time, live, presses, choose, resetHeat, drawOn, children }: Props) {
  const { mode } = time.sight
  return (
    <section className="stage" aria-label={strings.stage.label} data-live={live || mode !== 'live'}>
      <div className="tools">
        {(sources.length > 1 || choice.sources) && <Chooser sources={sources} choice={choice} choose={choose} />}
        <div className="tool end">
          <HeatTools choice={choice} choose={choose} resetHeat={resetHeat} />
          {children}
        </div>
      </div>
      <div className="canvas">
        <StageCanvas label={strings.stage.describe(sources.length, presses)} drawOn={drawOn} />
        <Emptiness sources={sources} choice={choice} live={live} />
        {mode !== 'live' && <p className="frozen past">{strings.time.mode(mode, time.words)}</p>}
        {mode === 'live' && !live && sources.length > 0 && <p className="frozen">{strings.stage.frozen}</p>}
      </div>
    </section>
  )
}

interface CanvasProps {
  readonly label: string
  readonly drawOn: (canvas: HTMLCanvasElement) => () => void
}

export function StageCanvas({ label, drawOn }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => (canvas.current ? drawOn(canvas.current) : undefined), [drawOn])
  return <canvas ref={canvas} className="picture" role="img" aria-label={label} />
}

function Emptiness({ sources, choice, live }: Pick<Props, 'sources' | 'choice' | 'live'>) {
  const shown = sources.filter(({ chosen }) => chosen)
  if (shown.some(({ pointer }) => pointer !== strings.stage.nowhere)) return null
  if (!live && sources.length === 0) return null
  if (shown.length > 0 && shown.every(({ readings }) => readings.length > 0)) {
    return <p className="empty">{strings.stage.noPointer}</p>
  }
  if (shown.length > 0 && shown.every(({ health, paused }) => health !== '' && !paused)) {
    return <p className="empty">{strings.stage.noCapture}</p>
  }
  if (shown.length > 0) return <p className="empty">{strings.stage.waiting}</p>
  if (choice.sources) return <p className="empty">{strings.stage.notHere(choice.sources)}</p>
  return (
    <div className="empty">
      <h2>{strings.stage.noSource}</h2>
      <p>
        {strings.stage.startOne} <code>{strings.stage.command}</code>
      </p>
    </div>
  )
}

function Chooser({ sources, choice, choose }: Pick<Props, 'sources' | 'choice' | 'choose'>) {
  const { sources: chosen, layout } = choice
  return (
    <>
      <div className="chooser" role="group" aria-label={strings.stage.choose}>
        <button type="button" className="chip" aria-pressed={chosen === null} onClick={() => choose({ sources: null })}>
          {strings.stage.all}
        </button>
        {sources.map(({ name, color }) => (
          <button
            key={name}
            type="button"
            className="chip"
            style={sourceInk(color)}
            aria-pressed={chosen?.includes(name) ?? false}
            onClick={() => choose({ sources: toggled(chosen, name) })}
          >
            <span className="dot" aria-hidden="true" />
            {name}
          </button>
        ))}
      </div>
      <div className="segments" role="group" aria-label={strings.stage.layout}>
        {LAYOUTS.map((each) => (
          <button key={each} type="button" aria-pressed={layout === each} onClick={() => choose({ layout: each })}>
            {strings.stage.layouts[each]}
          </button>
        ))}
      </div>
    </>
  )
}

function HeatTools({ choice, choose, resetHeat }: Pick<Props, 'choice' | 'choose' | 'resetHeat'>) {
  return (
    <>
      <span className="label" aria-hidden="true">
        {strings.stage.heat}
      </span>
      <div className="segments" role="group" aria-label={strings.stage.heat}>
        {HEATS.map((each) => (
          <button key={each} type="button" aria-pressed={choice.heat === each} onClick={() => choose({ heat: each })}>
            {strings.stage.heats[each]}
          </button>
        ))}
      </div>
      <button
        type="button"
        className="quiet"
        disabled={choice.heat === 'none'}
        aria-label={strings.stage.resetHeatMap}
        onClick={resetHeat}
      >
        {strings.stage.resetHeat}
      </button>
    </>
  )
}

// The last one that is taken away leaves all.
function toggled(chosen: readonly string[] | null, name: string): readonly string[] | null {
  const others = (chosen ?? []).filter((each) => each !== name)
  if (chosen?.includes(name)) return others.length === 0 ? null : others
  return [...others, name]
}
