import { expect, test } from 'bun:test'
import { bearerTokenOf } from './guard.ts'

test.each<[string | null, string | null]>([
  ['Bearer a.b-c_d', 'a.b-c_d'],
  ['bearer a', 'a'],
  ['BEARER   a  ', 'a'],
  [null, null],
  ['', null],
  ['Bearer', null],
  ['Bearer  ', null],
  ['Bearera', null],
  ['Basic a', null],
  ['a', null],
  ['Bearer a b', null],
  ['Bearer a\tb', null],
])('the Authorization header %j holds the token %j', (header, token) => {
  expect(bearerTokenOf(header)).toBe(token)
})
