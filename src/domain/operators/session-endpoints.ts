import encodeQr from 'qr'
import { openEndpoint } from '../../http/endpoint.ts'
import { applyQuota } from '../../http/rate-limit.ts'
import { jsonReply, Reply } from '../../http/reply.ts'
import type { RequestContext } from '../../http/request-context.ts'
import { createEncoder } from '../../schema/encode.ts'
import { object } from '../../schema/objects.ts'
import { email, password, pattern, text } from '../../schema/requests.ts'
import { base, type DeskTools, tag } from './desk-tools.ts'
import { deviceCookieOf, deviceIn } from './device.ts'
import { withExamples } from './examples.ts'
import { cookieOf, type DeskEndpoint, endedCookie, sessionErrors } from './guard.ts'
import { csrfTokenOf, type Login, logIn, logOut, readLink, useLink } from './sessions.ts'
import {
  CurrentSessionView,
  LinkContentView,
  OperatorSessionView,
  toOperatorView,
  toSessionView,
} from './views.ts'

const code = pattern(/^\d{6}$/, 'Must be the six digits of the authenticator.', { examples: ['123456'] })
const newPassword = password(12, 128, { description: 'The password of the operator.' })
const encodeSession = createEncoder(OperatorSessionView)

export const sessionEndpoints = ({ desk: { ctx }, limits, callers }: DeskTools): DeskEndpoint[] => {
  const sessionReply = (
    { headers }: RequestContext,
    { operator, token }: Login,
    isNewDevice: boolean,
  ): Reply => {
    headers['set-cookie'] = [cookieOf(token), ...(isNewDevice ? [deviceCookieOf(ctx, operator.email)] : [])]
    return jsonReply(
      200,
      encodeSession({ operator: toOperatorView(operator), csrf_token: csrfTokenOf(token) }),
    )
  }
  return [
    {
      access: 'login',
      endpoint: openEndpoint({
        method: 'POST',
        path: `${base}/login`,
        tag,
        summary: 'Log in as an operator',
        description: 'Begins a session of at most 12 hours, which ends after 30 minutes without use.',
        access: 'anyone',
        body: object({ email: email(), password: password(1, 128), code }),
        responses: { 200: withExamples(OperatorSessionView) },
        errors: ['INVALID_CREDENTIALS', 'ORIGIN_NOT_ALLOWED', 'OVERLOADED'],
        run: async ({ body, context }) => {
          const device = deviceIn(ctx, body.email, context.request.headers.get('cookie'))
          const client = device === null ? `account ${body.email}` : `device ${device}`
          await applyQuota(limits.count('operator_login', client), context.headers)
          return sessionReply(context, await logIn(ctx, body), device === null)
        },
        view: (never: never) => never,
      }),
    },
    {
      access: 'login',
      endpoint: openEndpoint({
        method: 'POST',
        path: `${base}/link`,
        tag,
        summary: 'Read a link',
        description: 'What the page needs in order to let a new operator choose a password.',
        access: 'anyone',
        body: object({ link: text(1, 100) }),
        responses: { 200: withExamples(LinkContentView) },
        errors: ['RESOURCE_NOT_FOUND', 'ORIGIN_NOT_ALLOWED'],
        run: ({ body }) => readLink(ctx, body.link),
        view: ({ uri, ...shown }) => ({ ...shown, uri, qr: qrRowsOf(uri) }),
      }),
    },
    {
      access: 'login',
      endpoint: openEndpoint({
        method: 'POST',
        path: `${base}/link/use`,
        tag,
        summary: 'Use a link',
        description: 'Sets the password and the authenticator of an operator, once, and begins a session.',
        access: 'anyone',
        body: object({ link: text(1, 100), password: newPassword, code }),
        responses: { 200: withExamples(OperatorSessionView) },
        errors: ['RESOURCE_NOT_FOUND', 'ORIGIN_NOT_ALLOWED', 'OVERLOADED'],
        run: async ({ body, context }) => {
          return sessionReply(context, await useLink(ctx, body), true)
        },
        view: (never: never) => never,
      }),
    },
    {
      access: 'viewer',
      endpoint: openEndpoint({
        method: 'GET',
        path: `${base}/session`,
        tag,
        summary: 'Get the session',
        description: 'Who is logged in, and the value of the X-CSRF-Token header.',
        access: 'anyone',
        responses: { 200: withExamples(OperatorSessionView) },
        errors: [...sessionErrors],
        run: ({ context }) => callers.of(context),
        view: toSessionView,
      }),
    },
    {
      access: 'visitor',
      endpoint: openEndpoint({
        method: 'GET',
        path: `${base}/login`,
        tag,
        summary: 'Find the session',
        description:
          'Like `/session`, and null without one: a browser writes every 401 into its console, also the first of a visit.',
        access: 'anyone',
        responses: { 200: withExamples(CurrentSessionView) },
        errors: ['ORIGIN_NOT_ALLOWED'],
        run: async ({ context }) => callers.find(context),
        view: caller => ({ session: caller && toSessionView(caller) }),
      }),
    },
    {
      access: 'viewer',
      endpoint: openEndpoint({
        method: 'POST',
        path: `${base}/logout`,
        tag,
        summary: 'Log out as an operator',
        description: 'Ends the session.',
        access: 'anyone',
        responses: { 204: object({}, { description: 'The session has ended.' }) },
        errors: [...sessionErrors],
        run: async ({ context }) => {
          await logOut(ctx, callers.of(context))
          return new Reply(204, null, { 'set-cookie': endedCookie })
        },
      }),
    },
  ]
}

/** 1 is a dark module. */
const qrRowsOf = (uri: string): string[] =>
  encodeQr(uri, 'raw', { border: 2 }).map(row => row.map(Number).join(''))
