import { Kind, type TSchema, type TUnsafe, Type } from '@sinclair/typebox'
import type { Id } from '../lib/ids.ts'
import type { Timestamp } from '../lib/timestamp.ts'
import { type Annotations, enumSchema, type NamedEnum } from './kinds.ts'

/** Values are not checked. An undeclared field is left out of the response. */

const viewField = <Value>(schema: Record<string, unknown>): TUnsafe<Value> =>
  Type.Unsafe<Value>({ ...schema, [Kind]: 'Any' })

// Strictly typed JSON readers (Dart) distinguish 5.0 from 5, so each number is one of the two (ruling G4).
const double = (annotations: Annotations = {}) =>
  viewField<number>({ type: 'number', format: 'double', ...annotations })

export const withExample = <Value>(schema: TUnsafe<Value>, example: Value): TUnsafe<Value> => ({
  ...schema,
  examples: [example],
})

export const view = {
  string: (annotations: Annotations = {}) => viewField<string>({ type: 'string', ...annotations }),
  id: <Kind extends string>(annotations: Annotations = {}) =>
    viewField<Id<Kind>>({ type: 'string', format: 'uuid', ...annotations }),
  dateTime: (annotations: Annotations = {}) =>
    viewField<Timestamp>({
      type: 'string',
      format: 'date-time',
      examples: ['2025-10-01T10:00:00.000000Z'],
      ...annotations,
    }),
  money: (annotations: Annotations = {}) =>
    double({ description: 'In THB, at most two decimals.', ...annotations }),
  /** Sent with a decimal point even when it is whole. */
  number: double,
  /** Sent without a decimal point. */
  integer: (annotations: Annotations = {}) => viewField<number>({ type: 'integer', ...annotations }),
  totalCount: (example: number) =>
    viewField<number>({
      type: 'integer',
      description: 'How many there are on all pages.',
      examples: [example],
    }),
  boolean: (annotations: Annotations = {}) => viewField<boolean>({ type: 'boolean', ...annotations }),
  oneOf: <const Value extends string>(
    words: NamedEnum<Value> | readonly Value[],
    annotations: Annotations = {},
  ) => viewField<Value>(enumSchema(words, annotations).schema),
  nullable: <Value>(schema: TUnsafe<Value>): TUnsafe<Value | null> => {
    const { type, ...rest } = schema
    // An enum has to list null too.
    const values: unknown = rest.enum
    const nullableValues = Array.isArray(values) ? { enum: [...values, null] } : {}
    return viewField<Value | null>({ ...rest, type: [type, 'null'], ...nullableValues })
  },
  array: <Item extends TSchema>(item: Item, annotations: Annotations = {}) =>
    Type.Array(item, { ...annotations }),
  image: (annotations: Annotations = {}) =>
    viewField<Response>({ type: 'string', format: 'binary', ...annotations }),
  nothing: (description: string) => Type.Void({ description }),
}
