import { createHmac } from 'node:crypto'

/** RFC 6238: six digits that change every 30 seconds, by HMAC-SHA-1. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const stepSeconds = 30

/** RFC 4648, 6, without padding, as authenticator apps take it. */
export const toBase32 = (bytes: Uint8Array): string => {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? [])
    .map(five => alphabet.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('')
}

/** @param text what `toBase32` gave */
export const fromBase32 = (text: string): Uint8Array => {
  const bits = [...text].map(letter => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], byte => Number.parseInt(byte, 2))
}

/** RFC 4226, 5.3. */
export const codeOf = (secret: Uint8Array, step: number, digits = 6): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hmac = createHmac('sha1', secret).update(counter).digest()
  const offset = (hmac.at(-1) ?? 0) & 0xf
  const value = (hmac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits
  return String(value).padStart(digits, '0')
}

export const stepAt = (nowMs: number): number => Math.floor(nowMs / 1000 / stepSeconds)

/** Neighbours of the current step count too. @param secret in base32 @returns null for a wrong code */
export const stepOfCode = (secret: string, code: string, nowMs: number, usedStep: number): number | null => {
  const key = fromBase32(secret)
  const now = stepAt(nowMs)
  const steps = [now - 1, now, now + 1].filter(step => step > usedStep)
  return steps.find(step => codeOf(key, step) === code) ?? null
}

export const otpauthUri = (secret: string, account: string): string => {
  const issuer = 'Chayenity'
  const label = `${issuer}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=${issuer}`
}
