import { describe, expect, test } from 'bun:test'
import { Type } from '@sinclair/typebox'
import { namedEnum } from '../schema/kinds.ts'
import { described, object } from '../schema/objects.ts'
import { view } from '../schema/views.ts'
import { SharedSchemas, withoutNullUnion } from './shared-schemas.ts'

const colour = namedEnum('Colour', ['RED', 'BLUE'], 'A colour.')
const Person = object({ name: view.string() }, { title: 'Person', description: 'Somebody.' })
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const shared = (field: object) => {
  const schemas = new SharedSchemas()
  const { schema } = schemas.share(JSON.parse(JSON.stringify({ schema: field })))
  return { schema, byName: schemas.byName }
}

describe('the schemas of a document', () => {
  test('are referred to by their title, and what has none stays where it is', () => {
    const { schema, byName } = shared(object({ who: Person, list: Type.Array(Person) }))
    expect(schema).toMatchObject({
      properties: { who: reference('Person'), list: { items: reference('Person') } },
    })
    expect(Object.keys(byName)).toEqual(['Person'])
    expect(byName.Person).toMatchObject({ title: 'Person', properties: { name: { type: 'string' } } })
    expect(shared(view.string({ examples: ['a'] })).schema).toEqual({ type: 'string', examples: ['a'] })
  })

  test('keep what is said of one use beside the reference', () => {
    const { schema, byName } = shared(
      view.oneOf(colour, { description: 'Of the car.', examples: ['BLUE'], default: 'RED' }),
    )
    expect(schema).toEqual({
      description: 'Of the car.',
      examples: ['BLUE'],
      default: 'RED',
      ...reference('Colour'),
    })
    expect(byName.Colour).toEqual({
      type: 'string',
      enum: ['RED', 'BLUE'],
      title: 'Colour',
      description: 'A colour.',
    })
    const use = shared(described(Person, 'Who pays.', { name: 'Mali' }))
    expect(use.schema).toEqual({
      description: 'Who pays.',
      examples: [{ name: 'Mali' }],
      ...reference('Person'),
    })
    expect(use.byName.Person).toMatchObject({ description: 'Somebody.' })
  })

  test('say where null may be, of one use and not of the schema', () => {
    const { schema, byName } = shared(view.nullable(view.oneOf(colour, { description: 'If known.' })))
    expect(schema).toEqual({ description: 'If known.', anyOf: [reference('Colour'), { type: 'null' }] })
    expect(byName.Colour).toEqual({
      type: 'string',
      enum: ['RED', 'BLUE'],
      title: 'Colour',
      description: 'A colour.',
    })
  })

  test('of one name are one schema', () => {
    const schemas = new SharedSchemas()
    schemas.share({ one: JSON.parse(JSON.stringify(Person)) })
    schemas.share({ two: JSON.parse(JSON.stringify(Person)) })
    expect(() => schemas.share({ three: { type: 'object', title: 'Person' } })).toThrow(
      'Two schemas are called Person.',
    )
  })

  test('are maps where their fields have any name', () => {
    const { schema } = shared(Type.Record(Type.String(), view.integer()))
    expect(schema).toEqual({ type: 'object', additionalProperties: { type: 'integer' } })
  })
})

describe('a choice of something or null', () => {
  test('is said in the type where that is plain, and stays a choice where it refers', () => {
    const nothing = { type: 'null' }
    expect(
      withoutNullUnion({ description: 'a', anyOf: [{ type: 'string', minLength: 1 }, nothing] }),
    ).toEqual({
      description: 'a',
      type: ['string', 'null'],
      minLength: 1,
    })
    expect(withoutNullUnion({ anyOf: [{ ...reference('A'), description: 'b' }, nothing] })).toEqual({
      description: 'b',
      anyOf: [reference('A'), nothing],
    })
  })

  test.each<[Record<string, unknown>]>([
    [{ type: 'string' }],
    [{ anyOf: [{ type: 'string' }] }],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }, { type: 'null' }] }],
    [{ anyOf: [{ enum: ['a'] }, { type: 'null' }] }],
    [{ anyOf: [null, { type: 'null' }] }],
  ])('is left as it is in %j', schema => {
    expect(withoutNullUnion(schema)).toBe(schema)
  })
})
