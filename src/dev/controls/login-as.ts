import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { TokenPairView, toExpiresInMinutes } from '../../domain/auth/model.ts'
import { beginSession } from '../../domain/auth/service.ts'
import { createTokens } from '../../domain/auth/tokens.ts'
import type { UserId } from '../../domain/ids.ts'
import { AppError } from '../../errors.ts'
import { operation } from '../../http/operation.ts'
import { uuidPattern } from '../../lib/ids.ts'
import { nullish, object } from '../../schema/objects.ts'
import { boolean, text } from '../../schema/requests.ts'
import { personas } from '../city/personas.ts'

const LoginAsBody = object({
  user: text(1, 254, {
    description: 'A persona (`somchai`, `mali` …), an e-mail address, or the id of a user.',
    examples: ['mali'],
  }),
  expired: nullish(
    boolean({ description: 'Whether the access token has expired already; its refresh token is good.' }),
  ),
})

const uuid = new RegExp(uuidPattern)

/** @throws AppError RESOURCE_NOT_FOUND */
const findUserId = async ({ store }: Context, who: string): Promise<UserId> => {
  const email = personas.find(({ key }) => key === who)?.email ?? who.toLowerCase()
  const id = uuid.test(who)
    ? (await store.users.find(who as UserId))?.id // the form was looked at in the same breath
    : (await store.users.findCredentials(email))?.userId
  if (id) return id
  const known = personas.map(({ key }) => key).join(', ')
  throw new AppError('RESOURCE_NOT_FOUND', `There is no "${who}". The personas are ${known}.`)
}

/** The same context, some time ago. */
const earlier = (ctx: Context, byMs: number): Context => ({
  ...ctx,
  clock: { ...ctx.clock, now: () => ctx.clock.now() - byMs },
})

/** Tokens of anybody, without a password. */
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
      // Who logged in a little longer ago than a token lives has an expired one.
      const at = isExpired ? earlier(ctx, lifeMs + 1000) : ctx
      const { accessToken, refreshToken } = await beginSession(at, tokens, userId)
      set.status = 200
      return {
        access_token: accessToken,
        refresh_token: refreshToken,
        token_type: 'bearer' as const,
        expires_in_minutes: toExpiresInMinutes(ctx.config.accessTokenMinutes),
      }
    },
    {
      body: LoginAsBody,
      ...operation({
        summary: 'Log in as anybody',
        description:
          'Gives the two tokens of a new session of a persona or any other user, as a login does, without a password. With `expired` the access token is over already: the next request gets `TOKEN_EXPIRED`, and a refresh works. The persona `expired` always gets such a one.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: TokenPairView },
        errors: ['RESOURCE_NOT_FOUND', 'ACCOUNT_DISABLED'],
        example: { user: 'mali', expired: false },
      }),
    },
  )
}
