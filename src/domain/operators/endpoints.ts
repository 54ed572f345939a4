import encodeQr from 'qr'
import type { Context } from '../../context.ts'
import { AppError, invalidFields, requiredMessage } from '../../errors.ts'
import { jsonBody, readBody } from '../../http/body.ts'
import { clientAddressOf } from '../../http/client-address.ts'
import { openEndpoint } from '../../http/endpoint.ts'
import { applyQuota, type RateLimits } from '../../http/rate-limit.ts'
import { createReader, readQuery } from '../../http/reader.ts'
import { jsonReply, Reply } from '../../http/reply.ts'
import type { RequestContext } from '../../http/request-context.ts'
import { createEncoder } from '../../schema/encode.ts'
import { object, optional } from '../../schema/objects.ts'
import { email, password, pattern, text } from '../../schema/requests.ts'
import type { LoginAddresses } from '../auth/login-addresses.ts'
import type { Actor, Desk, OperatorCommand, OperatorQuery } from './command.ts'
import { withExamples } from './examples.ts'
import { cookieOf, csrfHeader, type DeskEndpoint, endedCookie, type OperatorCallers } from './guard.ts'
import { operatorCommands, operatorQueries } from './registry.ts'
import { confirmPassword, csrfTokenOf, type Login, logIn, logOut, readLink, useLink } from './sessions.ts'
import { LinkContentView, OperatorSessionView, toOperatorView } from './views.ts'

const base = '/api/_ops'

/** `user.disable` is at `/commands/user/disable`: a path with a dot is taken for a file. */
export const pathOfCommand = (name: string): string => `/commands/${name.replace('.', '/')}`

const tag = 'Desk'

interface DeskTools {
  desk: Desk
  limits: RateLimits
  callers: OperatorCallers
  /** Of the operators, so that strangers with wrong passwords cannot lock one out. */
  loginAddresses: LoginAddresses
}

/** All operations of the operator's desk. */
export const deskEndpoints = (tools: DeskTools): DeskEndpoint[] => [
  ...sessionEndpoints(tools),
  downloadEndpoint(tools),
  ...operatorQueries.map(query => queryEndpoint(query, tools)),
  ...operatorCommands.map(command => commandEndpoint(command, tools)),
]

const code = pattern(/^\d{6}$/, 'Must be the six digits of the authenticator.', { examples: ['123456'] })
const newPassword = password(12, 128, { description: 'The password of the operator.' })
const encodeSession = createEncoder(OperatorSessionView)

const sessionReply = ({ operator, token }: Login): Reply => {
  const session = { operator: toOperatorView(operator), csrf_token: csrfTokenOf(token) }
  const { status, body, headers } = jsonReply(200, encodeSession(session))
  return new Reply(status, body, { ...headers, 'set-cookie': cookieOf(token) })
}

const addressOf = ({ config }: Context, { request, server }: RequestContext): string =>
  clientAddressOf(request, server, config.trustProxy)

const sessionEndpoints = ({ desk: { ctx }, limits, callers, loginAddresses }: DeskTools): DeskEndpoint[] => [
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
        const address = addressOf(ctx, context)
        const client = loginAddresses.clientOf(body.email, address)
        applyQuota(limits.count('operator_login', client), context.headers)
        const login = await logIn(ctx, body)
        loginAddresses.remember(body.email, address)
        return sessionReply(login)
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
        const login = await useLink(ctx, body)
        loginAddresses.remember(login.operator.email, addressOf(ctx, context))
        return sessionReply(login)
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
      view: ({ account, csrfToken }) => ({ operator: toOperatorView(account), csrf_token: csrfToken }),
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

const downloadEndpoint = ({ desk: { downloads }, callers }: DeskTools): DeskEndpoint => ({
  access: 'operator',
  endpoint: openEndpoint({
    method: 'GET',
    path: `${base}/downloads/:token`,
    tag,
    summary: 'Fetch a file',
    description: 'A file that a command has made, once, within a minute.',
    access: 'anyone',
    params: object({ token: text(1, 100) }),
    fileTypes: ['application/octet-stream'],
    responses: { 200: object({}, { description: 'The file.' }) },
    errors: ['RESOURCE_NOT_FOUND', ...sessionErrors],
    run: ({ params, context }) => {
      const file = downloads?.take(params.token, callers.of(context).account.id)
      if (!file) throw new AppError('RESOURCE_NOT_FOUND')
      return new Reply(200, file.content, {
        'content-type': file.contentType,
        'content-disposition': `attachment; filename="${file.filename}"`,
      })
    },
  }),
})

/** Of every operation that needs a session. */
const sessionErrors = [
  'NOT_AUTHENTICATED',
  'TOKEN_EXPIRED',
  'ORIGIN_NOT_ALLOWED',
  'INSUFFICIENT_PERMISSIONS',
] as const

/** A row of the code for each text, with 1 for a dark module. */
const qrRowsOf = (uri: string): string[] =>
  encodeQr(uri, 'raw', { border: 2 }).map(row => row.map(Number).join(''))

const actorOf = ({ account: { id, email: name, role } }: ReturnType<OperatorCallers['of']>): Actor => ({
  operatorId: id,
  name,
  role,
})

const noBody = (): never => {
  throw new TypeError('The reply is made by `respond`.')
}

const queryEndpoint = (query: OperatorQuery, { desk, callers }: DeskTools): DeskEndpoint => {
  const names = new Set([...query.path.matchAll(/:(\w+)/g)].map(([, name]) => name))
  const pick = (isParameter: boolean) =>
    object(
      Object.fromEntries(
        Object.entries(query.fields.properties).filter(([name]) => names.has(name) === isParameter),
      ),
    )
  const endpoint = openEndpoint({
    method: 'GET',
    path: base + query.path,
    tag,
    summary: query.summary,
    description: query.description,
    access: 'anyone',
    params: pick(true),
    query: pick(false),
    responses: { 200: withExamples(query.response) },
    errors: [...query.errors, ...sessionErrors],
    run: noBody,
  })
  return {
    access: 'viewer',
    endpoint: {
      ...endpoint,
      respond: async context => {
        const sent = { ...readQuery(context.request.url), ...context.params }
        return jsonReply(200, await query.execute(desk, actorOf(callers.of(context)), sent))
      },
    },
  }
}

const passwordField = password(1, 128, { description: 'The password of the operator, once more.' })
const readPassword = createReader(object({ operator_password: optional(passwordField) }))

const commandEndpoint = (command: OperatorCommand, { desk, limits, callers }: DeskTools): DeskEndpoint => {
  const { fields, confirmsPassword } = command
  const body = object({
    ...fields.properties,
    ...(confirmsPassword && { operator_password: passwordField }),
  })
  const endpoint = openEndpoint({
    method: 'POST',
    path: base + pathOfCommand(command.name),
    tag,
    summary: command.summary,
    description: command.description,
    access: 'anyone',
    body,
    headers: [{ name: csrfHeader, description: '`csrf_token` of the session.', isRequired: true }],
    responses: { 200: withExamples(command.response) },
    errors: [...command.errors, ...sessionErrors],
    run: noBody,
  })
  return {
    access: 'operator',
    endpoint: {
      ...endpoint,
      respond: async context => {
        const caller = callers.of(context)
        const sent = await readBody(context, jsonBody, ['json'])
        if (confirmsPassword) {
          const { operator_password } = readPassword(sent)
          if (operator_password === undefined) throw invalidFields({ operator_password: [requiredMessage] })
          applyQuota(limits.count('operator_login', `confirm ${caller.account.id}`), context.headers)
          await confirmPassword(caller, operator_password)
        }
        return jsonReply(200, await command.execute(desk, actorOf(caller), sent))
      },
    },
  }
}
