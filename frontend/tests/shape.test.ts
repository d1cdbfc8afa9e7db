import { describe, expect, it, test } from 'vitest'
import { compileAll, type Schema } from '../src/shape'

const check = (schema: Schema, value: unknown) => compileAll({ It: schema }).get('It')?.(value)

describe('shape', () => {
  test.each<[string, Schema, unknown, string | null]>([
    ['a tuple that fits', { type: 'array', prefixItems: [{ type: 'number' }], items: false }, [1], null],
    ['a tuple that is too long', { type: 'array', minItems: 1, maxItems: 1 }, [1, 2], 'has the wrong length'],
    ['an item that is wrong', { type: 'array', items: { type: 'string' } }, ['a', 1], '[1] is not a text'],
    ['one of several', { anyOf: [{ type: 'null' }, { type: 'integer' }] }, 3, null],
    ['none of several', { anyOf: [{ type: 'null' }, { type: 'integer' }] }, 'x', 'is not a number'],
    ['an enum', { enum: [10, 30] }, 20, 'is none of 10, 30'],
    ['names of properties', { type: 'object', propertyNames: { type: 'string', maxLength: 1 }, additionalProperties: {} }, { ab: 1 }, '"ab" is too long'],
    ['a text counted in characters', { type: 'string', maxLength: 2 }, '😀😀', null],
    ['the end of a text in Python', { type: 'string', pattern: '^a\\Z' }, 'a\n', 'does not have the right form'],
    ['anything', {}, undefined, null],
  ])('judges %s', (_, schema, value, verdict) => {
    expect(check(schema, value)).toBe(verdict)
  })

  it('gives each value its own copy of a default', () => {
    const schema: Schema = { type: 'object', properties: { held: { type: 'array', default: [] } } }
    const [a, b]: { held?: unknown[] }[] = [{}, {}]
    check(schema, a)
    check(schema, b)
    expect(a).toEqual({ held: [] })
    expect(a?.held).not.toBe(b?.held)
  })

  it('refuses a schema that it does not understand', () => {
    expect(() => compileAll({ It: { type: 'number', multipleOf: 2 } as Schema })).toThrow('multipleOf')
  })
})
