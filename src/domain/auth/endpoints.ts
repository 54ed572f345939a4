import type { Context } from '../../context.ts'
import { clientAddressOf } from '../../http/client-address.ts'
import { type Endpoint, endpoint, openEndpoint } from '../../http/endpoint.ts'
import { applyQuota, type RateLimits } from '../../http/rate-limit.ts'
import type { RequestContext } from '../../http/request-context.ts'
import { toUserView, UserView } from '../users/model.ts'
import { getUser } from '../users/service.ts'
import type { VerifyToken } from './guard.ts'
import type { LoginAddresses } from './login-addresses.ts'
import {
  AccessTokenView,
  ConfirmationView,
  ForgotBody,
  LoginForm,
  PasswordChangeBody,
  RegisterBody,
  ResetBody,
  type TokenPair,
  TokenPairView,
  toAccessTokenView,
  toTokenPairView,
} from './model.ts'
import { badLink, noMail, resetByLink, sendPasswordLink } from './password-links.ts'
import type { RecentRefreshes } from './recent-refreshes.ts'
import {
  changePassword,
  endAllSessions,
  logIn,
  logOut,
  refreshAccess,
  registerUser,
  tokenTextsIn,
  wrongOldPassword,
} from './service.ts'
import type { Tokens } from './tokens.ts'

const tag = 'Authentication'

const linkSentMessage = 'If there is an account with this address, a mail with a link is on its way.'

export interface AuthTools {
  tokens: Tokens
  verifyToken: VerifyToken
  limits: RateLimits
  loginAddresses: LoginAddresses
  recentRefreshes: RecentRefreshes
}

const refreshHeadersOf = ({ request: { headers } }: RequestContext) => ({
  authorization: headers.get('authorization'),
  oldAccessToken: headers.get('x-access-token'),
})

export const authEndpoints = (ctx: Context, tools: AuthTools): Endpoint[] => {
  const { tokens, verifyToken, limits, loginAddresses, recentRefreshes } = tools
  return [
    openEndpoint({
      method: 'POST',
      path: '/api/auth/register',
      tag,
      summary: 'Register user',
      description: 'Creates an account. No two accounts have the same e-mail, whatever its case.',
      access: 'anyone',
      rateClass: 'register',
      body: RegisterBody,
      example: {
        email: 'user@example.com',
        password: 'securepassword123',
        full_name: 'John Doe',
        contact_info: 'phone:+1234567890',
      },
      responses: { 201: UserView },
      exampleResult: { address_text: null, is_verified: false, reputation_score: 5.0 },
      errors: ['EMAIL_ALREADY_EXISTS', 'OVERLOADED'],
      run: async ({ body }) =>
        registerUser(ctx, {
          email: body.email,
          password: body.password,
          fullName: body.full_name,
          contactInfo: body.contact_info ?? null,
        }),
      view: toUserView,
    }),
    openEndpoint({
      method: 'POST',
      path: '/api/auth/login',
      tag,
      summary: 'Login',
      description:
        'Begins a session and gives its two tokens. Takes the form of the OAuth2 password flow: `username` is the e-mail address. Attempts are counted by address and by account; an address that has logged in to the account before has a count of its own there.',
      access: 'anyone',
      rateClass: 'login',
      body: LoginForm,
      bodyTypes: ['urlencoded', 'formdata'],
      example: { username: 'user@example.com', password: 'securepassword123' },
      responses: { 200: TokenPairView },
      errors: ['INVALID_CREDENTIALS', 'ACCOUNT_DISABLED', 'OVERLOADED'],
      run: async ({ body, context }) => {
        const email = body.username.toLowerCase()
        const address = clientAddressOf(context.request, context.server, ctx.config.trustProxy)
        // The account is counted too, so that many machines cannot guess one password.
        await applyQuota(limits.count('login', loginAddresses.clientOf(email, address)), context.headers)
        const pair = await logIn(ctx, tokens, email, body.password)
        ctx.accountCaches.rememberLogin(email, address)
        return pair
      },
      view: (pair: TokenPair) => toTokenPairView(pair, ctx.config),
    }),
    openEndpoint({
      method: 'POST',
      path: '/api/auth/refresh',
      tag,
      summary: 'Refresh access token',
      description:
        'Gives a new access token for a session. Send the refresh token as the bearer token and the old access token, expired or not, in `X-Access-Token`; both must be of the same session. The same pair within 60 seconds gets the same answer and is not counted again, so requests that fail together may refresh together.',
      access: 'refresh',
      rateClass: 'refresh',
      responses: { 200: AccessTokenView },
      errors: ['MISSING_ACCESS_TOKEN'],
      headers: [
        { name: 'X-Access-Token', description: 'The old access token, expired or not.', isRequired: true },
      ],
      countOnce: (context, count) => {
        const { oldAccessToken, ...rest } = refreshHeadersOf(context)
        if (!oldAccessToken) return count()
        return recentRefreshes.countOnce(tokenTextsIn({ oldAccessToken, ...rest }), count)
      },
      run: ({ context }) =>
        refreshAccess(ctx, { tokens, verifyToken, recentRefreshes }, refreshHeadersOf(context)),
      view: (accessToken: string) => toAccessTokenView(accessToken, ctx.config),
    }),
    endpoint({
      method: 'POST',
      path: '/api/auth/logout',
      tag,
      summary: 'Logout',
      description:
        'Ends the session: its access tokens and its refresh token are refused from now on. Takes an access token that has expired, as long as its session is open, and is never limited.',
      rateClass: 'none',
      takesExpiredToken: true,
      responses: { 200: ConfirmationView },
      errors: [],
      run: ({ caller }) => logOut(ctx, caller),
      view: () => ({ message: 'Successfully logged out' }),
    }),
    endpoint({
      method: 'POST',
      path: '/api/auth/logout-all',
      tag,
      summary: 'Logout everywhere',
      description:
        'Ends every session of the caller, this one too: all their tokens are refused from now on, and their sockets close.',
      responses: { 200: ConfirmationView },
      exampleResult: { message: 'Successfully logged out everywhere' },
      errors: [],
      run: ({ caller }) => endAllSessions(ctx, caller.userId),
      view: () => ({ message: 'Successfully logged out everywhere' }),
    }),
    endpoint({
      method: 'PUT',
      path: '/api/auth/password',
      tag,
      summary: 'Change password',
      description:
        'Sets a new password. The session of the caller stays, and every other one ends: its tokens are refused and its sockets close. A wrong old password is 401 `INVALID_CREDENTIALS`, and the token stays good. Limited by account as logins are, and counted apart from them.',
      rateClass: 'login',
      body: PasswordChangeBody,
      example: { old_password: 'securepassword123', new_password: 'a longer passphrase' },
      responses: { 200: ConfirmationView },
      exampleResult: { message: 'Password changed' },
      errors: [wrongOldPassword, 'OVERLOADED'],
      run: ({ caller, body }) =>
        changePassword(ctx, caller, { old: body.old_password, new: body.new_password }),
      view: () => ({ message: 'Password changed' }),
    }),
    openEndpoint({
      method: 'POST',
      path: '/api/auth/forgot',
      tag,
      summary: 'Request password link',
      description:
        'Sends a mail with a link for a new password to the owner of the address. The answer is the same where nobody has that address, and where the last link was made less than five minutes ago, which then stays good. Counted by address of the client and by e-mail, as logins are. A server without a mail server answers 503 `MAIL_UNAVAILABLE`; a demo writes the mail into its log. An addition to the contract.',
      access: 'anyone',
      rateClass: 'login',
      body: ForgotBody,
      example: { email: 'user@example.com' },
      responses: { 200: ConfirmationView },
      exampleResult: { message: linkSentMessage },
      errors: [noMail],
      run: async ({ body: { email }, context }) => {
        await applyQuota(limits.count('login', `forgot ${email}`), context.headers)
        sendPasswordLink(ctx, email)
      },
      view: () => ({ message: linkSentMessage }),
    }),
    openEndpoint({
      method: 'POST',
      path: '/api/auth/reset',
      tag,
      summary: 'Reset password',
      description:
        'Sets a new password with the token of a link, from a mail or from the operator. The token works once, within 30 minutes, and every session of the account ends. An addition to the contract.',
      access: 'anyone',
      rateClass: 'login',
      body: ResetBody,
      example: { token: 'Jq0c9m2cX6hY3bX1Zt7m0w5oQm8n4v2kR1sT9uV3wX4', new_password: 'a longer passphrase' },
      responses: { 200: ConfirmationView },
      exampleResult: { message: 'Password changed' },
      errors: [badLink, 'OVERLOADED'],
      run: ({ body }) => resetByLink(ctx, body.token, body.new_password),
      view: () => ({ message: 'Password changed' }),
    }),
    endpoint({
      method: 'GET',
      path: '/api/auth/me',
      tag,
      summary: 'Get current user',
      description: 'The account of the caller.',
      responses: { 200: UserView },
      errors: [],
      run: ({ caller }) => getUser(ctx, caller.userId),
      view: toUserView,
    }),
  ]
}
