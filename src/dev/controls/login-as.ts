import type { Context } from '../../context.ts'
import { createTokens } from '../../domain/auth/tokens.ts'
import type { UserId } from '../../domain/ids.ts'
import { AppError } from '../../errors.ts'
import type { Endpoint } from '../../http/endpoint.ts'
import { uuidPattern } from '../../lib/ids.ts'
import { nullish, object } from '../../schema/objects.ts'
import { boolean, text } from '../../schema/requests.ts'
import { personas } from '../seed/personas.ts'

const _LoginAsBody = object({
  user: text(1, 254, {
    description: 'A persona (`somchai`, `mali` …), an e-mail address, or the id of a user.',
    examples: ['mali'],
  }),
  expired: nullish(
    boolean({ description: 'Whether the access token has expired already; the refresh token is valid.' }),
  ),
})

const uuid = new RegExp(uuidPattern)

/** @throws AppError RESOURCE_NOT_FOUND */
const _findUserId = async ({ store }: Context, who: string): Promise<UserId> => {
  const email = personas.find(({ key }) => key === who)?.email ?? who.toLowerCase()
  const id = uuid.test(who)
    ? (await store.users.find(who as UserId))?.id // the pattern has matched
    : (await store.users.findCredentials(email))?.userId
  if (id) return id
  const known = personas.map(({ key }) => key).join(', ')
  throw new AppError('RESOURCE_NOT_FOUND', `There is no "${who}". The personas are ${known}.`)
}

/** The same context at an earlier time. */
const _earlier = (ctx: Context, byMs: number): Context => ({
  ...ctx,
  clock: { ...ctx.clock, now: () => ctx.clock.now() - byMs },
})

/** Gives the tokens of any user without a password. */
export const loginAsControls = (ctx: Context): Endpoint[] => {
  const _tokens = createTokens(ctx.secretKey)
  const _lifeMs = ctx.config.accessTokenMinutes * 60_000
  return []
}
