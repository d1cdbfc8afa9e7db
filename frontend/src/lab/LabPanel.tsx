// The fault lab: buttons that make things go wrong, and below them what the relay does about it.

import { useEffect, useState, type ReactNode } from 'react'
import type { Bench } from './bench'
import { areaOf, bandsOf, ceilingOf, HEIGHT, lineOf, WIDTH, type Band, type Point } from './curve'
import { labOf, type Lab, type LabView, type Rates, type Sample } from './lab'
import './lab.css'
import { labStrings as say } from '../strings'

const SPEEDS = [4_000, 12_500, 50_000, 200_000, 0]
/** Shorter and longer than the page waits for a sign of life. */
const DEAD_SECONDS = [3, 10]
const PRODUCING_SECONDS = 60
const LOOK_EVERY = 250

interface Props {
  readonly bench: Bench
  readonly live: boolean
}

export default function LabPanel({ bench, live }: Props) {
  const lab = labOf(bench)
  const [view, setView] = useState(() => lab.look())
  useEffect(() => lab.watch(), [lab])
  useEffect(() => {
    const timer = setInterval(() => setView(lab.look()), LOOK_EVERY)
    return () => clearInterval(timer)
  }, [lab])
  const act = (action: () => void) => () => {
    action()
    setView(lab.look())
  }
  return (
    <section className="panel lab" aria-label={say.label}>
      <h2>{say.label}</h2>
      <Controls lab={lab} view={view} live={live} act={act} />
      <State newest={view.samples.at(-1)} />
      <Curves view={view} />
      <p className="explain">{say.explain}</p>
    </section>
  )
}

interface ControlsProps {
  readonly lab: Lab
  readonly view: LabView
  readonly live: boolean
  readonly act: (action: () => void) => () => void
}

function Controls({ lab, view: { speed, producing }, live, act }: ControlsProps) {
  const runs = producing > 0
  return (
    <div className="controls">
      <Group name={say.speed}>
        <div className="segments">
          {SPEEDS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={speed === each}
              title={say.speedHint(each)}
              disabled={!live}
              onClick={act(() => lab.setSpeed(each))}
            >
              {say.kilobytes(each)}
            </button>
          ))}
        </div>
        <span className="soft">{say.unit}</span>
      </Group>
      <Group name={say.cut}>
        {DEAD_SECONDS.map((seconds) => (
          <button key={seconds} type="button" disabled={!live} onClick={act(() => lab.stall(seconds))}>
            {say.dead(seconds)}
          </button>
        ))}
        <button type="button" disabled={!live} onClick={act(() => lab.reset())}>
          {say.reset}
        </button>
      </Group>
      <Group name={say.everybody}>
        <button
          type="button"
          title={say.produceHint}
          disabled={!live}
          onClick={act(() => lab.produce(runs ? 0 : PRODUCING_SECONDS))}
        >
          {runs ? say.stop(producing) : say.produce(PRODUCING_SECONDS)}
        </button>
        <button type="button" disabled={!live} onClick={act(() => lab.endAll())}>
          {say.endAll}
        </button>
      </Group>
    </div>
  )
}

interface GroupProps {
  readonly name: { readonly word: string; readonly what: string }
  readonly children: ReactNode
}

function Group({ name: { word, what }, children }: GroupProps) {
  return (
    <div className="group" role="group" aria-label={what}>
      <span className="label" aria-hidden="true">
        {word}
      </span>
      <div className="buttons">{children}</div>
    </div>
  )
}

function State({ newest }: { readonly newest: Sample | undefined }) {
  const { word, what } = newest === undefined ? say.unknown : newest.behind ? say.behind : say.inStep
  return (
    <p className="place" data-behind={newest?.behind ?? false}>
      <strong>{word}</strong> <span className="soft">{what}</span>
    </p>
  )
}

function Curves({ view: { now, samples, rates } }: { readonly view: LabView }) {
  const bands = bandsOf(samples, now)
  const of = (name: 'out' | 'window' | 'waits' | 'mayWait' | 'outbox'): Point[] =>
    samples.map((sample) => ({ time: sample.time, value: sample[name] }))
  const newest = samples.at(-1)
  const common = { now, bands }
  return (
    <>
      <Curve {...common} name={say.out.name} points={of('out')} most={of('window')}>
        {newest && say.out.what(newest.out, newest.window)}
      </Curve>
      <Curve {...common} name={say.waits.name} points={of('waits')} most={of('mayWait')}>
        {newest && say.waits.what(newest.waits, newest.mayWait)}
      </Curve>
      <Curve {...common} name={say.outbox.name} points={of('outbox')}>
        {newest && say.outbox.what(newest.outbox)}
      </Curve>
      <ChainCurve {...common} rates={rates} />
    </>
  )
}

interface CurveProps {
  readonly name: string
  readonly now: number
  readonly bands: readonly Band[]
  readonly points: readonly Point[]
  /** What is allowed. */
  readonly most?: readonly Point[]
  readonly children: ReactNode
}

function Curve({ name, now, bands, points, most = [], children }: CurveProps) {
  const ceiling = ceilingOf(points, most)
  return (
    <Frame name={name} bands={bands} words={children}>
      <path className="area" d={areaOf(points, now, ceiling)} />
      <path className="line" d={lineOf(points, now, ceiling)} />
      <path className="most" d={lineOf(most, now, ceiling)} />
    </Frame>
  )
}

const KINDS = ['received', 'merged', 'lost'] as const

function ChainCurve({ now, bands, rates }: { readonly rates: readonly Rates[] } & Pick<CurveProps, 'now' | 'bands'>) {
  const curves = KINDS.map((kind) => ({ kind, points: rates.map((rate) => ({ time: rate.time, value: rate[kind] })) }))
  const ceiling = ceilingOf(...curves.map(({ points }) => points))
  const newest = rates.at(-1)
  const words = KINDS.map((kind) => (
    <span key={kind} className="kind" data-kind={kind}>
      {say.rate(newest?.[kind] ?? 0)} {say.chain[kind]}
    </span>
  ))
  return (
    <Frame name={say.chain.name} bands={bands} words={words}>
      {curves.map(({ kind, points }) => (
        <path key={kind} className="line" data-kind={kind} d={lineOf(points, now, ceiling)} />
      ))}
    </Frame>
  )
}

interface FrameProps {
  readonly name: string
  readonly bands: readonly Band[]
  readonly words: ReactNode
  readonly children: ReactNode
}

function Frame({ name, bands, words, children }: FrameProps) {
  return (
    <figure>
      <figcaption>
        <span className="soft">{name}</span> <span>{words}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {bands.map(({ from, width }, index) => (
          <rect key={index} className="band" x={from} width={width} height={HEIGHT} />
        ))}
        {children}
      </svg>
    </figure>
  )
}
