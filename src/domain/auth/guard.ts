import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { toMilliseconds } from '../../lib/timestamp.ts'
import type { Caller } from './store.ts'
import type { Claims, TokenKind, Tokens } from './tokens.ts'

/** Knows the caller by the Authorization header, or says why not. */
export type Authenticate = (authorization: string | null, kind: TokenKind) => Promise<Caller | AppError>

/** The token of an Authorization header, or null where there is none. */
export const bearerTokenOf = (authorization: string | null): string | null =>
  /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null

export const createAuthenticate =
  (ctx: Pick<Context, 'store' | 'clock'>, tokens: Tokens): Authenticate =>
  async (authorization, kind) => {
    const token = bearerTokenOf(authorization)
    if (!token) return new AppError('NOT_AUTHENTICATED')
    const claims = await tokens.read(token)
    if (!claims || claims.kind !== kind) return new AppError('INVALID_TOKEN')
    return (await refusalOf(ctx, claims)) ?? { userId: claims.userId, sessionId: claims.sessionId }
  }

/** Why a token whose signature is right is refused all the same: its time is over, or its session has ended. */
const refusalOf = async ({ store, clock }: Pick<Context, 'store' | 'clock'>, claims: Claims) => {
  const session = await store.sessions.find(claims.sessionId)
  const now = clock.now()
  if (!session || session.endedAt !== null || session.userId !== claims.userId)
    return new AppError('INVALID_TOKEN')
  if (claims.expiresAt <= now || toMilliseconds(session.expiresAt) <= now)
    return new AppError('TOKEN_EXPIRED')
  return null
}
