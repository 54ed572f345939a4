import { describe, expect, test } from 'bun:test'
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import fc from 'fast-check'
import { createEncoder } from './encode.ts'
import { nullish, object, optional } from './objects.ts'
import { money, text } from './requests.ts'
import { view } from './views.ts'

interface Sample {
  schema: TSchema
  values: fc.Arbitrary<unknown>
}

const names = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '"',
    '\\',
    '\u2028',
    '`',
    '5',
    '1',
  ),
)

const strings = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map(units => String.fromCharCode(...units)),
  fc.constantFrom(
    'ช่วยย้ายโซฟา',
    '🛋️',
    '\ud800',
    'a\udc00b',
    '\u2028\u2029',
    '\u007f',
    '"\\/\b\f\n\r\t\u0000\u001f',
  ),
)

const scalars: Sample[] = [
  { schema: view.string(), values: strings },
  { schema: view.id(), values: fc.uuid() },
  { schema: view.integer(), values: fc.maxSafeInteger() },
  { schema: view.number(), values: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { schema: view.money(), values: fc.integer({ min: -1e9, max: 1e9 }).map(satang => satang / 100) },
  { schema: view.boolean(), values: fc.boolean() },
  { schema: view.oneOf(['A', 'ข', '"']), values: fc.constantFrom('A', 'ข', '"') },
  {
    schema: view.nullable(view.number()),
    values: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  },
  { schema: view.nullable(view.string()), values: fc.option(strings) },
]

const nullableOf = ({ schema, values }: Sample): Sample => ({
  schema: Type.Union([schema, Type.Null()]),
  values: fc.option(values),
})

const arrayOf = ({ schema, values }: Sample): Sample => ({
  schema: view.array(schema),
  values: fc.array(values, { maxLength: 4 }),
})

const recordOf = ({ schema, values }: Sample): Sample => ({
  schema: Type.Record(Type.String(), schema),
  values: fc.dictionary(names, values, { maxKeys: 4, noNullPrototype: true }),
})

/** Values may lack optional fields and hold undeclared ones. */
const objectOf = (fields: [string, Sample, boolean][]): Sample => ({
  schema: object(
    Object.fromEntries(
      fields.map(([name, { schema }, isOptional]) => [name, isOptional ? optional(schema) : schema]),
    ),
  ),
  values: fc
    .tuple(
      fc.tuple(
        ...fields.map(([name, { values }, isOptional]) =>
          (isOptional ? fc.option(values, { nil: undefined }) : values).map(value => [name, value] as const),
        ),
      ),
      fc.array(fc.tuple(names, fc.jsonValue()), { maxLength: 3 }),
    )
    .map(([declared, undeclared]) =>
      Object.fromEntries([
        ...undeclared.filter(([name]) => !fields.some(([known]) => known === name)),
        ...declared.toReversed(),
      ]),
    ),
})

const samples: fc.Arbitrary<Sample> = fc.letrec<{ sample: Sample }>(tie => ({
  sample: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...scalars),
    fc
      .uniqueArray(fc.tuple(names, tie('sample'), fc.boolean()), { selector: ([name]) => name, maxLength: 5 })
      .map(objectOf),
    tie('sample').map(nullableOf),
    tie('sample').map(arrayOf),
    tie('sample').map(recordOf),
  ),
})).sample

const expectedText = (schema: TSchema, value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map(item => expectedText(schema.items, item)).join(',')}]`
  if (typeof value === 'object') return `{${fieldsOf(schema, value).join(',')}}`
  const types: unknown[] = [schema.type].flat()
  if (typeof value === 'number' && types.includes('number')) {
    const text = JSON.stringify(value)
    return /[.e]/.test(text) ? text : `${text}.0`
  }
  return JSON.stringify(value)
}

const fieldsOf = (schema: TSchema, value: object): string[] => {
  const members = new Map(Object.entries(value))
  const [item] = Object.values<TSchema>(schema.patternProperties ?? {})
  const fields: [string, TSchema][] = item
    ? [...members.keys()].map(name => [name, item])
    : Object.entries<TSchema>(schema.properties)
  return fields
    .filter(([name]) => members.get(name) !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}:${expectedText(member, members.get(name))}`)
}

const withoutUnions = (schema: TSchema): TSchema => {
  if (Array.isArray(schema.anyOf)) return withoutUnions(schema.anyOf[0])
  if (schema.items) return { ...schema, items: withoutUnions(schema.items) }
  const inner = (members: Record<string, TSchema>) =>
    Object.fromEntries(Object.entries(members).map(([name, member]) => [name, withoutUnions(member)]))
  if (schema.properties) return { ...schema, properties: inner(schema.properties) }
  if (schema.patternProperties) return { ...schema, patternProperties: inner(schema.patternProperties) }
  return schema
}

const encode = <Schema extends TSchema>(schema: Schema, value: Static<Schema>) => createEncoder(schema)(value)

describe('the JSON text of a view', () => {
  test('is the declared part of any value of any schema, in the declared order', () => {
    fc.assert(
      fc.property(
        samples.chain(({ schema, values }) => values.map(value => ({ schema, value }))),
        ({ schema, value }) => {
          const text = encode(schema, value)
          expect(text).toBe(expectedText(withoutUnions(schema), value))
          JSON.parse(text)
        },
      ),
      { numRuns: 1500 },
    )
  })

  test('escapes every string as JSON.stringify does', () => {
    const encodeString = createEncoder(view.string())
    fc.assert(fc.property(strings, value => expect(encodeString(value)).toBe(JSON.stringify(value))))
    for (let unit = 0; unit <= 0xffff; unit += 1) {
      const value = `a${String.fromCharCode(unit)}`
      if (encodeString(value) !== JSON.stringify(value))
        throw new Error(`Unit ${unit} is escaped differently.`)
    }
  })

  test.each([
    [1500, '1500.0'],
    [5, '5.0'],
    [0, '0.0'],
    [-0, '0.0'],
    [-20, '-20.0'],
    [13.7563, '13.7563'],
    [1e-7, '1e-7'],
    [999999999999999900000, '999999999999999900000.0'],
    [1e21, '1e+21'],
    [-1e21, '-1e+21'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
  ])('writes the double %p as %s (G4)', (value, text) => {
    expect(encode(view.number(), value)).toBe(text)
    expect(encode(view.money(), value)).toBe(text)
    expect(encode(view.nullable(view.number()), value)).toBe(text)
  })

  test('writes integers without a decimal point (G4)', () => {
    expect(encode(view.array(view.integer()), [0, 5, -1, 9007199254740991])).toBe('[0,5,-1,9007199254740991]')
  })

  test('leaves undeclared fields out at every depth', () => {
    const schema = object({ a: object({ b: view.string() }), c: view.array(object({ d: view.integer() })) })
    const value = { secret: 1, a: { b: 'x', secret: 2 }, c: [{ d: 3, secret: 4 }] }
    expect(encode(schema, value)).toBe('{"a":{"b":"x"},"c":[{"d":3}]}')
  })

  test('skips absent fields wherever they stand, and keeps null', () => {
    const schema = object({
      a: optional(view.string()),
      b: nullish(view.string()),
      c: optional(view.integer()),
    })
    expect(encode(schema, {})).toBe('{}')
    expect(encode(schema, { c: 1 })).toBe('{"c":1}')
    expect(createEncoder<TSchema>(schema)({ b: null, c: undefined })).toBe('{"b":null}')
    expect(encode(schema, { a: 'x', c: 1 })).toBe('{"a":"x","c":1}')
  })

  test('never takes a member of Object.prototype for a field', () => {
    const schema = object({ ['__proto__']: optional(view.string()), constructor: optional(view.string()) })
    expect(Object.keys(schema.properties)).toEqual(['__proto__', 'constructor'])
    expect(createEncoder(schema)(JSON.parse('{}'))).toBe('{}')
    expect(createEncoder(schema)(JSON.parse('{"__proto__":"own"}'))).toBe('{"__proto__":"own"}')
    const record = Type.Record(Type.String(), view.integer())
    expect(createEncoder(record)(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}')
  })

  test('keeps the names of fields data, whatever they contain', () => {
    const name = `"];throw new Error('${'$'}{code}');//\u2028`
    expect(encode(object({ [name]: view.integer() }), { [name]: 1 })).toBe(`{${JSON.stringify(name)}:1}`)
  })
})

describe('an encoder rejects', () => {
  const cases: [string, TSchema, unknown, string][] = [
    ['NaN', view.number(), Number.NaN, 'Sample.field must be a finite number and is NaN.'],
    [
      'an infinite amount',
      view.money(),
      Number.POSITIVE_INFINITY,
      'Sample.field must be a finite number and is Infinity.',
    ],
    ['a number as text', view.number(), '5', 'Sample.field must be a finite number and is string.'],
    ['a fraction of an integer', view.integer(), 1.5, 'Sample.field must be an integer and is 1.5.'],
    ['null where none is declared', view.string(), null, 'Sample.field must be a string and is null.'],
    ['a missing field', view.boolean(), undefined, 'Sample.field must be a boolean and is undefined.'],
    [
      'a missing nullable field',
      view.nullable(view.id()),
      undefined,
      'Sample.field must be a string and is undefined.',
    ],
  ]
  test.each(cases)('%s', (_, field, value, message) => {
    const encodeSample = createEncoder(object({ field }, { title: 'Sample' }))
    expect(() => encodeSample({ field: value })).toThrow(new TypeError(message))
  })

  test('a value by the title of its schema, and of one without a title as the response', () => {
    expect(() => createEncoder({ ...view.integer(), title: 'Count' })(0.5)).toThrow(
      'Count must be an integer and is 0.5.',
    )
    expect(() => createEncoder(view.integer())(0.5)).toThrow('response must be an integer and is 0.5.')
    expect(() => createEncoder(view.array(view.integer()))([1, 0.5])).toThrow('response[] must be an integer')
    expect(() => createEncoder(view.image())).toThrow('response has a type that cannot be encoded.')
  })

  test.each<[string, TSchema]>([
    ['an image', view.image()],
    ['a body that is empty', Type.Void()],
    ['a request field, whose type is the decoded one', money(0, 1)],
    ['a request field of text', text(0, 1)],
    ['a union of two types', Type.Union([view.string(), view.integer()])],
    ['a union of two types and null', Type.Union([view.string(), view.integer(), Type.Null()])],
    ['a field of any type', Type.Any()],
  ])('the schema of %s', (_, schema) => {
    expect(() => createEncoder(object({ field: schema }))).toThrow(/field (has|is) .*cannot be encoded/)
  })
})
