// How long events take, leg by leg: numbers, and a bar that shows where the time goes.

import { legTime } from '../format'
import './latency.css'
import { LEGS, type LatencyView, type Leg } from './latency'
import type { Spread } from './recent'
import { latencyStrings as say } from '../strings'

const WHOLE: Leg = 'captureToPaint'

export function LatencyPanel({ latency }: { readonly latency: LatencyView }) {
  const { legs, offset, seconds } = latency
  const isBelowZero = LEGS.some((leg) => (legs[leg]?.median ?? 0) < 0)
  return (
    <section className="panel latency" aria-label={say.label}>
      <h2>{say.label}</h2>
      <Bar latency={latency} />
      <table>
        <thead>
          <tr>
            <th scope="col">{say.leg}</th>
            <th scope="col">{say.median}</th>
            <th scope="col">{say.p99}</th>
          </tr>
        </thead>
        <tbody>
          {LEGS.map((leg) => (
            <tr key={leg} className={leg === WHOLE ? 'total' : undefined} data-leg={leg}>
              <th scope="row">{say.legs[leg]}</th>
              <Cells spread={legs[leg]} />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="explain">
        {say.over(seconds)}{' '}
        {offset === null
          ? say.noClock
          : `${say.roundTrip(offset.roundTrip)} ${say.clock(offset.offset, offset.uncertainty)}`}
        {isBelowZero && ` ${say.belowZero}`}
      </p>
    </section>
  )
}

function Cells({ spread }: { readonly spread: Spread | null }) {
  return (
    <>
      <td>{spread === null ? say.none : legTime(spread.median)}</td>
      <td>{spread === null ? say.none : legTime(spread.p99)}</td>
    </>
  )
}

function Bar({ latency: { legs } }: { readonly latency: LatencyView }) {
  return (
    <div className="legs" aria-hidden="true">
      {LEGS.filter((leg) => leg !== WHOLE).map((leg) => (
        <span key={leg} data-leg={leg} style={{ flexGrow: Math.max(0, legs[leg]?.median ?? 0) }} />
      ))}
    </div>
  )
}
