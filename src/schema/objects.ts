import { type TSchema, Type } from '@sinclair/typebox'

/** Objects and whether their fields may be absent, the same for requests and responses. */

export const object = Type.Object

/** A field that may be absent but not null. */
export const optional = Type.Optional

/** A field that may be absent or null, which means the same. */
export const nullish = <Field extends TSchema>(field: Field) =>
  Type.Optional(Type.Union([field, Type.Null()]))
