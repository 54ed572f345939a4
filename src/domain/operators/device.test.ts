import { describe, expect, test } from 'bun:test'
import { deviceCookieOf, deviceIn } from './device.ts'

const ctx = { secretKey: new Uint8Array(32).fill(1) }
const email = 'desk@example.com'
const pairOf = (cookie: string) => cookie.split(';')[0] ?? ''

describe('the cookie of a device', () => {
  test('proves to the same server that its operator has logged in there before', () => {
    const pair = pairOf(deviceCookieOf(ctx, email))
    const id = deviceIn(ctx, email, pair)
    expect(id).toMatch(/^[\w-]{43}$/)
    for (const cookies of [`a=b; ${pair}`, `${pair}; a=b`, `a=b;${pair};c=d`])
      expect(deviceIn(ctx, email, cookies)).toBe(id)
    expect(deviceIn(ctx, email, pairOf(deviceCookieOf(ctx, email)))).not.toBe(id)
  })

  test('proves nothing for another operator, to another server, cut off, under another name or when there is none', () => {
    const pair = pairOf(deviceCookieOf(ctx, email))
    const other = { secretKey: new Uint8Array(32).fill(2) }
    expect(deviceIn(ctx, 'viewer@example.com', pair)).toBeNull()
    expect(deviceIn(other, email, pair)).toBeNull()
    for (const cookies of [null, '', pair.slice(0, -1), `${pair}A`, `x${pair}`, pair.split('.')[0] ?? ''])
      expect(deviceIn(ctx, email, cookies)).toBeNull()
  })

  test('stays for a year, out of reach of scripts and other sites', () => {
    expect(deviceCookieOf(ctx, email).split('; ').slice(1)).toEqual([
      'Path=/',
      'HttpOnly',
      'Secure',
      'SameSite=Strict',
      'Max-Age=31536000',
    ])
  })
})
