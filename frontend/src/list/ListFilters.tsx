// What the list shows: by source, by type and by text.

import { useState } from 'react'
import { sourceInk } from '../ink'
import { toggled, TYPES, type Filter } from './filter'
import { listStrings as say } from '../strings'

export interface NamedSource {
  readonly name: string
  readonly color: number
}

interface Props {
  readonly filter: Filter
  readonly sources: readonly NamedSource[]
  readonly setFilter: (filter: Filter) => void
}

export function ListFilters({ filter, sources, setFilter }: Props) {
  const { hidden } = filter
  return (
    <div className="filters">
      <Search filter={filter} setFilter={setFilter} />
      {sources.length > 1 && <SourceChips filter={filter} sources={sources} setFilter={setFilter} />}
      <div className="chips" role="group" aria-label={say.types}>
        {TYPES.map((type) => (
          <button
            key={type}
            type="button"
            className="chip plain"
            aria-pressed={!hidden.has(type)}
            onClick={() => setFilter({ ...filter, hidden: toggled(hidden, type) })}
          >
            {say.type(type)}
          </button>
        ))}
      </div>
    </div>
  )
}

// The filter comes back some time after it was set, which is too late for who types: the field has its own words.
function Search({ filter, setFilter }: Pick<Props, 'filter' | 'setFilter'>) {
  const [words, setWords] = useState(filter.text)
  return (
    <input
      type="search"
      aria-label={say.search}
      placeholder={say.searchHint}
      spellCheck={false}
      value={words}
      onChange={({ target: { value } }) => {
        setWords(value)
        setFilter({ ...filter, text: value })
      }}
    />
  )
}

function SourceChips({ filter, sources, setFilter }: Props) {
  const shown = filter.sources ?? new Set(sources.map(({ name }) => name))
  return (
    <div className="chips" role="group" aria-label={say.sources}>
      {sources.map(({ name, color }) => (
        <button
          key={name}
          type="button"
          className="chip"
          style={sourceInk(color)}
          aria-pressed={shown.has(name)}
          onClick={() => {
            const chosen = toggled(shown, name)
            // All that there are: those that come later too.
            const all = sources.every((each) => chosen.has(each.name))
            setFilter({ ...filter, sources: all ? null : chosen })
          }}
        >
          <span className="dot" aria-hidden="true" />
          {name}
        </button>
      ))}
    </div>
  )
}
