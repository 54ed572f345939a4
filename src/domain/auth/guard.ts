import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Authenticate } from '../../http/guard.ts'
import type { Caller } from '../../http/request-context.ts'
import { toMilliseconds } from '../../lib/timestamp.ts'
import { isOpen, type Session } from './session.ts'
import type { Claims, TokenKind, Tokens } from './tokens.ts'

export interface Credential extends Caller {
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** No promise for a recently verified token, since nearly every request has one. */
type Verdict = Credential | AppError | Promise<Credential | AppError>

/** With `mayHaveExpired` only the session has to be open. */
export type VerifyToken = (token: string, kind: TokenKind, mayHaveExpired?: boolean) => Verdict

const scheme = 'bearer '

/** Without a pattern for the whole, which would take twice as long. */
export const bearerTokenOf = (authorization: string | null): string | null => {
  if (authorization?.slice(0, scheme.length).toLowerCase() !== scheme) return null
  const token = authorization.slice(scheme.length).trim()
  return token === '' || /\s/.test(token) ? null : token
}

export const createVerifyToken = (
  { store: { sessions, users }, clock }: Pick<Context, 'store' | 'clock'>,
  tokens: Tokens,
): VerifyToken => {
  const verifyUnknown = async (token: string, kind: TokenKind, mayHaveExpired: boolean) => {
    const claims = await tokens.read(token)
    if (!claims) return new AppError('INVALID_TOKEN')
    return judge(claims, await sessions.find(claims.sessionId), kind, mayHaveExpired)
  }

  // To read the text for each request would take longer than finding its session.
  const ends = new WeakMap<Session, number>()
  const endOf = (session: Session): number => {
    const known = ends.get(session)
    if (known !== undefined) return known
    const end = toMilliseconds(session.expiresAt)
    ends.set(session, end)
    return end
  }

  const judge = (
    claims: Claims,
    session: Session | null,
    kind: TokenKind,
    mayHaveExpired: boolean,
  ): Credential | AppError => {
    const { userId, sessionId } = claims
    if (!isOpen(session, users) || session.userId !== userId || claims.kind !== kind)
      return new AppError('INVALID_TOKEN')
    const sessionEnd = endOf(session)
    const expiresAt = mayHaveExpired ? sessionEnd : Math.min(claims.expiresAt, sessionEnd)
    return expiresAt <= clock.now() ? new AppError('TOKEN_EXPIRED') : { userId, sessionId, expiresAt }
  }

  return (token, kind, mayHaveExpired = false) => {
    const claims = tokens.recall(token)
    const session = claims && sessions.recall(claims.sessionId)
    return session ? judge(claims, session, kind, mayHaveExpired) : verifyUnknown(token, kind, mayHaveExpired)
  }
}

export const createAuthenticate = (ctx: Pick<Context, 'store' | 'clock'>, tokens: Tokens): Authenticate => {
  const verifyToken = createVerifyToken(ctx, tokens)
  return (authorization, kind) => {
    const token = bearerTokenOf(authorization)
    if (token === null) return new AppError('NOT_AUTHENTICATED')
    return kind === 'expiredAccess' ? verifyToken(token, 'access', true) : verifyToken(token, kind)
  }
}
