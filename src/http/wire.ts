import { Kind, TransformKind, type TSchema, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox'
import type { Box } from '../lib/geo.ts'
import { type Id, uuidPattern } from '../lib/ids.ts'
import { type Satang, toSatang } from '../lib/money.ts'
import { extendedForm, parseTimestamp, type Timestamp } from '../lib/timestamp.ts'

/**
 * The building blocks of request and response schemas. Each says three things at once: what the document about the API
 * shows (JSON Schema), what is accepted, and the sentence for a client that sent something else.
 */

const accepts = Symbol('accepts')
const sentence = Symbol('sentence')

declare module '@sinclair/typebox' {
  interface SchemaOptions {
    [sentence]?: string
  }
}

// All blocks share one kind, whose check is the block's own.
TypeRegistry.Set<{ [accepts]: (value: unknown) => boolean }>('Wire', (schema, value) =>
  schema[accepts](value),
)

/** What the field at fault has to be, in a sentence. */
export const messageOf = (schema: TSchema): string => schema[sentence] ?? sentenceOfPlain(schema)

const sentenceOfPlain = (schema: TSchema): string => {
  if (schema[Kind] === 'Array') {
    return `Must be a list of at most ${schema.maxItems} items; each ${messageOf(schema.items).replace('Must', 'must')}`
  }
  if (schema[Kind] === 'Object') return 'Must be a JSON object.'
  if (Array.isArray(schema.anyOf) && schema.anyOf[0]) return messageOf(schema.anyOf[0])
  return 'Is not right.'
}

interface Block<Accepted> {
  /** JSON Schema for the document. */
  shows: Record<string, unknown>
  accepts: (value: unknown) => value is Accepted
  sentence: string
}

const block = <Accepted>(definition: Block<Accepted>): TUnsafe<Accepted> =>
  Type.Unsafe<Accepted>({
    ...definition.shows,
    [Kind]: 'Wire',
    [accepts]: definition.accepts,
    [sentence]: definition.sentence,
  })

/** A block whose value is read into another form; handlers see only that one. */
const blockRead = <Accepted, Read>(
  definition: Block<Accepted>,
  read: (value: Accepted) => Read,
): TUnsafe<Read> =>
  Type.Unsafe<Read>({ ...block(definition), [TransformKind]: { Decode: read, Encode: neverWritten } })

const neverWritten = () => {
  throw new Error('Requests are read, never written.')
}

// Requests

/** Text that can be kept: no NUL and no half of a surrogate pair (ruling G7). */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && !value.includes('\0') && value.isWellFormed()

/** The number of Unicode code points (ruling C3); counting stops behind `most`. */
const isWithin = (text: string, least: number, most: number): boolean => {
  // A code point is one or two units, so most texts need no counting.
  if (text.length < least || text.length > 2 * most) return false
  let points = 0
  for (const _ of text) points += 1
  return points >= least && points <= most
}

const lengthSentence = (least: number, most: number) =>
  least === 0
    ? `Must be text of at most ${most} characters.`
    : `Must be text of ${least} to ${most} characters.`

interface Shown {
  description?: string
  examples?: unknown[]
  default?: unknown
}

/** Text that is trimmed at both ends; its length is counted after that. */
export const text = (least: number, most: number, shown: Shown = {}) =>
  blockRead(
    {
      shows: {
        type: 'string',
        minLength: least,
        maxLength: most,
        ...(least > 0 ? { pattern: '^[^\\u0000]*\\S[^\\u0000]*$' } : { pattern: '^[^\\u0000]*$' }),
        ...shown,
      },
      accepts: (value): value is string => isText(value) && isWithin(value.trim(), least, most),
      sentence: lengthSentence(least, most),
    },
    value => value.trim(),
  )

/** Text that is kept exactly as it was sent. */
export const password = (least: number, most: number, shown: Shown = {}) =>
  block({
    shows: {
      type: 'string',
      format: 'password',
      minLength: least,
      maxLength: most,
      pattern: '^[^\\u0000]*$',
      ...shown,
    },
    accepts: (value): value is string => isText(value) && isWithin(value, least, most),
    sentence: lengthSentence(least, most),
  })

/**
 * The pattern of `<input type=email>` in the HTML standard, with what RFC 5321 adds: dots stand between other characters,
 * at most 64 characters before the @; and a domain has a dot and ends in a name, not in a number.
 */
const emailPattern =
  /^(?=.{1,64}@)[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\.[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/

/** An e-mail address, trimmed and in lower case (ruling A1). */
export const email = (shown: Shown = {}) =>
  blockRead(
    {
      shows: { type: 'string', format: 'email', maxLength: 254, pattern: emailPattern.source, ...shown },
      accepts: (value): value is string =>
        isText(value) && value.trim().length <= 254 && emailPattern.test(value.trim()),
      sentence: 'Must be an e-mail address such as user@example.com.',
    },
    value => value.trim().toLowerCase(),
  )

const uuid = new RegExp(uuidPattern)

/** The id of a thing (ruling G5). */
export const id = <Kind extends string>(shown: Shown = {}): TUnsafe<Id<Kind>> =>
  block({
    shows: { type: 'string', format: 'uuid', pattern: uuidPattern, ...shown },
    accepts: (value): value is Id<Kind> => typeof value === 'string' && uuid.test(value),
    sentence: 'Must be a UUID in lower case.',
  })

/** A moment in the extended form of ISO 8601 (ruling G3). */
export const dateTime = (shown: Shown = {}) =>
  blockRead(
    {
      shows: { type: 'string', maxLength: 64, pattern: extendedForm.source, ...shown },
      accepts: (value): value is string =>
        typeof value === 'string' && value.length <= 64 && parseTimestamp(value) !== null,
      sentence: 'Must be a date and time that exists, such as 2025-10-01T14:00:00Z.',
    },
    (value): Timestamp => {
      const at = parseTimestamp(value)
      if (at === null) throw new Error('A moment that was accepted cannot be read.')
      return at
    },
  )

const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

export const integer = (least: number, most: number, shown: Shown = {}) =>
  block({
    shows: { type: 'integer', minimum: least, maximum: most, ...shown },
    accepts: (value): value is number => isWhole(value, least, most),
    sentence: `Must be a whole number from ${least} to ${most}.`,
  })

export const number = (least: number, most: number, shown: Shown = {}) =>
  block({
    shows: { type: 'number', minimum: least, maximum: most, ...shown },
    accepts: (value): value is number => typeof value === 'number' && value >= least && value <= most,
    sentence: `Must be a number from ${least} to ${most}.`,
  })

export const boolean = (shown: Shown = {}) =>
  block({
    shows: { type: 'boolean', ...shown },
    accepts: (value): value is boolean => typeof value === 'boolean',
    sentence: 'Must be true or false.',
  })

export const oneOf = <const Choice extends string>(choices: readonly Choice[], shown: Shown = {}) =>
  block({
    shows: { type: 'string', enum: choices, ...shown },
    accepts: (value): value is Choice => choices.some(known => known === value),
    sentence: `Must be one of ${choices.join(', ')}.`,
  })

/** An accepted amount as money. */
export const requireSatang = (baht: number): Satang => {
  const satang = toSatang(baht)
  if (satang === null) throw new Error('An amount that was accepted cannot be read.')
  return satang
}

const moneySentence = (least: number, most: number) =>
  `Must be an amount from ${least} to ${most} baht with at most two decimals.`

const isMoney = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most && toSatang(value) !== null

/** An amount in baht (ruling G4), read as satang. */
export const money = (least: number, most: number, shown: Shown = {}) =>
  blockRead(
    {
      shows: { type: 'number', minimum: least, maximum: most, multipleOf: 0.01, ...shown },
      accepts: (value): value is number => isMoney(value, least, most),
      sentence: moneySentence(least, most),
    },
    requireSatang,
  )

/** Text of a form of its own, such as a name in an address. */
export const pattern = (pattern: RegExp, sentence: string, shown: Shown = {}) =>
  block({
    shows: { type: 'string', pattern: pattern.source, ...shown },
    accepts: (value): value is string => typeof value === 'string' && pattern.test(value),
    sentence,
  })

/** The address of an image or a page. */
export const httpUrl = (shown: Shown = {}) =>
  blockRead(
    {
      shows: {
        type: 'string',
        format: 'uri',
        maxLength: 2048,
        pattern: '^[hH][tT][tT][pP][sS]?://[^\\s\\u0000]+$',
        ...shown,
      },
      accepts: (value): value is string =>
        isText(value) &&
        isWithin(value.trim(), 1, 2048) &&
        /^https?:\/\/\S+$/i.test(value.trim()) &&
        URL.canParse(value.trim()),
      sentence: 'Must be an address that begins with http:// or https://.',
    },
    value => value.trim(),
  )

/** A file of a multipart form. What it holds is for the domain to look at. */
export const file = (shown: Shown = {}) =>
  block({
    shows: { type: 'string', format: 'binary', ...shown },
    accepts: (value): value is File => value instanceof File,
    sentence: 'Must be a file of a multipart form.',
  })

export const array = <Item extends TSchema>(item: Item, maxItems: number, shown: Shown = {}) =>
  Type.Array(item, { maxItems: maxItems, ...shown })

/** A field that may be left out, or be null, which means the same. */
export const nullish = <Field extends TSchema>(field: Field) =>
  Type.Optional(Type.Union([field, Type.Null()]))

/** A field of a partial change that may be left out but not be null. */
export const optional = Type.Optional

export const object = Type.Object

// Query strings: everything arrives as text and is read here. A block with a `default` may be left out of the query;
// its default arrives as the number or flag it is. Elysia 1.4 reads a query twice, so what was read is accepted again
// and reading it again changes nothing.

const decimalPattern = /^-?\d{1,17}(\.\d{1,25})?([eE][+-]?\d{1,3})?$/
const wholePattern = /^\d{1,16}$/

const isNumeric = (value: unknown, pattern: RegExp): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && pattern.test(value))

export const queryNumber = (least: number, most: number, shown: Shown = {}) =>
  blockRead(
    {
      shows: { type: 'number', minimum: least, maximum: most, ...shown },
      accepts: (value): value is string | number =>
        isNumeric(value, decimalPattern) && Number(value) >= least && Number(value) <= most,
      sentence: `Must be a number from ${least} to ${most}.`,
    },
    Number,
  )

/** A search radius in km: more than 0 and at most 100. */
export const queryRadius = (shown: Shown = {}) =>
  blockRead(
    {
      shows: { type: 'number', exclusiveMinimum: 0, maximum: 100, ...shown },
      accepts: (value): value is string | number =>
        isNumeric(value, decimalPattern) && Number(value) > 0 && Number(value) <= 100,
      sentence: 'Must be a number of kilometres greater than 0 and at most 100.',
    },
    Number,
  )

export const queryInteger = (least: number, most: number, shown: Shown = {}) =>
  blockRead(
    {
      shows: { type: 'integer', minimum: least, maximum: most, ...shown },
      accepts: (value): value is string | number =>
        isNumeric(value, wholePattern) && isWhole(Number(value), least, most),
      sentence: `Must be a whole number from ${least} to ${most}.`,
    },
    Number,
  )

/** An amount in baht, as a number: `satangOf` makes money of it. */
export const queryMoney = (least: number, most: number, shown: Shown = {}) =>
  blockRead(
    {
      shows: { type: 'number', minimum: least, maximum: most, multipleOf: 0.01, ...shown },
      accepts: (value): value is string | number =>
        isNumeric(value, decimalPattern) && isMoney(Number(value), least, most),
      sentence: moneySentence(least, most),
    },
    Number,
  )

export const queryBoolean = (shown: Shown = {}) =>
  blockRead(
    {
      shows: { type: 'boolean', ...shown },
      accepts: (value): value is 'true' | 'false' | boolean =>
        typeof value === 'boolean' || value === 'true' || value === 'false',
      sentence: 'Must be true or false.',
    },
    value => value === true || value === 'true',
  )

/** A viewport in degrees as RFC 7946, section 5, has it: west, south, east, north. `readBox` makes boxes of it. */
export const queryBoundingBox = (shown: Shown = {}) =>
  block({
    shows: { type: 'string', maxLength: 200, pattern: '^[^,]+(,[^,]+){3}$', ...shown },
    accepts: (value): value is string =>
      typeof value === 'string' && value.length <= 200 && parseBoundingBox(value) !== null,
    sentence: 'Must be west,south,east,north in degrees, the south not above the north.',
  })

/** @returns one box, or two where the viewport crosses the antimeridian (its west is greater than its east); null for any other text */
export const parseBoundingBox = (value: string): Box[] | null => {
  const edges = value.split(',')
  if (edges.length !== 4 || !edges.every(edge => decimalPattern.test(edge))) return null
  const [west = 0, south = 0, east = 0, north = 0] = edges.map(Number)
  if (Math.abs(west) > 180 || Math.abs(east) > 180 || south < -90 || north > 90 || south > north) return null
  if (west <= east) return [{ west, south, east, north }]
  return [
    { west, south, east: 180, north },
    { west: -180, south, east, north },
  ]
}

/** Pagination (ruling G6). */
export const pageQuery = (usualLimit: number) => ({
  skip: queryInteger(0, Number.MAX_SAFE_INTEGER, {
    description: 'How many to leave out at the beginning.',
    default: 0,
  }),
  limit: queryInteger(1, 100, { description: 'How many to give at most.', default: usualLimit }),
})

// Responses

/** What a response shows. Values are not checked, the types did that; what is not declared is left out of the answer. */
const shows = <Value>(schema: Record<string, unknown>): TUnsafe<Value> =>
  Type.Unsafe<Value>({ ...schema, [Kind]: 'Any' })

export const view = {
  string: (shown: Shown = {}) => shows<string>({ type: 'string', ...shown }),
  id: <Kind extends string>(shown: Shown = {}) =>
    shows<Id<Kind>>({ type: 'string', format: 'uuid', ...shown }),
  dateTime: (shown: Shown = {}) =>
    shows<Timestamp>({
      type: 'string',
      format: 'date-time',
      examples: ['2025-10-01T10:00:00.000000Z'],
      ...shown,
    }),
  money: (shown: Shown = {}) =>
    shows<number>({ type: 'number', description: 'In THB, at most two decimals.', ...shown }),
  number: (shown: Shown = {}) => shows<number>({ type: 'number', ...shown }),
  integer: (shown: Shown = {}) => shows<number>({ type: 'integer', ...shown }),
  boolean: (shown: Shown = {}) => shows<boolean>({ type: 'boolean', ...shown }),
  oneOf: <const Choice extends string>(choices: readonly Choice[], shown: Shown = {}) =>
    shows<Choice>({ type: 'string', enum: choices, ...shown }),
  nullable: <Value>(schema: TUnsafe<Value>): TUnsafe<Value | null> => {
    const { type, ...rest } = schema
    return shows<Value | null>({ ...rest, type: [type, 'null'] })
  },
  array: <Item extends TSchema>(item: Item, shown: Shown = {}) => Type.Array(item, { ...shown }),
  /** The bytes of a picture. */
  image: () => shows<Response>({ type: 'string', format: 'binary' }),
}
