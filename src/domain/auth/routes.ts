import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { operation } from '../../http/operation.ts'
import { applyQuota, type RateLimits } from '../../http/rate-limit.ts'
import { signedIn } from '../../http/visit.ts'
import { toUserView, UserView } from '../users/model.ts'
import { getUser } from '../users/service.ts'
import type { Authenticate } from './guard.ts'
import {
  AccessTokenView,
  LoginForm,
  LogoutView,
  RegisterBody,
  TokenPairView,
  toExpiresInMinutes,
} from './model.ts'
import { logIn, logOut, refreshAccess, registerUser } from './service.ts'
import type { Tokens } from './tokens.ts'

export interface AuthTools {
  tokens: Tokens
  authenticate: Authenticate
  limits: RateLimits
}

export const authRoutes = (ctx: Context, { tokens, authenticate, limits }: AuthTools) => {
  const expiry = {
    token_type: 'bearer' as const,
    expires_in_minutes: toExpiresInMinutes(ctx.config.accessTokenMinutes),
  }

  const open = new Elysia()
    .post(
      '/register',
      async ({ body, set }) => {
        const { email, password, full_name: fullName, contact_info } = body
        const user = await registerUser(ctx, { email, password, fullName, contactInfo: contact_info ?? null })
        set.status = 201
        return toUserView(user)
      },
      {
        body: RegisterBody,
        ...operation({
          summary: 'Register user',
          description: 'Creates an account. No two accounts have the same e-mail, whatever its case.',
          access: 'anyone',
          rateClass: 'register',
          answers: { 201: UserView },
          errors: ['EMAIL_ALREADY_EXISTS', 'OVERLOADED'],
          example: {
            email: 'user@example.com',
            password: 'securepassword123',
            full_name: 'John Doe',
            contact_info: 'phone:+1234567890',
          },
        }),
      },
    )
    .post(
      '/login',
      async ({ body, set }) => {
        const email = body.username.toLowerCase()
        // Beside the address also the account is counted, so that many machines cannot guess at one password.
        applyQuota(limits.count('login', `account ${email}`), set.headers)
        const { accessToken, refreshToken } = await logIn(ctx, tokens, email, body.password)
        return { access_token: accessToken, refresh_token: refreshToken, ...expiry }
      },
      {
        body: LoginForm,
        ...operation({
          summary: 'Login',
          description:
            'Begins a session and gives its two tokens. Takes the form of the OAuth2 password flow: `username` is the e-mail address.',
          access: 'anyone',
          rateClass: 'login',
          answers: { 200: TokenPairView },
          errors: ['INVALID_CREDENTIALS', 'ACCOUNT_DISABLED', 'OVERLOADED'],
          example: { username: 'user@example.com', password: 'securepassword123' },
          accepts: ['urlencoded', 'formdata'],
        }),
      },
    )
    .post(
      '/refresh',
      async ({ request }) => {
        const authorization = request.headers.get('authorization')
        const oldAccessToken = request.headers.get('x-access-token')
        const accessToken = await refreshAccess(ctx, tokens, authenticate, { authorization, oldAccessToken })
        return { access_token: accessToken, ...expiry }
      },
      {
        ...operation({
          summary: 'Refresh access token',
          description:
            'Gives a new access token for a session. Send the refresh token as the bearer token and the old access token, expired or not, in `X-Access-Token`; both must be of the same session.',
          access: 'refresh',
          rateClass: 'refresh',
          answers: { 200: AccessTokenView },
          errors: ['MISSING_ACCESS_TOKEN'],
          headers: [{ name: 'X-Access-Token', description: 'The old access token.', isRequired: true }],
        }),
      },
    )

  const closed = new Elysia()
    .use(signedIn)
    .post(
      '/logout',
      async ({ caller }) => {
        await logOut(ctx, caller)
        return { message: 'Successfully logged out' }
      },
      {
        ...operation({
          summary: 'Logout',
          description: 'Ends the session: its access tokens and its refresh token are refused from now on.',
          access: 'user',
          answers: { 200: LogoutView },
          errors: [],
        }),
      },
    )
    .get('/me', async ({ caller }) => toUserView(await getUser(ctx, caller.userId)), {
      ...operation({
        summary: 'Get current user',
        description: 'The account of the caller.',
        access: 'user',
        answers: { 200: UserView },
        errors: [],
      }),
    })

  return new Elysia({ prefix: '/api/auth', tags: ['Authentication'] }).use(open).use(closed)
}
