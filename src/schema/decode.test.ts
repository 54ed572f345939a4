import { describe, expect, test } from 'bun:test'
import { type TSchema, Type } from '@sinclair/typebox'
import { createDecoder } from './decode.ts'
import { nullish, object, optional } from './objects.ts'
import { email, integer, text } from './requests.ts'

const decoded = (field: TSchema, value: unknown) => createDecoder(object({ field }))({ field: value })

describe('the decoded form of what was sent', () => {
  test('reaches fields at every depth: in objects, lists and where null may be', () => {
    expect(decoded(text(0, 9), ' a ')).toEqual({ field: 'a' })
    expect(decoded(Type.Array(text(0, 9)), [' a ', 'b '])).toEqual({ field: ['a', 'b'] })
    expect(decoded(nullish(email()), ' A@B.CO ')).toEqual({ field: 'a@b.co' })
    expect(decoded(Type.Array(object({ name: text(0, 9) })), [{ name: ' a', other: ' b' }])).toEqual({
      field: [{ name: 'a', other: ' b' }],
    })
    expect(decoded(nullish(Type.Array(nullish(text(0, 9)))), [' a ', null])).toEqual({ field: ['a', null] })
  })

  test('is the same where there is nothing to decode', () => {
    expect(decoded(integer(0, 9), 5)).toEqual({ field: 5 })
    expect(decoded(nullish(text(0, 9)), null)).toEqual({ field: null })
    expect(decoded(Type.Array(integer(0, 9)), [1, 2])).toEqual({ field: [1, 2] })
    expect(
      createDecoder(object({ field: optional(text(0, 9)), other: text(0, 9) }))({ other: ' a ' }),
    ).toEqual({
      other: 'a',
    })
  })
})
