// Check values against the part of JSON Schema that msgspec writes, and fill in what has a default.
//
// A schema is compiled once into functions, so that checking an event costs a few comparisons. A keyword that is not
// known here is an error when compiling, never ignored while checking.

type Kind = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null'

export interface Schema {
  readonly type?: Kind
  readonly $ref?: string
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly (string | number)[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema
  readonly propertyNames?: Schema
  readonly items?: Schema | false
  readonly prefixItems?: readonly Schema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly default?: unknown
  readonly discriminator?: unknown
}

/** Return null if the value fits, else what is wrong with it. Defaults are filled in, in place. */
export type Check = (value: unknown) => string | null

const KEYWORDS = new Set(
  `type $ref anyOf enum properties required additionalProperties propertyNames items prefixItems minItems maxItems
  minimum maximum minLength maxLength pattern default discriminator`.split(/\s+/),
)

/** Compile the named definitions; a definition may refer to others. */
export function compileAll(definitions: Readonly<Record<string, Schema>>): ReadonlyMap<string, Check> {
  const checks = new Map<string, Check>()
  for (const [name, schema] of Object.entries(definitions)) checks.set(name, compile(schema, checks))
  return checks
}

function compile(schema: Schema, checks: ReadonlyMap<string, Check>): Check {
  for (const keyword of Object.keys(schema)) {
    if (!KEYWORDS.has(keyword)) throw new Error(`The schema has a keyword that is not known here: ${keyword}`)
  }
  if (schema.$ref !== undefined) return reference(schema.$ref.replace('#/$defs/', ''), checks)
  if (schema.anyOf) return anyOf(schema.anyOf.map((each) => compile(each, checks)))
  if (schema.enum) return oneOf(schema.enum)
  switch (schema.type) {
    case 'object':
      return object(schema, checks)
    case 'array':
      return array(schema, checks)
    case 'string':
      return string(schema)
    case 'integer':
    case 'number':
      return number(schema)
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? null : 'is not true or false')
    case 'null':
      return (value) => (value === null ? null : 'is not null')
    default:
      return () => null
  }
}

function reference(name: string, checks: ReadonlyMap<string, Check>): Check {
  return (value) => {
    const check = checks.get(name)
    return check ? check(value) : `has no definition: ${name}`
  }
}

function anyOf(options: readonly Check[]): Check {
  return (value) => {
    let complaint: string | null = null
    for (const option of options) {
      complaint = option(value)
      if (complaint === null) return null
    }
    return complaint
  }
}

function oneOf(allowed: readonly unknown[]): Check {
  return (value) => (allowed.includes(value) ? null : `is none of ${allowed.join(', ')}`)
}

function number({ type, minimum = -Infinity, maximum = Infinity }: Schema): Check {
  const whole = type === 'integer'
  return (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'is not a number'
    if (whole && !Number.isInteger(value)) return 'is not a whole number'
    return value < minimum || value > maximum ? 'is out of range' : null
  }
}

function string({ minLength = 0, maxLength = Infinity, pattern }: Schema): Check {
  // Python's \Z, the end of the text, is $ here.
  const form = pattern === undefined ? null : new RegExp(pattern.replaceAll('\\Z', '$'), 'u')
  return (value) => {
    if (typeof value !== 'string') return 'is not a text'
    if (value.length < minLength) return 'is too short'
    if (value.length > maxLength && [...value].length > maxLength) return 'is too long'
    return form && !form.test(value) ? 'does not have the right form' : null
  }
}

function array({ items, prefixItems, minItems = 0, maxItems = Infinity }: Schema, checks: ReadonlyMap<string, Check>) {
  const first = (prefixItems ?? []).map((each) => compile(each, checks))
  const others = items ? compile(items, checks) : null
  return (value: unknown) => {
    if (!Array.isArray(value)) return 'is not an array'
    if (value.length < minItems || value.length > maxItems) return 'has the wrong length'
    for (let index = 0; index < value.length; index++) {
      const complaint = (first[index] ?? others)?.(value[index]) ?? null
      if (complaint !== null) return `[${index}] ${complaint}`
    }
    return null
  }
}

interface Field {
  readonly name: string
  readonly check: Check
  readonly required: boolean
  readonly filling: unknown
}

function object(schema: Schema, checks: ReadonlyMap<string, Check>): Check {
  const fields: Field[] = Object.entries(schema.properties ?? {}).map(([name, each]) => ({
    name,
    check: compile(each, checks),
    required: schema.required?.includes(name) ?? false,
    filling: each.default,
  }))
  const others = schema.additionalProperties && compile(schema.additionalProperties, checks)
  const names = schema.propertyNames && compile(schema.propertyNames, checks)
  return (value) => {
    if (!isRecord(value)) return 'is not an object'
    for (const field of fields) {
      const complaint = checkField(field, value)
      if (complaint !== null) return complaint
    }
    return others ? checkOthers(value, others, names) : null
  }
}

function checkField({ name, check, required, filling }: Field, value: Record<string, unknown>): string | null {
  if (!Object.hasOwn(value, name)) {
    if (filling === undefined) return required ? `"${name}" is missing` : null
    value[name] = typeof filling === 'object' ? structuredClone(filling) : filling
    if (typeof filling !== 'object') return null
  }
  const complaint = check(value[name])
  return complaint === null ? null : `"${name}" ${complaint}`
}

function checkOthers(value: Record<string, unknown>, others: Check, names: Check | undefined): string | null {
  for (const [name, each] of Object.entries(value)) {
    const complaint = names?.(name) ?? others(each)
    if (complaint !== null) return `"${name}" ${complaint}`
  }
  return null
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
