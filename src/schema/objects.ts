import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { sharedKey } from './kinds.ts'

export const object = Type.Object

export const described = <Schema extends TObject>(
  schema: Schema,
  description: string,
  example?: Static<Schema>,
): Schema => ({
  ...schema,
  description,
  ...(example !== undefined && { examples: [example] }),
  [sharedKey]: { title: schema.title, description: schema.description },
})

export const optional = Type.Optional

/** Absent and null mean the same. */
export const nullish = <Field extends TSchema>(field: Field) =>
  Type.Optional(Type.Union([field, Type.Null()]))
