import type { TObject, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type FieldErrors, requiredMessage } from '../errors.ts'
import { messageOf } from './kinds.ts'

/** TypeBox's list goes on after the first problem of a value, so its cost depends on what a client sent. */
export const fieldErrorsOf = (schema: TObject, sent: Readonly<Record<string, unknown>>): FieldErrors => {
  const fieldErrors: FieldErrors = {}
  const required = new Set(schema.required)
  for (const [name, field] of Object.entries(schema.properties)) {
    const value = sent[name]
    if (value === undefined) {
      if (required.has(name)) fieldErrors[name] = [requiredMessage]
    } else if (!Value.Check(field, value)) fieldErrors[name] = [messageOf(rejecting(field, value))]
  }
  if (schema.additionalProperties === false) {
    for (const name of Object.keys(sent))
      if (!Object.hasOwn(schema.properties, name)) fieldErrors[name] = ['There is no such field.']
  }
  return fieldErrors
}

/** That of the items where the list itself is good. */
const rejecting = (field: TSchema, value: unknown): TSchema =>
  field.type === 'array' && Array.isArray(value) && value.length <= field.maxItems ? field.items : field
