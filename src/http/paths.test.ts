import { expect, test } from 'bun:test'
import { pathOf, withoutPrefix, withoutTrailingSlash } from './paths.ts'

test.each([
  ['http://127.0.0.1:8000/', '/'],
  ['http://127.0.0.1:8000/api/gigs?limit=1', '/api/gigs'],
  ['https://a.example/api//gigs/', '/api//gigs/'],
  // The Host header was "a b".
  ['/health', '/health'],
  ['/a/health?next=http://b.example/c', '/a/health'],
])('the path of %s is %s', (url, path) => {
  expect(pathOf(url)).toBe(path)
})

test.each([
  ['/v1/api', '/v1', '/api'],
  ['/v1', '/v1', '/'],
  ['/v1/', '/v1', '/'],
  ['/v10/api', '/v1', '/v10/api'],
  ['/api/v1/', '/v1', '/api/v1/'],
  ['/api', '', '/api'],
  ['//api', '', '//api'],
])('%s below "%s" is %s', (path, prefix, expected) => {
  expect(withoutPrefix(path, prefix)).toBe(expected)
})

test.each([
  ['/', '/'],
  ['', ''],
  ['/a/', '/a'],
  ['/a', '/a'],
  ['/a//', '/a/'],
])('"%s" without a slash at its end is "%s"', (path, expected) => {
  expect(withoutTrailingSlash(path)).toBe(expected)
})
