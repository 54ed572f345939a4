import type { Static } from '@sinclair/typebox'
import type { Config } from '../../config.ts'
import { nullish, object } from '../../schema/objects.ts'
import { email, password, text } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { contactInfo, fullName } from '../users/model.ts'

const newPasswordRule = 'Any characters. In production the most common passwords are rejected.'

export const RegisterBody = object(
  {
    email: email({
      description: 'The address to log in with, compared without regard to case. At most 254 characters.',
      examples: ['user@example.com'],
    }),
    password: password(8, 128, { description: newPasswordRule, examples: ['securepassword123'] }),
    full_name: fullName,
    contact_info: nullish(contactInfo),
  },
  { description: 'A new account.' },
)

/** Other fields of the OAuth2 password flow are ignored (ruling A3). */
export const LoginForm = object(
  {
    username: text(1, 254, { description: 'The e-mail address.', examples: ['user@example.com'] }),
    password: password(1, 1000, { description: 'The password.', examples: ['securepassword123'] }),
  },
  { description: 'The form of the OAuth2 password flow.' },
)

const exampleToken = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...'

const tokenFields = {
  access_token: view.string({
    description: 'Goes with every request as `Authorization: Bearer …`.',
    examples: [exampleToken],
  }),
  token_type: view.oneOf(['bearer'], { description: 'Always bearer.' }),
  expires_in_minutes: view.integer({
    description: 'How long the access token lives, in minutes.',
    examples: [30],
  }),
}

export const AccessTokenView = object(tokenFields, {
  title: 'AccessToken',
  description: 'A new access token of a session.',
})

export const TokenPairView = object(
  {
    ...tokenFields,
    refresh_token: view.string({
      description: 'Gives new access tokens, for 30 days where the server is not told otherwise.',
      examples: [exampleToken],
    }),
  },
  { title: 'TokenPair', description: 'The two tokens of a new session.' },
)

export const PasswordChangeBody = object(
  {
    old_password: password(1, 1000, {
      description: 'The present password.',
      examples: ['securepassword123'],
    }),
    new_password: password(8, 128, { description: newPasswordRule, examples: ['a longer passphrase'] }),
  },
  { description: 'The present password and a new one.' },
)

export const ForgotBody = object(
  {
    email: email({ description: 'The address of the account.', examples: ['user@example.com'] }),
  },
  { description: 'Whose password was forgotten.' },
)

export const ResetBody = object(
  {
    token: text(1, 100, {
      description: 'What stands behind `#token=` in the link.',
      examples: ['Jq0c9m2cX6hY3bX1Zt7m0w5oQm8n4v2kR1sT9uV3wX4'],
    }),
    new_password: password(8, 128, { description: newPasswordRule, examples: ['a longer passphrase'] }),
  },
  { description: 'The token of a link, and a new password.' },
)

export const ConfirmationView = object(
  { message: view.string({ description: 'What was done.', examples: ['Successfully logged out'] }) },
  { title: 'Confirmation', description: 'What was done, in a sentence for people.' },
)

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
  // Clients read an integer.
  expires_in_minutes: Math.ceil(accessTokenMinutes),
})

export const toTokenPairView = (
  { accessToken, refreshToken }: TokenPair,
  lifetime: Lifetime,
): Static<typeof TokenPairView> => ({
  ...toAccessTokenView(accessToken, lifetime),
  refresh_token: refreshToken,
})
