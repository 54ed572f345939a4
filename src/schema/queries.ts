import type { Box } from '../lib/geo.ts'
import { type Annotations, decodedField, field, rangeOf, withBounds } from './kinds.ts'
import { isInteger, isMoney, moneyMessage, moneySchema } from './requests.ts'

/** Text, or a `default`, which arrives as a number or boolean already. */

const decimalPattern = /^-?\d{1,17}(\.\d{1,25})?([eE][+-]?\d{1,3})?$/
const integerPattern = /^\d{1,16}$/

const isNumeric = (value: unknown, pattern: RegExp): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && pattern.test(value))

export const queryNumber = (min: number, max: number, annotations: Annotations = {}) =>
  decodedField(
    {
      schema: {
        type: 'number',
        format: 'double',
        minimum: min,
        maximum: max,
        ...withBounds(annotations, rangeOf(min, max)),
      },
      check: (value): value is string | number =>
        isNumeric(value, decimalPattern) && Number(value) >= min && Number(value) <= max,
      message: `Must be a number from ${min} to ${max}.`,
    },
    Number,
  )

/** More than 0 and at most 100 km. */
export const queryRadius = (annotations: Annotations = {}) =>
  decodedField(
    {
      schema: {
        type: 'number',
        format: 'double',
        exclusiveMinimum: 0,
        maximum: 100,
        ...withBounds(annotations, 'More than 0, at most 100.'),
      },
      check: (value): value is string | number =>
        isNumeric(value, decimalPattern) && Number(value) > 0 && Number(value) <= 100,
      message: 'Must be a number of kilometres greater than 0 and at most 100.',
    },
    Number,
  )

export const queryInteger = (min: number, max: number, annotations: Annotations = {}) =>
  decodedField(
    {
      schema: { type: 'integer', minimum: min, maximum: max, ...withBounds(annotations, rangeOf(min, max)) },
      check: (value): value is string | number =>
        isNumeric(value, integerPattern) && isInteger(Number(value), min, max),
      message: `Must be a whole number from ${min} to ${max}.`,
    },
    Number,
  )

/** The amount is in baht; `requireSatang` converts it. */
export const queryMoney = (min: number, max: number, annotations: Annotations = {}) =>
  decodedField(
    {
      schema: moneySchema(min, max, annotations),
      check: (value): value is string | number =>
        isNumeric(value, decimalPattern) && isMoney(Number(value), min, max),
      message: moneyMessage(min, max),
    },
    Number,
  )

const booleanWords = new Map(
  Object.entries({ true: true, 1: true, yes: true, on: true, false: false, 0: false, no: false, off: false }),
)

/** Python writes `True`, forms write `on` (ruling G7). */
const parseBoolean = (value: string | boolean): boolean | undefined =>
  typeof value === 'boolean' ? value : booleanWords.get(value.toLowerCase())

export const queryBoolean = (annotations: Annotations = {}) =>
  decodedField(
    {
      schema: { type: 'boolean', ...annotations },
      check: (value): value is string | boolean =>
        typeof value === 'boolean' || (typeof value === 'string' && parseBoolean(value) !== undefined),
      message: 'Must be true or false.',
    },
    value => parseBoolean(value) === true,
  )

/** West, south, east, north (RFC 7946, 5). `parseBoundingBox` converts it. */
export const queryBoundingBox = (annotations: Annotations = {}) =>
  field({
    schema: { type: 'string', maxLength: 200, pattern: '^[^,]+(,[^,]+){3}$', ...annotations },
    check: (value): value is string =>
      typeof value === 'string' && value.length <= 200 && parseBoundingBox(value) !== null,
    message: 'Must be west,south,east,north in degrees, the south not above the north.',
  })

/** @returns one box, or two across the antimeridian (west is greater than east); null for any other text */
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

export const pageQuery = (defaultLimit: number) => ({
  skip: queryInteger(0, Number.MAX_SAFE_INTEGER, {
    description: 'How many items to leave out at the beginning.',
    default: 0,
  }),
  limit: queryInteger(1, 100, { description: 'How many items to give at most.', default: defaultLimit }),
})
