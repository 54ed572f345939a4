import type { TObject, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type FieldErrors, requiredMessage } from '../errors.ts'
import { messageOf } from './kinds.ts'

/**
 * The first problem of each declared field, in the order of the declaration. TypeBox's own list of errors is not used:
 * it goes on after the first problem of a value, so that its cost would depend on what a client sent. No message holds
 * the rejected value.
 */
export const fieldErrorsOf = (schema: TObject, sent: Readonly<Record<string, unknown>>): FieldErrors => {
  const fieldErrors: FieldErrors = {}
  const required = new Set(schema.required)
  for (const [name, field] of Object.entries(schema.properties)) {
    const value = sent[name]
    if (value === undefined) {
      if (required.has(name)) fieldErrors[name] = [requiredMessage]
    } else if (!Value.Check(field, value)) fieldErrors[name] = [messageOf(rejecting(field, value))]
  }
  return fieldErrors
}

/** The schema that rejects a value: that of the items where the list itself is good. */
const rejecting = (field: TSchema, value: unknown): TSchema =>
  field.type === 'array' && Array.isArray(value) && value.length <= field.maxItems ? field.items : field
