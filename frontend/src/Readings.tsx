// What sensors measured last. Shown only when there are any.

import { quantity } from './format'
import { sourceInk } from './ink'
import { strings } from './strings'
import type { SourceView } from './view'

export function Readings({ sources }: { readonly sources: readonly SourceView[] }) {
  const say = strings.readings
  if (!sources.some(({ readings }) => readings.length > 0)) return null
  return (
    <section className="panel readings" aria-label={say.label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say.label}</th>
            <th scope="col">{say.value}</th>
            <th scope="col">{say.unit}</th>
            <th scope="col">{say.low}</th>
            <th scope="col">{say.high}</th>
          </tr>
        </thead>
        <tbody>
          {sources.map(({ name: source, color, readings }) =>
            readings.map(({ name, value, unit, low, high }) => (
              <tr key={`${source} ${name}`} style={sourceInk(color)}>
                <th scope="row">
                  <span className="dot" aria-hidden="true" />
                  {name}
                </th>
                <td className="value">{quantity(value)}</td>
                <td className="unit">{unit}</td>
                <td>{low === null ? say.none : quantity(low)}</td>
                <td>{high === null ? say.none : quantity(high)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </section>
  )
}
