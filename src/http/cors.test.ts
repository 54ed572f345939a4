import { describe, expect, test } from 'bun:test'
import { createPreflight } from './cors.ts'

const ask = (
  origins: '*' | string[],
  { method = 'OPTIONS', ...headers }: Record<string, string> & { method?: string } = {},
) => createPreflight(origins)(new Request('http://a/', { method, headers }))

const origin = 'https://app.example.com'
const asked = { origin, 'access-control-request-method': 'PUT' }

describe('a preflight of a browser (Fetch Standard, 3.2)', () => {
  test('is one by its method, its origin and what it asks for, and nothing else is', () => {
    expect(ask('*', asked)).toMatchObject({ status: 204, body: null })
    expect(ask('*', { ...asked, method: 'GET' })).toBeNull()
    expect(ask('*', { origin })).toBeNull()
    expect(ask('*', { 'access-control-request-method': 'PUT' })).toBeNull()
  })

  test('allows every method, and the headers that were asked for, for ten minutes', () => {
    const allowed = {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
      'access-control-max-age': '600',
    }
    expect<unknown>(ask('*', asked)?.headers).toEqual(allowed)
    expect<unknown>(ask('*', { ...asked, 'access-control-request-headers': 'a, b' })?.headers).toEqual({
      ...allowed,
      'access-control-allow-headers': 'a, b',
    })
  })

  test('of an origin that is not listed is a 403 that names it where it is one', () => {
    expect(ask([origin], asked)?.status).toBe(204)
    const detailOf = (from: string) => {
      const reply = ask([origin], { ...asked, origin: from })
      expect(reply?.status).toBe(403)
      return JSON.parse(String(reply?.body)).detail
    }
    expect(detailOf('http://[::1]:3000')).toStartWith('Pages of http://[::1]:3000 may not call this server')
    for (const odd of ['null', 'file://', 'https://a b', `https://${'a'.repeat(201)}`])
      expect(detailOf(odd)).toStartWith('Pages of this origin may not call this server')
    expect(detailOf(`https://${'a'.repeat(200)}`)).toContain('aaa')
    expect(ask([], asked)?.status).toBe(403)
  })
})
