// The equation that the page proves: captured = received + merged + lost, for each source and for all.

import { count } from './format'
import { sourceInk } from './ink'
import type { Numbers } from './numbers'
import { strings } from './strings'
import type { SourceView } from './view'

interface Props {
  readonly sources: readonly SourceView[]
  readonly totals: Numbers
  readonly unusable: number
}

export function Accounting({ sources, totals, unusable }: Props) {
  const say = strings.numbers
  return (
    <section className="panel accounting" aria-label={say.label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say.source}</th>
            <th scope="col">{say.captured}</th>
            <td aria-hidden="true" />
            <th scope="col">{say.received}</th>
            <td aria-hidden="true" />
            <th scope="col">{say.merged}</th>
            <td aria-hidden="true" />
            <th scope="col">{say.lost}</th>
            <th scope="col" className="aside">
              {say.repeated}
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.length > 1 &&
            sources.map(({ name, color, numbers }) => (
              <Equation key={name} name={name} color={color} numbers={numbers} />
            ))}
          <Equation name={sources.length === 1 ? (sources[0]?.name ?? say.all) : say.all} numbers={totals} total />
        </tbody>
      </table>
      <p className="explain">
        {say.explain} {unusable > 0 && <strong className="bad">{say.unusable(unusable)}.</strong>}
      </p>
    </section>
  )
}

interface EquationProps {
  readonly name: string
  readonly color?: number
  readonly numbers: Numbers
  readonly total?: boolean
}

function Equation({ name, color, numbers, total = false }: EquationProps) {
  const { captured, received, merged, lost, repeated, unknownLosses } = numbers
  const missing = lost > 0 || unknownLosses > 0
  return (
    <tr className={total ? 'total' : undefined} style={color === undefined ? undefined : sourceInk(color)}>
      <th scope="row">
        {color !== undefined && <span className="dot" aria-hidden="true" />}
        {name}
      </th>
      <td>{count(captured)}</td>
      <td aria-hidden="true">=</td>
      <td>{count(received)}</td>
      <td aria-hidden="true">+</td>
      <td>{count(merged)}</td>
      <td aria-hidden="true">+</td>
      <td className={missing ? 'bad' : undefined}>
        {count(lost)}
        {unknownLosses > 0 && <span title={strings.numbers.unknownTitle}> {strings.numbers.unknown}</span>}
      </td>
      <td className="aside">{count(repeated)}</td>
    </tr>
  )
}
