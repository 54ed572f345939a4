import { createHmac } from 'node:crypto'
import { disableAccount, findAccount } from '../../src/domain/users/operator.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { joinAfresh, logInAs, type Person, type TokenPairJson } from './people.ts'
import type { TestServer } from './server.ts'

/** A caller whom no closed operation lets in. */
export interface RejectedCaller {
  authorization: string | null
  code: ErrorCode
}

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const forge = (payload: unknown, key: string, alg = 'HS256'): string => {
  const signed = `${base64({ alg })}.${base64(payload)}`
  return alg === 'none'
    ? `${signed}.`
    : `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

const claimsIn = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** Ten kinds of callers who are nobody, for operations that take a token of one kind. */
export const createRejectedCallers = async (
  server: TestServer,
  owner: Person,
  secret: string,
): Promise<Record<'access' | 'refresh', Record<string, RejectedCaller>>> => {
  const [leaver, disabled] = [await joinAfresh(server, 'Leaver'), await joinAfresh(server, 'Disabled')]
  await leaver.client.post('/api/auth/logout')
  await disableAccount(server.ctx, await findAccount(server.ctx, disabled.user.email))
  const { access_token, refresh_token } = await logInAs(server.url, owner.user.email, owner.password)
  const ofKind = (kind: 'access' | 'refresh') => {
    const tokenOf = (tokens: TokenPairJson) =>
      kind === 'access' ? tokens.access_token : tokens.refresh_token
    const good = claimsIn(kind === 'access' ? access_token : refresh_token)
    const past = Math.floor(server.clock.now() / 1000) - 1
    const bearer = (token: string, code: ErrorCode = 'INVALID_TOKEN') => ({
      authorization: `Bearer ${token}`,
      code,
    })
    return {
      nobody: { authorization: null, code: 'NOT_AUTHENTICATED' as const },
      'another scheme': { authorization: 'Basic c29tY2hhaTpwYXNz', code: 'NOT_AUTHENTICATED' as const },
      'a word that is no token': bearer('nonsense'),
      'an expired token': bearer(forge({ ...good, exp: past }, secret), 'TOKEN_EXPIRED'),
      'a token of the other kind': bearer(kind === 'access' ? refresh_token : access_token),
      'a token of an unknown kind': bearer(forge({ ...good, kind: 'operator' }, secret)),
      'a token of an ended session': bearer(tokenOf(leaver.tokens)),
      'a token of another secret': bearer(forge(good, 'another secret of 32 characters!')),
      'a token with the algorithm none': bearer(forge(good, secret, 'none')),
      'a disabled account': bearer(tokenOf(disabled.tokens)),
    }
  }
  return { access: ofKind('access'), refresh: ofKind('refresh') }
}
