import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from '../../context.ts'
import { newToken } from './service.ts'

/** OWASP device cookie. Its attempts count apart, so strangers cannot keep an operator out. */
const name = '__Host-chayenity-ops-device'
const yearSeconds = 365 * 24 * 3600

const proofOf = ({ secretKey }: Pick<Context, 'secretKey'>, email: string, id: string): Buffer =>
  createHmac('sha256', secretKey).update(`device of the operator ${email}: ${id}`).digest()

export const deviceCookieOf = (ctx: Pick<Context, 'secretKey'>, email: string): string => {
  const id = newToken()
  const value = `${id}.${proofOf(ctx, email, id).toString('base64url')}`
  return `${name}=${value}; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=${yearSeconds}`
}

/** Null without an earlier login. */
export const deviceIn = (
  ctx: Pick<Context, 'secretKey'>,
  email: string,
  cookies: string | null,
): string | null => {
  const [, id = '', proof = ''] =
    new RegExp(`(?:^|;)\\s*${name}=([\\w-]{43})\\.([\\w-]{43})(?:;|$)`).exec(cookies ?? '') ?? []
  const right = proofOf(ctx, email, id)
  const sent = Buffer.from(proof, 'base64url')
  return sent.length === right.length && timingSafeEqual(sent, right) ? id : null
}
