import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { TokenPairView } from '../../domain/auth/model.ts'
import { beginSession } from '../../domain/auth/service.ts'
import { createTokens } from '../../domain/auth/tokens.ts'
import type { UserId } from '../../domain/ids.ts'
import { AppError } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { fields, flag, optional, text } from '../../http/wire.ts'
import { uuidPattern } from '../../lib/ids.ts'
import { personas } from '../seed/personas.ts'

const LoginAsBody = fields({
  user: text(1, 254, {
    description: 'A persona (`somchai`, `mali` …), an e-mail address, or the id of a user.',
    examples: ['mali'],
  }),
  expired: optional(
    flag({ description: 'Whether the access token has expired already; the refresh token is valid.' }),
  ),
})

const uuid = new RegExp(uuidPattern)

/** @throws AppError RESOURCE_NOT_FOUND */
const findUserId = async ({ store }: Context, who: string): Promise<UserId> => {
  const email = personas.find(({ key }) => key === who)?.email ?? who.toLowerCase()
  const id = uuid.test(who)
    ? (await store.users.find(who as UserId))?.id // the pattern has matched
    : (await store.users.findCredentials(email))?.userId
  if (id) return id
  const known = personas.map(({ key }) => key).join(', ')
  throw new AppError('RESOURCE_NOT_FOUND', `There is no "${who}". The personas are ${known}.`)
}

/** The same context at an earlier time. */
const earlier = (ctx: Context, byMs: number): Context => ({
  ...ctx,
  clock: { ...ctx.clock, now: () => ctx.clock.now() - byMs },
})

/** Gives the tokens of any user without a password. */
export const loginAsRoutes = (ctx: Context) => {
  const tokens = createTokens(ctx.secretKey)
  const lifeMs = ctx.config.accessTokenMinutes * 60_000
  return new Elysia().post(
    '/login-as',
    async ({ body, set }) => {
      const userId = await findUserId(ctx, body.user)
      const isExpired =
        body.expired ??
        personas.some(({ key, email }) => key === 'expired' && [key, email].includes(body.user))
      // The token of a login that is longer ago than the lifetime of a token has expired.
      const at = isExpired ? earlier(ctx, lifeMs + 1000) : ctx
      const { accessToken, refreshToken } = await beginSession(at, tokens, userId)
      set.status = 200
      return {
        access_token: accessToken,
        refresh_token: refreshToken,
        token_type: 'bearer' as const,
        expires_in_minutes: ctx.config.accessTokenMinutes,
      }
    },
    {
      body: LoginAsBody,
      ...operation({
        summary: 'Log in as anybody',
        description:
          'Responds like a login, with the two tokens of a new session, without a password. With `expired` the access token has expired already: the next request gets `TOKEN_EXPIRED`, and a refresh works. This is always so for the persona `expired`.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: TokenPairView },
        errors: ['RESOURCE_NOT_FOUND', 'ACCOUNT_DISABLED'],
        example: { user: 'mali', expired: false },
      }),
    },
  )
}
