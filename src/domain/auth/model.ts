import type { Static } from '@sinclair/typebox'
import type { Config } from '../../config.ts'
import { nullish, object } from '../../schema/objects.ts'
import { email, password, text } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { contactInfo, fullName } from '../users/model.ts'

const newPasswordRule =
  '8 to 128 characters of any kind. In production the most common passwords are rejected.'

export const RegisterBody = object({
  email: email({ description: 'Compared without regard to case.', examples: ['user@example.com'] }),
  password: password(8, 128, {
    description: newPasswordRule,
    examples: ['securepassword123'],
  }),
  full_name: fullName,
  contact_info: nullish(contactInfo),
})

/** The form of the OAuth2 password flow; its other fields are ignored (ruling A3). */
export const LoginForm = object({
  username: text(1, 254, { description: 'The e-mail address.', examples: ['user@example.com'] }),
  password: password(1, 1000, { description: 'The password.', examples: ['securepassword123'] }),
})

const tokenFields = {
  access_token: view.string({ examples: ['eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...'] }),
  token_type: view.oneOf(['bearer']),
  expires_in_minutes: view.integer({ description: 'How long the access token lives.', examples: [30] }),
}

export const AccessTokenView = object(tokenFields, { title: 'AccessToken' })

export const TokenPairView = object(
  { ...tokenFields, refresh_token: view.string({ examples: ['eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...'] }) },
  { title: 'TokenPair' },
)

export const PasswordChangeBody = object({
  old_password: password(1, 1000, { description: 'The present password.', examples: ['securepassword123'] }),
  new_password: password(8, 128, { description: newPasswordRule, examples: ['a longer passphrase'] }),
})

/** One schema for all, so what each says is in the example of its endpoint. */
export const ConfirmationView = object(
  { message: view.string({ description: 'What was done.' }) },
  { title: 'Confirmation' },
)

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
  // Clients read an integer, so part of a minute counts as one.
  expires_in_minutes: Math.ceil(accessTokenMinutes),
})

export const toTokenPairView = (
  { accessToken, refreshToken }: TokenPair,
  lifetime: Lifetime,
): Static<typeof TokenPairView> => ({
  ...toAccessTokenView(accessToken, lifetime),
  refresh_token: refreshToken,
})
