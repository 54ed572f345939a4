import { describe, expect, test } from 'bun:test'
import { baseUrlOf, originOf, pathPrefixOf } from './base-url.ts'

const base = (headers: Record<string, string>, trustProxy = 1, publicUrl: string | null = null) =>
  baseUrlOf({ publicUrl, trustProxy }, new Request('http://inside:8000/api/gigs?a=b', { headers }))

describe('the address of this server for its clients (F3)', () => {
  test('is the one that the settings give, whatever a request says', () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' }
    expect(base(headers, 1, 'https://api.example.com/v1')).toBe('https://api.example.com/v1')
  })

  test('is that of the request, and what a proxy says counts only where it is trusted', () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example.com' }
    expect(base({}, 0)).toBe('http://inside:8000')
    expect(base(headers, 0)).toBe('http://inside:8000')
    expect(base(headers)).toBe('https://api.example.com')
    expect(base({})).toBe('http://inside:8000')
  })

  test.each([
    [{ 'x-forwarded-proto': 'HTTPS' }, 'https://inside:8000'],
    [{ 'x-forwarded-proto': ' http ' }, 'http://inside:8000'],
    [{ 'x-forwarded-proto': 'ftp' }, 'http://inside:8000'],
    [{ 'x-forwarded-proto': 'javascript:alert' }, 'http://inside:8000'],
    [{ 'x-forwarded-host': 'a.example:8443' }, 'http://a.example:8443'],
    [{ 'x-forwarded-host': '[2001:db8::1]:443' }, 'http://[2001:db8::1]:443'],
    [{ 'x-forwarded-host': '[2001:db8::1]' }, 'http://[2001:db8::1]'],
    [{ 'x-forwarded-host': 'a.example:123456' }, 'http://inside:8000'],
    [{ 'x-forwarded-host': 'a.example/path' }, 'http://inside:8000'],
    [{ 'x-forwarded-host': 'user@a.example' }, 'http://inside:8000'],
    [{ 'x-forwarded-host': '' }, 'http://inside:8000'],
  ])('takes from a proxy only what can be a scheme or a host: %j', (headers, expected) => {
    expect(base(headers)).toBe(expected)
  })

  test('is what the outermost of several trusted proxies saw', () => {
    const headers = { 'x-forwarded-host': 'claimed.example, public.example, inner.example' }
    expect(base(headers, 2)).toBe('http://public.example')
    expect(base(headers, 1)).toBe('http://inner.example')
  })
})

describe('the host of a request', () => {
  test('is read up to the path, with and without a port', () => {
    expect(originOf('http://a.example:8000/x/y?z')).toEqual({
      protocol: 'http:',
      host: 'a.example:8000',
      origin: 'http://a.example:8000',
    })
    expect(originOf('https://b.example').origin).toBe('https://b.example')
    expect(originOf('http://c/').host).toBe('c')
    // Making it again for each request would take longer than finding the endpoint.
    expect(originOf('http://c/x')).toBe(originOf('http://c/y'))
  })

  test('is not taken for the one before, which its name begins with', () => {
    const hostsOf = (urls: string[]) => urls.map(url => originOf(url).host)
    const urls = [
      'http://d/x',
      'http://d.example/x',
      'http://d:81/x',
      'https://d/x',
      'http://d/y',
      'http://d',
    ]
    expect(hostsOf(urls)).toEqual(['d', 'd.example', 'd:81', 'd', 'd', 'd'])
    expect(originOf('https://d/x').protocol).toBe('https:')
    expect(originOf('http://d/x').protocol).toBe('http:')
  })

  test('is at most as long as a name can be', () => {
    const withLength = (length: number) => `http://${'a.'.repeat(200)}`.slice(0, length - 1)
    expect(originOf(`${withLength(300)}b/path`).host).toHaveLength(293)
    expect(() => originOf(`${withLength(301)}b/path`)).toThrow('does not name a possible host')
  })

  test.each(['http://a:99999/', 'http://[::zz]/', '/health', 'http:///', 'http:///path'])(
    'is refused where there can be none: %s',
    url => {
      expect(() => originOf(url)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
    },
  )
})

test.each([
  [null, ''],
  ['https://a.example', ''],
  ['https://a.example/', ''],
  ['https://a.example/v1', '/v1'],
  ['https://a.example/v1/', '/v1'],
  ['https://a.example/deep/er', '/deep/er'],
])('the path below which %p is served is "%s"', (publicUrl, prefix) => {
  expect(pathPrefixOf({ publicUrl })).toBe(prefix)
})
