import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { sharedKey } from './kinds.ts'

/** Objects and whether their fields may be absent, the same for requests and responses. */

export const object = Type.Object

/** A schema with a title, and what it is in one place, with the example of that place. */
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

/** A field that may be absent but not null. */
export const optional = Type.Optional

/** A field that may be absent or null, which means the same. */
export const nullish = <Field extends TSchema>(field: Field) =>
  Type.Optional(Type.Union([field, Type.Null()]))
