import { describe, expect, test } from 'bun:test'
import { Type } from '@sinclair/typebox'
import { nullish, object, optional } from '../schema/objects.ts'
import { queryInteger } from '../schema/queries.ts'
import { dateTime, integer, text } from '../schema/requests.ts'
import { createReader, readQuery } from './reader.ts'

describe('what a client sent', () => {
  const read = createReader(
    object({
      title: text(1, 10),
      note: nullish(text(0, 10)),
      at: optional(dateTime()),
      limit: queryInteger(1, 100, { default: 20 }),
    }),
  )

  test('has its declared fields, decoded, and the usual value of one that is missing', () => {
    expect<object>(read({ title: ' a ', at: '2025-10-01', limit: '7', secret: 1 })).toEqual({
      title: 'a',
      at: '2025-10-01T00:00:00.000000Z',
      limit: 7,
    })
    expect(read({ title: 'a' })).toEqual({ title: 'a', limit: 20 })
  })

  test('may be null where a field is nullish, which is not the same as the usual value', () => {
    expect(read({ title: 'a', note: null })).toEqual({ title: 'a', note: null, limit: 20 })
    expect(() => read({ title: 'a', limit: null })).toThrow('limit must be a whole number')
  })

  test('is refused with each field at fault', () => {
    expect(() => read({ note: 5, limit: '0' })).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        message: 'title is required.',
        fieldErrors: {
          title: ['This field is required.'],
          note: ['Must be text of at most 10 characters.'],
          limit: ['Must be a whole number from 1 to 100.'],
        },
      }),
    )
  })

  test('is left as it was sent: the reader changes a copy', () => {
    const sent = { title: ' a ' }
    read(sent)
    expect(sent).toEqual({ title: ' a ' })
  })

  test('is nothing where nothing is declared', () => {
    expect<object>(createReader(undefined)({ title: 'a' })).toEqual({})
    expect(createReader(object({ a: optional(integer(0, 1)) }))({})).toEqual({})
    expect(createReader(object({ list: Type.Array(integer(0, 1)) }))({ list: [1] })).toEqual({ list: [1] })
  })
})

describe('a query', () => {
  test.each<[string, Record<string, string>]>([
    ['http://a/api/gigs', {}],
    ['http://a/api/gigs?', {}],
    ['http://a/api/gigs?a=1&b=2', { a: '1', b: '2' }],
    ['http://a/api/gigs?a=1&a=2', { a: '2' }],
    ['http://a/?a=%E0%B8%81+b', { a: 'ก b' }],
    ['http://a/api/gigs?a=b?c', { a: 'b?c' }],
    ['/health?next=http://b/?c', { next: 'http://b/?c' }],
  ])('of %s is read, of a repeated parameter the last', (url, expected) => {
    expect(readQuery(url)).toEqual(expected)
  })
})
