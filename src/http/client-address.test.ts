import { describe, expect, test } from 'bun:test'
import { clientAddressOf, forwardedValueOf, peerAddressOf } from './client-address.ts'

const bookOf = (address: string | null) => ({ requestIP: () => (address === null ? null : { address }) })
const requestWith = (forwarded?: string) =>
  new Request('http://a/', forwarded === undefined ? {} : { headers: { 'x-forwarded-for': forwarded } })

describe('the address that a client is counted by', () => {
  const addressOf = (
    forwarded: string | undefined,
    trustProxy: number,
    peer: string | null = '::ffff:10.0.0.1',
  ) => clientAddressOf(requestWith(forwarded), bookOf(peer), trustProxy)

  test('is that of the connection without a trusted proxy, of IPv6 its /64', () => {
    expect(addressOf('203.0.113.1', 0)).toBe('10.0.0.1')
    expect(addressOf(undefined, 0, '2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(addressOf(undefined, 1, '2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  })

  test('is that before as many proxies as are trusted, or the first of fewer', () => {
    const chain = ' 203.0.113.1 , 203.0.113.2, 203.0.113.3 '
    expect([1, 2, 3, 4].map(trusted => addressOf(chain, trusted))).toEqual([
      '203.0.113.3',
      '203.0.113.2',
      '203.0.113.1',
      '203.0.113.1',
    ])
  })

  test('is that of the connection where the proxy sent none that can be read', () => {
    for (const forwarded of ['', 'unknown', '203.0.113.1, ']) expect(addressOf(forwarded, 1)).toBe('10.0.0.1')
  })

  test('is one and the same for all of whom nothing is known', () => {
    expect(addressOf(undefined, 0, null)).toBe('unknown')
    expect(clientAddressOf(requestWith(), null, 0)).toBe('unknown')
    expect(peerAddressOf(requestWith(), null)).toBe('unknown')
  })
})

test('a header that no proxy has added is empty', () => {
  expect(forwardedValueOf(requestWith(), 'x-forwarded-for', 1)).toBe('')
})
