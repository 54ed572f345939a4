import type { TProperties } from '@sinclair/typebox'
import { uuidPattern } from '../../lib/ids.ts'
import { object as openObject, optional } from '../../schema/objects.ts'
import { dateTime, email, pattern } from '../../schema/requests.ts'

/** Unknown fields are errors, so that a mistyped name is found. */
export const object = <Fields extends TProperties>(fields: Fields, description: string) =>
  openObject(fields, { additionalProperties: false, description })

export const at = (what: string) => optional(dateTime({ description: `When ${what}.` }))

export const person = (who: string) =>
  email({ description: `The e-mail address of ${who}, one of \`people\`.` })

export const picture = (what: string) =>
  pattern(
    new RegExp(`${uuidPattern}|^https?://[^\\s\\u0000]{1,2040}$`),
    'Must be the id of one of the pictures, or an address that begins with http:// or https://.',
    { description: `${what}: the id of one of \`pictures\`, or an address elsewhere.` },
  )
