import { describe, expect, test } from 'bun:test'
import { codeOf, fromBase32, otpauthUri, stepAt, stepOfCode, toBase32 } from './totp.ts'

/** RFC 6238, appendix B. */
const secret = new TextEncoder().encode('12345678901234567890')

describe('a code', () => {
  test.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('at second %d is that of RFC 6238', (second, code) => {
    expect(codeOf(secret, stepAt(second * 1000), 8)).toBe(code)
    expect(codeOf(secret, stepAt(second * 1000))).toBe(code.slice(2))
  })

  test('is taken in its own half minute and in the two around it, and not after it was used', () => {
    const nowMs = 1_111_111_111_000
    const now = stepAt(nowMs)
    const text = toBase32(secret)
    const found = [-2, -1, 0, 1, 2].map(steps => stepOfCode(text, codeOf(secret, now + steps), nowMs, 0))
    expect(found).toEqual([null, now - 1, now, now + 1, null])
    expect(stepOfCode(text, codeOf(secret, now), nowMs, now)).toBeNull()
    expect(stepOfCode(text, codeOf(secret, now + 1), nowMs, now)).toBe(now + 1)
  })
})

describe('a secret', () => {
  test('is the same after base32 (RFC 4648)', () => {
    expect(toBase32(new TextEncoder().encode('foobar'))).toBe('MZXW6YTBOI')
    expect(fromBase32(toBase32(secret))).toEqual(secret)
  })

  test('stands in the address that authenticators scan', () => {
    expect(otpauthUri('ABC', 'a b@example.com')).toBe(
      'otpauth://totp/Chayenity:a%20b%40example.com?secret=ABC&issuer=Chayenity',
    )
  })
})
