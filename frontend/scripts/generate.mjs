// Write src/generated/ from what `python -m protocol.schema` prints.
//
//   node scripts/generate.mjs           write the files
//   node scripts/generate.mjs --check   write nothing; exit 1 if a file is not what would be written

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'json-schema-to-typescript'

const frontend = dirname(dirname(fileURLToPath(import.meta.url)))
const repository = dirname(frontend)
const target = join(frontend, 'src', 'generated')

const HEADER = `// Generated from protocol/*.py by \`npm run generate\`. Do not edit.\n`

function readProtocol() {
  const own = ['bin/python', 'Scripts/python.exe'].map((path) => join(repository, '.venv', path))
  const python = process.env.PYTHON ?? own.find(existsSync) ?? 'python3'
  const printed = execFileSync(python, ['-m', 'protocol.schema'], { cwd: repository, encoding: 'utf8' })
  return JSON.parse(printed)
}

// Names of the definitions that can be reached from `names`, in the order of the document.
function reachable(names, definitions) {
  const found = new Set()
  const visit = (name) => {
    if (found.has(name)) return
    found.add(name)
    for (const [, inner] of JSON.stringify(definitions[name]).matchAll(/"#\/\$defs\/(\w+)"/g)) visit(inner)
  }
  names.forEach(visit)
  return Object.keys(definitions).filter((name) => found.has(name))
}

function mapSchema(schema, change) {
  if (Array.isArray(schema)) return schema.map((each) => mapSchema(each, change))
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.entries(schema).map(([key, value]) => [key, mapSchema(value, change)])
  return change(Object.fromEntries(inner))
}

function without(schema, keywords) {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)))
}

// What a type in TypeScript cannot say, or need not.
const UNTYPED =
  'default discriminator pattern prefixItems title minimum maximum minLength maxLength'.split(' ')

// The schema for TypeScript. What the decoder fills in where it is left out is there for whoever reads the result,
// so a property with a default is required in what the page receives.
function forTypes(schema, received) {
  return mapSchema(schema, (each) => {
    const { prefixItems } = each
    const rest = without(each, UNTYPED)
    if (prefixItems) rest.items = prefixItems
    if (rest.description) rest.description = rest.description.replace(/\n +/g, '\n')
    if (rest.properties && received) {
      const filledIn = Object.keys(each.properties).filter((name) => 'default' in schema.properties[name])
      rest.required = [...new Set([...(each.required ?? []), ...filledIn])]
    }
    return prefixItems ? rest : without(rest, ['minItems', 'maxItems'])
  })
}

async function writeTypes(protocol) {
  const { $defs: definitions, events, fromRelay, fromViewer } = protocol
  const received = reachable([...Object.values(events), ...Object.values(fromRelay)], definitions)
  const names = reachable([...received, ...Object.values(fromViewer)], definitions)
  const $defs = Object.fromEntries(
    names.map((name) => [name, forTypes(definitions[name], received.includes(name))]),
  )
  const union = (members) => ({ anyOf: Object.values(members).map((name) => ({ $ref: `#/$defs/${name}` })) })
  const root = {
    $defs: { ...$defs, AnyEvent: union(events), FromRelay: union(fromRelay), FromViewer: union(fromViewer) },
    type: 'object',
    properties: Object.fromEntries(
      ['AnyEvent', 'FromRelay', 'FromViewer', ...names].map((name) => [name, { $ref: `#/$defs/${name}` }]),
    ),
  }
  const written = await compile(root, 'Protocol', {
    additionalProperties: false,
    bannerComment: HEADER.trim(),
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
  return written.replace(/export interface Protocol \{[^}]*\}\n+/, '').replaceAll(' | number | number', ' | number')
}

// The same schema for the decoder, which checks by it: without the prose.
function writeSchema(protocol) {
  const { $defs: definitions, events, fromRelay } = protocol
  const names = reachable([...Object.values(events), ...Object.values(fromRelay)], definitions)
  const bare = mapSchema(
    Object.fromEntries(names.map((name) => [name, definitions[name]])),
    (each) => without(each, ['title', 'description']),
  )
  return [
    HEADER,
    `import type { Schema } from '../shape'\n`,
    `export const DEFINITIONS: Record<string, Schema> = ${JSON.stringify(bare, null, 2)}\n`,
    `/** The definition of each event, by its \`event\`. */`,
    `export const EVENTS = ${JSON.stringify(events, null, 2)} as const\n`,
    `/** The definition of each message of the relay, by its \`message\`. */`,
    `export const MESSAGES = ${JSON.stringify(fromRelay, null, 2)} as const\n`,
  ].join('\n')
}

function writeConstants(protocol) {
  const { closeCodes } = protocol
  const constant = (name, value) => `export const ${name} = ${JSON.stringify(value, null, 2)} as const\n`
  return [
    HEADER,
    constant('SUBPROTOCOL', protocol.subprotocol),
    constant('FIRST_CONNECTION', protocol.firstConnection),
    constant('NORMAL', closeCodes.normal),
    constant('GOING_AWAY', closeCodes.goingAway),
    `export const FATAL_PROTOCOL_CODES: readonly number[] = ${JSON.stringify(closeCodes.fatal)}\n`,
    constant('ENDINGS', closeCodes.endings),
  ].join('\n')
}

const protocol = readProtocol()
const files = {
  'protocol.ts': await writeTypes(protocol),
  'schema.ts': writeSchema(protocol),
  'constants.ts': writeConstants(protocol),
}

mkdirSync(target, { recursive: true })
const stale = Object.entries(files).filter(([name, content]) => {
  const path = join(target, name)
  return !existsSync(path) || readFileSync(path, 'utf8') !== content
})
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    const names = stale.map(([name]) => `frontend/src/generated/${name}`).join(', ')
    console.error(`${names}: not what protocol/ says now. Run \`make generate\`.`)
    process.exit(1)
  }
} else {
  for (const [name, content] of stale) writeFileSync(join(target, name), content)
}
