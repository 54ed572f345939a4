import { expect, test } from 'bun:test'
import { pathOf } from './paths.ts'

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
