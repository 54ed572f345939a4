import type { Static } from '@sinclair/typebox'
import type { Config } from '../../config.ts'
import { email, fields, optional, password, text, view } from '../../http/wire.ts'
import { contactInfo, fullName } from '../users/model.ts'

export const RegisterBody = fields({
  email: email({ description: 'Compared without regard to case.', examples: ['user@example.com'] }),
  password: password(8, 128, {
    description: '8 to 128 characters of any kind.',
    examples: ['securepassword123'],
  }),
  full_name: fullName,
  contact_info: optional(contactInfo),
})

/** The form of the OAuth2 password flow; its other fields are ignored (ruling A3). */
export const LoginForm = fields({
  username: text(1, 254, { description: 'The e-mail address.', examples: ['user@example.com'] }),
  password: password(1, 1000, { description: 'The password.', examples: ['securepassword123'] }),
})

const tokenFields = {
  access_token: view.text({ examples: ['eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...'] }),
  token_type: view.choice(['bearer']),
  expires_in_minutes: view.whole({ description: 'How long the access token lives.', examples: [30] }),
}

export const AccessTokenView = fields(tokenFields, { title: 'AccessToken' })

export const TokenPairView = fields(
  { ...tokenFields, refresh_token: view.text({ examples: ['eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...'] }) },
  { title: 'TokenPair' },
)

export const LogoutView = fields({ message: view.text({ examples: ['Successfully logged out'] }) })

/** The tokens of a new session. */
export interface TokenPair {
  accessToken: string
  refreshToken: string
}

type Lifetime = Pick<Config, 'accessTokenMinutes'>

export const toAccessTokenView = (
  accessToken: string,
  { accessTokenMinutes }: Lifetime,
): Static<typeof AccessTokenView> => ({
  access_token: accessToken,
  token_type: 'bearer',
  expires_in_minutes: accessTokenMinutes,
})

export const toTokenPairView = (
  { accessToken, refreshToken }: TokenPair,
  lifetime: Lifetime,
): Static<typeof TokenPairView> => ({
  ...toAccessTokenView(accessToken, lifetime),
  refresh_token: refreshToken,
})
