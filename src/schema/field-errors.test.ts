import { describe, expect, test } from 'bun:test'
import { Type } from '@sinclair/typebox'
import { fieldErrorsOf } from './field-errors.ts'
import { messageOf, rangeOf, withBounds } from './kinds.ts'
import { nullish, object, optional } from './objects.ts'
import { array, integer, oneOf, text } from './requests.ts'

describe('what is wrong with the fields that a client sent', () => {
  const schema = object({
    title: text(1, 5),
    size: optional(integer(0, 9)),
    tags: optional(array(text(1, 3), 2)),
    kind: nullish(oneOf(['A', 'B'])),
    place: optional(object({ name: text(1, 5) })),
  })
  const item = 'Must be text of 1 to 3 characters.'

  test.each<[Record<string, unknown>, object]>([
    [{ title: 'a' }, {}],
    [{}, { title: ['This field is required.'] }],
    [
      { title: '', size: 10 },
      { title: ['Must be text of 1 to 5 characters.'], size: ['Must be a whole number from 0 to 9.'] },
    ],
    [{ title: 'a', kind: null, tags: ['a', 'b'] }, {}],
    [{ title: 'a', kind: 'C' }, { kind: ['Must be one of A, B.'] }],
    [{ title: 'a', tags: ['a', 'long'] }, { tags: [item] }],
    [
      { title: 'a', tags: ['a', 'b', 'c'] },
      { tags: [`Must be a list of at most 2 items; each ${item.replace('M', 'm')}`] },
    ],
    [
      { title: 'a', tags: 'a' },
      { tags: [`Must be a list of at most 2 items; each ${item.replace('M', 'm')}`] },
    ],
    [{ title: 'a', place: 'here' }, { place: ['Must be a JSON object.'] }],
  ])('%j', (sent, expected) => {
    expect<object>(fieldErrorsOf(schema, sent)).toEqual(expected)
  })

  test('is said in general words where a schema has none of its own', () => {
    expect(messageOf(Type.Any())).toBe('Is not right.')
  })
})

describe('the bounds in the description of a field', () => {
  test('are a range, or a least value', () => {
    expect(rangeOf(1, 1_000_000)).toBe('From 1 to 1 000 000.')
    expect(rangeOf(0, Number.MAX_SAFE_INTEGER)).toBe('At least 0.')
    expect(rangeOf(0, Number.MAX_SAFE_INTEGER - 1)).toStartWith('From 0 to ')
  })

  test('stand behind what is said of it, or alone', () => {
    expect(withBounds({ description: 'How many.', default: 1 }, 'At least 0.')).toEqual({
      description: 'How many. At least 0.',
      default: 1,
    })
    expect(withBounds({}, 'At least 0.')).toEqual({ description: 'At least 0.' })
  })
})
