import { type TSchema, type TUnsafe, Type } from '@sinclair/typebox'
import { type Id, isUuid, parseId, uuidPattern } from '../lib/ids.ts'
import { type Satang, toSatang } from '../lib/money.ts'
import { extendedForm, parseTimestamp, type Timestamp } from '../lib/timestamp.ts'
import {
  type Annotations,
  decodedField,
  enumSchema,
  field,
  type NamedEnum,
  rangeOf,
  withBounds,
} from './kinds.ts'
import { isVisible, visibleTextPattern } from './visible-text.ts'

/** No NUL and no lone surrogate (ruling G7). */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && !value.includes('\0') && value.isWellFormed()

/** The length is in Unicode code points (ruling C3); counting stops after `max`. */
const isWithin = (text: string, min: number, max: number): boolean => {
  // A code point is one or two UTF-16 units.
  if (text.length < min || text.length > 2 * max) return false
  let points = 0
  for (const _ of text) points += 1
  return points >= min && points <= max
}

const lengthMessage = (min: number, max: number) =>
  min === 0 ? `Must be text of at most ${max} characters.` : `Must be text of ${min} to ${max} characters.`

const lengthOf = (min: number, max: number) =>
  min === 0 ? `At most ${max} characters.` : `${min} to ${max} characters.`

/** Trimmed before its length is counted. What must not be empty has to be visible too. */
export const text = (min: number, max: number, annotations: Annotations = {}) =>
  decodedField(
    {
      schema: {
        type: 'string',
        minLength: min,
        maxLength: max,
        pattern: min > 0 ? visibleTextPattern : '^[^\\u0000]*$',
        ...withBounds(annotations, lengthOf(min, max)),
      },
      check: (value): value is string =>
        isText(value) && isWithin(value.trim(), min, max) && (min === 0 || isVisible(value)),
      message: lengthMessage(min, max),
    },
    value => value.trim(),
  )

export const password = (min: number, max: number, annotations: Annotations = {}) =>
  field({
    schema: {
      type: 'string',
      format: 'password',
      minLength: min,
      maxLength: max,
      pattern: '^[^\\u0000]*$',
      ...withBounds(annotations, lengthOf(min, max)),
    },
    check: (value): value is string => isText(value) && isWithin(value, min, max),
    message: lengthMessage(min, max),
  })

/** `<input type=email>` of the HTML standard with the limits of RFC 5321; a domain has a dot. */
const emailPattern =
  /^(?=.{1,64}@)[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\.[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/

/** Trimmed, in lower case (ruling A1). */
export const email = (annotations: Annotations = {}) =>
  decodedField(
    {
      schema: {
        type: 'string',
        format: 'email',
        maxLength: 254,
        pattern: emailPattern.source,
        ...annotations,
      },
      check: (value): value is string =>
        isText(value) && value.trim().length <= 254 && emailPattern.test(value.trim()),
      message: 'Must be an e-mail address such as user@example.com.',
    },
    value => value.trim().toLowerCase(),
  )

/** Any letter case, decoded to lower case (ruling G5). */
export const id = <Kind extends string>(annotations: Annotations = {}): TUnsafe<Id<Kind>> =>
  decodedField(
    {
      schema: { type: 'string', format: 'uuid', pattern: uuidPattern, ...annotations },
      check: isUuid,
      message: 'Must be a UUID.',
    },
    (value): Id<Kind> => {
      const parsed = parseId<Kind>(value)
      if (parsed === null) throw new Error('An id that passed the check cannot be parsed.')
      return parsed
    },
  )

/** ISO 8601 (ruling G3). */
export const dateTime = (annotations: Annotations = {}) =>
  decodedField(
    {
      schema: { type: 'string', maxLength: 64, pattern: extendedForm.source, ...annotations },
      check: (value): value is string =>
        typeof value === 'string' && value.length <= 64 && parseTimestamp(value) !== null,
      message: 'Must be a date and time that exists, such as 2025-10-01T14:00:00Z.',
    },
    (value): Timestamp => {
      const at = parseTimestamp(value)
      if (at === null) throw new Error('A date and time that passed the check cannot be parsed.')
      return at
    },
  )

export const isInteger = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max

export const integer = (min: number, max: number, annotations: Annotations = {}) =>
  field({
    schema: { type: 'integer', minimum: min, maximum: max, ...withBounds(annotations, rangeOf(min, max)) },
    check: (value): value is number => isInteger(value, min, max),
    message: `Must be a whole number from ${min} to ${max}.`,
  })

export const number = (min: number, max: number, annotations: Annotations = {}) =>
  field({
    schema: {
      type: 'number',
      format: 'double',
      minimum: min,
      maximum: max,
      ...withBounds(annotations, rangeOf(min, max)),
    },
    check: (value): value is number => typeof value === 'number' && value >= min && value <= max,
    message: `Must be a number from ${min} to ${max}.`,
  })

export const boolean = (annotations: Annotations = {}) =>
  field({
    schema: { type: 'boolean', ...annotations },
    check: (value): value is boolean => typeof value === 'boolean',
    message: 'Must be true or false.',
  })

export const oneOf = <const Value extends string>(
  words: NamedEnum<Value> | readonly Value[],
  annotations: Annotations = {},
) => {
  const { values, schema } = enumSchema(words, annotations)
  return field({
    schema,
    check: (value): value is Value => values.some(known => known === value),
    message: `Must be one of ${values.join(', ')}.`,
  })
}

export const requireSatang = (baht: number): Satang => {
  const satang = toSatang(baht)
  if (satang === null) throw new Error('An amount that passed the check cannot be parsed.')
  return satang
}

/** Baht with whole satang. */
export const moneySchema = (min: number, max: number, annotations: Annotations) => ({
  type: 'number',
  format: 'double',
  minimum: min,
  maximum: max,
  multipleOf: 0.01,
  ...withBounds(annotations, `In THB with at most two decimals. ${rangeOf(min, max)}`),
})

export const moneyMessage = (min: number, max: number) =>
  `Must be an amount from ${min} to ${max} baht with at most two decimals.`

export const isMoney = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && value >= min && value <= max && toSatang(value) !== null

/** Baht (ruling G4), decoded to satang. */
export const money = (min: number, max: number, annotations: Annotations = {}) =>
  decodedField(
    {
      schema: moneySchema(min, max, annotations),
      check: (value): value is number => isMoney(value, min, max),
      message: moneyMessage(min, max),
    },
    requireSatang,
  )

export const pattern = (form: RegExp, message: string, annotations: Annotations = {}) =>
  field({
    schema: { type: 'string', pattern: form.source, ...annotations },
    check: (value): value is string => typeof value === 'string' && form.test(value),
    message,
  })

export const httpUrl = (annotations: Annotations = {}) =>
  decodedField(
    {
      schema: {
        type: 'string',
        format: 'uri',
        maxLength: 2048,
        pattern: '^[hH][tT][tT][pP][sS]?://[^\\s\\u0000]+$',
        ...annotations,
      },
      check: (value): value is string =>
        isText(value) &&
        isWithin(value.trim(), 1, 2048) &&
        /^https?:\/\/\S+$/i.test(value.trim()) &&
        URL.canParse(value.trim()),
      message: 'Must be an address that begins with http:// or https://.',
    },
    value => value.trim(),
  )

/** The domain checks its content. */
export const file = (annotations: Annotations = {}) =>
  field({
    schema: { type: 'string', format: 'binary', ...annotations },
    check: (value): value is File => value instanceof File,
    message: 'Must be a file of a multipart form.',
  })

export const array = <Item extends TSchema>(item: Item, maxItems: number, annotations: Annotations = {}) =>
  Type.Array(item, { maxItems, ...withBounds(annotations, `At most ${maxItems}.`) })
