import { jwt } from '@elysiajs/jwt'
import type { Bound } from '../../lib/bound.ts'
import { isUuid } from '../../lib/ids.ts'
import { createLru } from '../../lib/lru.ts'
import type { SessionId, UserId } from '../ids.ts'

export type TokenKind = 'access' | 'refresh'

export interface Claims {
  kind: TokenKind
  userId: UserId
  sessionId: SessionId
  /** Milliseconds since 1970. */
  expiresAt: number
}

export interface Tokens {
  /** Rounded up to the second, since many clients read whole seconds only. */
  sign(claims: Claims): Promise<string>
  /** Does not check the expiry. @returns null for a bad token */
  read(token: string): Promise<Claims | null>
  recall(token: string): Claims | null
  bound: Bound
}

const maxKnown = 20_000
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/
const maxTokenLength = 2048

/** JSON Web Tokens (RFC 7519), signed with HMAC-SHA-256. */
export const createTokens = (secretKey: Uint8Array): Tokens => {
  const { sign, verify } = jwt({ secret: secretKey, alg: 'HS256', iat: false }).decorator.jwt
  // Verifying a signature costs ten times the rest of a request.
  const known = createLru<string, Claims>(maxKnown)

  return {
    sign: ({ kind, userId, sessionId, expiresAt }) =>
      sign({ kind, sub: userId, sid: sessionId, exp: Math.ceil(expiresAt / 1000) }),
    bound: { name: 'verified_tokens', max: maxKnown, used: () => known.size, atBound: 'replaces' },
    recall: token => known.get(token) ?? null,
    read: async token => {
      const remembered = known.get(token)
      if (remembered) return remembered
      if (token.length > maxTokenLength || !compactForm.test(token)) return null
      // A token's age does not matter here.
      const payload = await verify(token, { algorithms: ['HS256'], currentDate: new Date(0) })
      const claims = payload ? claimsOf(payload) : null
      if (claims) known.set(token, claims)
      return claims
    },
  }
}

const isId = <Kind extends UserId | SessionId>(value: unknown): value is Kind =>
  isUuid(value) && value === value.toLowerCase()

const claimsOf = (payload: Record<string, unknown>): Claims | null => {
  const { kind, sub, sid, exp } = payload
  if (kind !== 'access' && kind !== 'refresh') return null
  if (!isId<UserId>(sub) || !isId<SessionId>(sid) || typeof exp !== 'number') return null
  return { kind, userId: sub, sessionId: sid, expiresAt: Math.round(exp * 1000) }
}
