import { describe, expect, test } from 'bun:test'
import { rejectForeignPage } from './access.ts'

const config = { allowedHosts: ['demo.example'], corsOrigins: ['https://app.example'], publicUrl: null }

const rejected = (
  address: string,
  headers: Record<string, string> = {},
  changes: Partial<Parameters<typeof rejectForeignPage>[2]> = {},
): string | null =>
  rejectForeignPage(new Request(address, { headers }), new URL(address), { ...config, ...changes })
    ?.message ?? null

const here = 'http://localhost:8000/api/_dev/clock'

describe('the host name of a control', () => {
  test.each([
    'localhost',
    'phone.localhost',
    '127.0.0.1',
    '127.8.9.1',
    '[::1]',
    '[fe80::1]',
    '192.168.1.20',
    'laptop',
    'host.docker.internal',
    'demo.example',
  ])('may be %s', host => {
    expect(rejected(`http://${host}/`)).toBeNull()
  })

  test.each([
    'evil.example',
    'demo.example.evil',
    'internal.example',
    'localhost.evil',
    '1.2.3.4.evil',
    'x127.0.0.1.evil',
  ])('may not be %s, which somebody else could point here', host => {
    expect(rejected(`http://${host}/`)).toMatch(`The host name ${host} cannot be used for the controls`)
  })

  test('may be that of the public address', () => {
    const publicUrl = 'https://market.example/app'
    expect(rejected('http://market.example/', {}, { publicUrl })).toBeNull()
    expect(rejected('http://other.example/', {}, { publicUrl })).not.toBeNull()
  })
})

describe('the page that asks for a control', () => {
  const from = (origin: string, changes: Parameters<typeof rejected>[2] = {}) =>
    rejected(here, { origin }, changes) === null

  test('may be on this machine, under the same address, or one that the settings name', () => {
    expect(from('http://localhost:3000')).toBe(true)
    expect(from('http://127.0.0.1:3000')).toBe(true)
    expect(from('http://[::1]:3000')).toBe(true)
    expect(from('https://app.example')).toBe(true)
    expect(from('https://market.example', { publicUrl: 'https://market.example/app' })).toBe(true)
    const address = 'http://192.168.1.20:8000/'
    expect(rejected(address, { origin: 'http://192.168.1.20:8000' })).toBeNull()
    expect(rejected(address, { origin: 'http://192.168.1.20:8001' })).not.toBeNull()
  })

  test('may not be of another site, nor of none that can be named', () => {
    for (const origin of ['https://evil.example', 'http://app.example', 'null', 'https://localhost.evil'])
      expect(from(origin)).toBe(false)
    expect(rejected(here, { origin: 'https://evil.example' })).toBe(
      'Pages of https://evil.example may not use the controls or open a world. Name the origin in CORS_ORIGINS; "*" names none.',
    )
    expect(from('https://market.example', { publicUrl: 'https://other.example' })).toBe(false)
  })

  test('is of no allowed origin where every origin is allowed to use the API', () => {
    expect(from('https://evil.example', { corsOrigins: '*' })).toBe(false)
    expect(from('http://localhost:3000', { corsOrigins: '*' })).toBe(true)
  })
})

describe('a request for a control without an origin', () => {
  const sent = (site: string, address = here) => rejected(address, { 'sec-fetch-site': site })

  test('may come from a program, the own page or the address bar', () => {
    expect(rejected(here)).toBeNull()
    expect(sent('same-origin')).toBeNull()
    expect(sent('none')).toBeNull()
  })

  test('may come from another page of this machine, but not of another site', () => {
    expect(sent('same-site')).toBeNull()
    expect(sent('same-site', 'http://demo.example/')).not.toBeNull()
    expect(sent('cross-site')).toMatch(/^Pages of other sites may not use the controls/)
  })

  test('is judged by its origin where it has one', () => {
    expect(rejected(here, { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' })).toBeNull()
    expect(rejected(here, { origin: 'https://evil.example', 'sec-fetch-site': 'none' })).not.toBeNull()
  })
})
