import { AppError, invalidFields, requiredMessage } from '../../errors.ts'
import { jsonBody, readBody } from '../../http/body.ts'
import { openEndpoint } from '../../http/endpoint.ts'
import { applyQuota } from '../../http/rate-limit.ts'
import { createReader, readQuery } from '../../http/reader.ts'
import { jsonReply, Reply } from '../../http/reply.ts'
import { object, optional } from '../../schema/objects.ts'
import { password, text } from '../../schema/requests.ts'
import type { Actor, OperatorCommand, OperatorQuery } from './command.ts'
import { base, type DeskTools, tag } from './desk-tools.ts'
import { withExamples } from './examples.ts'
import { csrfHeader, type DeskEndpoint, type OperatorCallers, sessionErrors } from './guard.ts'
import { operatorCommands, operatorQueries } from './registry.ts'
import { reportPictureEndpoint } from './report-picture.ts'
import { sessionEndpoints } from './session-endpoints.ts'
import { confirmPassword } from './sessions.ts'

/** `user.disable` is at `/commands/user/disable`, since a path with a dot is taken for a file. */
export const pathOfCommand = (name: string): string => `/commands/${name.replace('.', '/')}`

export const deskEndpoints = (tools: DeskTools): DeskEndpoint[] => [
  ...sessionEndpoints(tools),
  downloadEndpoint(tools),
  reportPictureEndpoint(tools.desk.ctx),
  ...operatorQueries.map(query => queryEndpoint(query, tools)),
  ...operatorCommands.map(command => commandEndpoint(command, tools)),
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
    run: ({ params: { token }, context }) => {
      if (!downloads) throw new AppError('RESOURCE_NOT_FOUND')
      const { id } = callers.of(context).account
      // A HEAD request does not use up the one time that the file can be fetched.
      const isQuestion = context.request.method === 'HEAD'
      const file = isQuestion ? downloads.find(token, id) : downloads.take(token, id)
      return new Reply(200, file.content, {
        'content-type': file.contentType,
        'content-disposition': `attachment; filename="${file.filename}"`,
      })
    },
  }),
})

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
          await applyQuota(limits.count('operator_login', `confirm ${caller.account.id}`), context.headers)
          await confirmPassword(caller, operator_password)
        }
        return jsonReply(200, await command.execute(desk, actorOf(caller), sent))
      },
    },
  }
}
