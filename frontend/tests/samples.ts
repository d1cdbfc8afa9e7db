// The wire samples that both test suites read.

type Files = Record<string, string>

function byName(files: Files): Map<string, string> {
  const name = (path: string) => path.slice(path.lastIndexOf('/') + 1, -'.json'.length)
  return new Map(Object.entries(files).map(([path, content]) => [name(path), content]))
}

// Vite reads the options where they are written: they cannot be shared.
export const eventSamples = byName(
  import.meta.glob('../../tests/samples/events/*.json', { eager: true, query: '?raw', import: 'default' }),
)
export const messageSamples = byName(
  import.meta.glob('../../tests/samples/messages/*.json', { eager: true, query: '?raw', import: 'default' }),
)

export function sample(name: string): unknown {
  const content = messageSamples.get(name)
  if (content === undefined) throw new Error(`There is no sample ${name}.`)
  return JSON.parse(content)
}
