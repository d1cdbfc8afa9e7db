// The timeline's place in the page: what starts and stops the look at the past, and the strip that is scrubbed.

import { useEffect, useRef, type PointerEvent } from 'react'
import { Icon } from './Icon'
import { RATES, type Sight } from './playback'
import { strings } from './strings'
import type { Timeline } from './timeline'
import type { TimeView } from './view'

export interface TimeControls {
  toggle(): void
  live(): void
  step(direction: 1 | -1): void
  seek(time: number): void
  setRate(rate: number): void
  setStretch(stretch: number | null): void
  timelineOn(canvas: HTMLCanvasElement): Timeline
}

interface Props {
  readonly time: TimeView
  readonly controls: TimeControls
  /** There is a connection and the page is not behind, so what follows is live. */
  readonly inStep: boolean
}

const MINUTE = 60_000
const STRETCHES = [1, 5, 10, 30].map((minutes) => minutes * MINUTE)

export function TimelineView({ time, controls, inStep }: Props) {
  const say = strings.time
  const { sight, newer } = time
  const follows = sight.mode === 'live'
  return (
    <section className="timeline" aria-label={say.label} data-mode={sight.mode} data-in-step={inStep}>
      <div className="transport" role="group" aria-label={say.transport}>
        <button type="button" className="icon" onClick={() => controls.step(-1)} aria-label={say.back} title={say.backHint}>
          <Icon name="back" />
        </button>
        <button
          type="button"
          className="icon main"
          onClick={controls.toggle}
          aria-label={sight.mode === 'paused' ? say.play : say.pause}
          title={sight.mode === 'paused' ? say.playHint : say.pauseHint}
        >
          <Icon name={sight.mode === 'paused' ? 'play' : 'pause'} />
        </button>
        <button
          type="button"
          className="icon"
          onClick={() => controls.step(1)}
          disabled={follows}
          aria-label={say.forth}
          title={say.forthHint}
        >
          <Icon name="forth" />
        </button>
        <Rate sight={sight} setRate={controls.setRate} />
      </div>
      <Strip time={time} controls={controls} />
      <div className="now">
        <button type="button" className="live" aria-pressed={follows} onClick={controls.live} title={say.liveHint}>
          <span className="lamp" aria-hidden="true" />
          {say.live}
        </button>
        {!follows && <span className="when">{say.newer(newer)}</span>}
        <Stretch setStretch={controls.setStretch} />
      </div>
    </section>
  )
}

function Strip({ time, controls }: Omit<Props, 'inStep'>) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawn = useRef<Timeline>(null)
  const { timelineOn, seek } = controls
  useEffect(() => {
    if (!canvas.current) return undefined
    const timeline = timelineOn(canvas.current)
    drawn.current = timeline
    return () => timeline.stop()
  }, [timelineOn])

  function point(event: PointerEvent<HTMLDivElement>): void {
    const { left } = event.currentTarget.getBoundingClientRect()
    if (drawn.current) seek(drawn.current.timeAt(event.clientX - left))
  }

  const { from, until, cursor } = time.sight
  return (
    <div
      className="strip"
      role="slider"
      tabIndex={0}
      aria-label={strings.time.scrub}
      aria-valuemin={Math.round(from)}
      aria-valuemax={Math.round(until)}
      aria-valuenow={Math.round(cursor)}
      aria-valuetext={time.words}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        point(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) point(event)
      }}
    >
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  )
}

function Rate({ sight, setRate }: { readonly sight: Sight; readonly setRate: (rate: number) => void }) {
  return (
    <select
      aria-label={strings.time.rate}
      value={sight.rate}
      disabled={sight.mode === 'live'}
      onChange={(event) => setRate(Number(event.target.value))}
    >
      {RATES.map((rate) => (
        <option key={rate} value={rate}>
          {strings.time.times(rate)}
        </option>
      ))}
    </select>
  )
}

function Stretch({ setStretch }: { readonly setStretch: (stretch: number | null) => void }) {
  return (
    <select aria-label={strings.time.stretch} defaultValue="" onChange={({ target }) => setStretch(Number(target.value) || null)}>
      <option value="">{strings.time.everything}</option>
      {STRETCHES.map((stretch) => (
        <option key={stretch} value={stretch}>
          {strings.time.minutes(stretch / MINUTE)}
        </option>
      ))}
    </select>
  )
}
