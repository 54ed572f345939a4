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

/** A caller, and until when their token and its session hold. */
export interface Credential extends Caller {
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** Knows the owner of a token, or says why it is refused. */
export type VerifyToken = (token: string, kind: TokenKind) => Promise<Credential | AppError>

export const createVerifyToken =
  (ctx: Pick<Context, 'store' | 'clock'>, tokens: Tokens): VerifyToken =>
  async (token, kind) => {
    const claims = await tokens.read(token)
    if (!claims || claims.kind !== kind) return new AppError('INVALID_TOKEN')
    return credentialOf(ctx, claims)
  }

export const createAuthenticate = (ctx: Pick<Context, 'store' | 'clock'>, tokens: Tokens): Authenticate => {
  const verifyToken = createVerifyToken(ctx, tokens)
  return async (authorization, kind) => {
    const token = bearerTokenOf(authorization)
    if (!token) return new AppError('NOT_AUTHENTICATED')
    const credential = await verifyToken(token, kind)
    return credential instanceof AppError
      ? credential
      : { userId: credential.userId, sessionId: credential.sessionId }
  }
}

/** A token whose signature is right is refused all the same when its time is over or its session has ended. */
const credentialOf = async ({ store, clock }: Pick<Context, 'store' | 'clock'>, claims: Claims) => {
  const { userId, sessionId } = claims
  const session = await store.sessions.find(sessionId)
  if (!session || session.endedAt !== null || session.userId !== userId) return new AppError('INVALID_TOKEN')
  const expiresAt = Math.min(claims.expiresAt, toMilliseconds(session.expiresAt))
  return expiresAt <= clock.now() ? new AppError('TOKEN_EXPIRED') : { userId, sessionId, expiresAt }
}
