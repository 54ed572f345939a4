import { describe, expect, test } from 'bun:test'
import { type TSchema, Type } from '@sinclair/typebox'
import { object, optional } from '../schema/objects.ts'
import { view } from '../schema/views.ts'
import { changedExample, exampleValueOf } from './example-values.ts'

describe('an example of a schema', () => {
  const withExample = (example: unknown) => view.string({ examples: [example, 'another'] })

  test.each<[string, TSchema, unknown]>([
    ['its own', withExample('own'), 'own'],
    [
      'its own before that of its parts',
      { ...object({ a: withExample(1) }), examples: [{ a: 2 }] },
      { a: 2 },
    ],
    ['its usual value', view.integer({ default: 0 }), 0],
    ['its only value', view.oneOf(['ok']), 'ok'],
    ['its first word', view.oneOf(['A', 'B']), 'A'],
    [
      'made of its fields',
      object({ a: withExample('x'), b: optional(view.oneOf(['B'])) }),
      { a: 'x', b: 'B' },
    ],
    ['a list of one', Type.Array(withExample('x')), ['x']],
    ['that of what may be null', Type.Union([withExample('x'), Type.Null()]), 'x'],
  ])('is %s', (_, schema, expected) => {
    expect(exampleValueOf(schema)).toEqual(expected)
  })

  test('that is missing is named by its place', () => {
    const schema = object({ list: Type.Array(object({ name: view.string() })) }, { title: 'Sample' })
    expect(() => exampleValueOf(schema)).toThrow('Sample.list[].name has no example.')
    expect(() => exampleValueOf(view.string())).toThrow('schema has no example.')
  })
})

describe('an example with changes', () => {
  test('keeps what is not changed, at every depth', () => {
    expect(changedExample({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 4 }, e: 5 })).toEqual({
      a: 1,
      b: { c: 4, d: 3 },
      e: 5,
    })
    expect(changedExample({ a: 1 }, undefined)).toEqual({ a: 1 })
    expect(changedExample({ a: 1 }, { a: null })).toEqual({ a: null })
    expect(changedExample(1, { a: 1 })).toEqual({ a: 1 })
    expect(changedExample({ a: 1 }, 2)).toBe(2)
  })

  test('has an item for each change of a list, made of the first', () => {
    expect(
      changedExample(
        [
          { a: 1, b: 2 },
          { a: 9, b: 9 },
        ],
        [{ a: 3 }, {}],
      ),
    ).toEqual([
      { a: 3, b: 2 },
      { a: 1, b: 2 },
    ])
    expect(changedExample('text', ['a'])).toEqual(['a'])
    expect(changedExample(['a'], 'text')).toBe('text')
  })
})
