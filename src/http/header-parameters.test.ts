import { describe, expect, test } from 'bun:test'
import { mediaTypeOf, parametersOf } from './header-parameters.ts'

describe('the parameters of a header', () => {
  test.each<[string, Record<string, string>]>([
    ['form-data', {}],
    ['form-data; name=a', { name: 'a' }],
    ['form-data;NAME = a ; Other=b', { name: 'a', other: 'b' }],
    ['form-data; name="a; b=c"; d=e', { name: 'a; b=c', d: 'e' }],
    ['form-data; name="a\\"b\\\\c\\d"', { name: 'a"b\\c\\d' }],
    ['form-data; name="a" ignored; d=e', { name: 'a', d: 'e' }],
    ['form-data; name="not closed; d=e', { name: '"not closed', d: 'e' }],
    ['form-data; name=a; name=b', { name: 'a' }],
    ['form-data; name=', { name: '' }],
    ['form-data; name=""', { name: '' }],
    ['name=a', {}],
    ['', {}],
  ])('of %s are read', (header, expected) => {
    expect(Object.fromEntries(parametersOf(header))).toEqual(expected)
  })
})

test.each([
  ['text/plain', 'text/plain'],
  [' Text/PLAIN ; charset=utf-8', 'text/plain'],
  ['text/plain;', 'text/plain'],
  ['', ''],
])('the media type of "%s" is "%s"', (header, expected) => {
  expect(mediaTypeOf(header)).toBe(expected)
})
