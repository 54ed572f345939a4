import type { Context } from '../../context.ts'
import { type TokenPair, TokenPairView, toTokenPairView } from '../../domain/auth/model.ts'
import { beginSession } from '../../domain/auth/service.ts'
import { createTokens } from '../../domain/auth/tokens.ts'
import type { UserId } from '../../domain/ids.ts'
import { AppError } from '../../errors.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { parseId } from '../../lib/ids.ts'
import { nullish, object } from '../../schema/objects.ts'
import { boolean, text } from '../../schema/requests.ts'
import { type KnownPerson, listPersonas } from '../personas.ts'
import { control, controlsPath } from './control.ts'

const LoginAsBody = object(
  {
    user: text(1, 254, {
      description:
        'A persona by key (`somchai`, `mali` …) or name (`John Doe`), an e-mail address, or the id of a user.',
      examples: ['mali'],
    }),
    expired: nullish(
      boolean({ description: 'Whether the access token has expired already; the refresh token is valid.' }),
    ),
  },
  { description: 'Whose tokens are wanted.' },
)

/** Matches what the server prints at its start: the e-mail address, the key, or any part of the name. */
const findPersona = (personas: readonly KnownPerson[], who: string): KnownPerson | undefined => {
  const wanted = who.normalize('NFC').trim().toLowerCase()
  return personas.find(({ key, email, fullName }) => {
    const name = fullName.toLowerCase()
    return wanted !== '' && [key, email, name, ...name.split(/[ ()]+/)].includes(wanted)
  })
}

/** @throws AppError RESOURCE_NOT_FOUND */
const findUserId = async (
  { store }: Context,
  personas: readonly KnownPerson[],
  who: string,
): Promise<UserId> => {
  const email = findPersona(personas, who)?.email ?? who.trim().toLowerCase()
  const userId = parseId<'user'>(who)
  const id = userId
    ? (await store.users.find(userId))?.id
    : (await store.users.findCredentials(email))?.userId
  if (id) return id
  const known = personas.map(({ email }) => email).join(', ')
  const offer = known === '' ? '' : ` The personas are ${known}.`
  throw new AppError('RESOURCE_NOT_FOUND', `There is no "${who}".${offer}`)
}

const earlier = (ctx: Context, byMs: number): Context => ({
  ...ctx,
  clock: { ...ctx.clock, now: () => ctx.clock.now() - byMs },
})

export const loginAsControls = (ctx: Context): Endpoint[] => {
  const tokens = createTokens(ctx.secretKey)
  const lifeMs = ctx.config.accessTokenMinutes * 60_000
  return [
    openEndpoint({
      ...control,
      method: 'POST',
      path: `${controlsPath}/login-as`,
      summary: 'Login as',
      description:
        'Responds like a login, with the two tokens of a new session, without a password. With `expired` the access token has expired already: the next request gets `TOKEN_EXPIRED`, and a refresh works. This is always so for the persona `expired`.',
      body: LoginAsBody,
      example: { user: 'mali', expired: false },
      responses: { 200: TokenPairView },
      errors: ['RESOURCE_NOT_FOUND', 'ACCOUNT_DISABLED'],
      run: async ({ body }) => {
        const personas = await listPersonas(ctx)
        const userId = await findUserId(ctx, personas, body.user)
        const isExpired = body.expired ?? findPersona(personas, body.user)?.key === 'expired'
        // A token of an earlier login has expired.
        return beginSession(isExpired ? earlier(ctx, lifeMs + 1000) : ctx, tokens, userId)
      },
      view: (pair: TokenPair) => toTokenPairView(pair, ctx.config),
    }),
  ]
}
