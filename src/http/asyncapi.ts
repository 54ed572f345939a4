import type { TObject } from '@sinclair/typebox'
import { version } from '../../package.json' with { type: 'json' }
import { isJsonObject } from '../lib/json.ts'
import type { Channel } from '../realtime/channel.ts'
import { type CloseCause, closeCodes, closeCodeTable } from '../realtime/close-codes.ts'
import type { EventDeclaration } from '../realtime/events.ts'
import type { FrameDeclaration } from '../realtime/frames.ts'
import { socketLimits } from '../realtime/limits.ts'
import { sharedKey } from '../schema/kinds.ts'
import { documentInfo } from './document-info.ts'
import { exampleValueOf } from './example-values.ts'
import { type Json, withoutNullUnion } from './shared-schemas.ts'

const limits = socketLimits
const seconds = (ms: number) => ms / 1000

const aboutSockets = (
  causes: readonly CloseCause[],
) => `The live side of Chayenity. The address carries an access
token: \`?token=…\`. Events of the server have the form \`{"type", "data"}\`, frames of a client are flat. Both are
JSON, sent as text.

**Order:** the frames of one socket take effect, and are answered, in the order in which they were sent. After the
\`pong\` to a \`ping\` everything sent before it has happened.

**After a reconnect** open the socket first, then fetch what was missed; each channel says how.

**Tokens** expire while a socket is open. Refresh early and send \`authenticate\` with the new one, or the socket is
closed with 4001.

**Bounds:** a frame has at most ${limits.maxFrameBytes / 1024} KiB, ${limits.framesPerSecond} frames a second may go on
for ever (${limits.maxFramesAtOnce} at once), a user has at most ${limits.maxSocketsPerUser} sockets. That rate of
frames is also one user's over all sockets together. Connecting and \`send_message\` count as one request to the API
each, so they share its 100 a minute. A frame above either limit gets an \`error\` with the code \`RATE_LIMITED\` and
\`retry_after_seconds\`, and the socket stays open; a connection above it is closed with 4029. The server pings
every ${seconds(limits.pingIntervalMs)} seconds and drops a peer that has not answered for
${seconds(limits.pingIntervalMs * (limits.maxMissedPings + 1))}; browsers answer by themselves.

**Close codes**

${closeCodeTable(causes)}`

const closeCodesOf = (channels: readonly Channel[]): readonly CloseCause[] => {
  const causes: CloseCause[] = [
    ...Object.values(closeCodes),
    ...channels.flatMap(channel => channel.closeCodes),
  ]
  return causes.sort((one, other) => one.code - other.code)
}

/** @param isDevelopment whether pages may offer the logins of the example data */
export const createAsyncApiDocument = (
  channels: readonly Channel[],
  baseUrl: string,
  isDevelopment: boolean,
): Json => {
  const { host, protocol, pathname } = new URL(baseUrl)
  const causes = closeCodesOf(channels)
  const document = {
    asyncapi: '3.1.0',
    info: {
      title: 'Chayenity',
      version,
      description: aboutSockets(causes),
      ...documentInfo(baseUrl),
      tags: [{ name: 'Live', description: 'What happens, as it happens.' }],
    },
    defaultContentType: 'application/json',
    servers: {
      chayenity: {
        host,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        ...(pathname !== '/' && { pathname }),
        title: 'This server',
        description: 'The server that made this document.',
      },
    },
    channels: Object.fromEntries(channels.map(channel => [channel.name, channelObject(channel)])),
    operations: Object.fromEntries(channels.flatMap(operationsOf)),
    components: { messages: Object.fromEntries(channels.flatMap(messagesOf)) },
    'x-close-codes': causes,
    'x-development': isDevelopment,
  }
  // Drops the symbols of the schemas.
  return withPlainSchemas(JSON.parse(JSON.stringify(document)))
}

/** The schema of an enum names its values once, so its uses drop the title. */
const withPlainSchemas = (document: Json): Json =>
  JSON.parse(JSON.stringify(document), (_, value) => {
    if (!isJsonObject(value)) return value
    if (Array.isArray(value.anyOf) && !('enum' in Object(value.anyOf[0]))) return withoutNullUnion(value)
    if (!isJsonObject(value[sharedKey])) return value
    const { [sharedKey]: named, ...use } = value
    return { title: named.title, description: named.description, ...use }
  })

// A client's `read` and the server's are two different messages.
const eventName = ({ type }: EventDeclaration) => `${type}_event`
const frameName = ({ type }: FrameDeclaration) => `${type}_frame`

const pascalCase = (type: string) =>
  type.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

const messagesOf = ({ events, frames }: Channel): [string, Json][] => [
  ...events.map((event): [string, Json] => [eventName(event), eventMessage(event)]),
  ...frames.map((frame): [string, Json] => [frameName(frame), frameMessage(frame)]),
]

const eventMessage = ({ type, description, dataSchema }: EventDeclaration): Json => ({
  name: type,
  title: `Event ${type}`,
  summary: description,
  description: `${description} The server sends it.`,
  payload: {
    type: 'object',
    title: `${pascalCase(type)}Envelope`,
    description: `The event \`${type}\` and its data.`,
    required: ['type', 'data'],
    properties: {
      type: { type: 'string', const: type, description: `Always ${type}.` },
      data: dataSchema,
    },
  },
  examples: [{ summary: description, payload: { type, data: exampleValueOf(dataSchema) } }],
})

const frameMessage = ({ type, description, schema }: FrameDeclaration): Json => ({
  name: type,
  title: `Frame ${type}`,
  summary: description,
  description: `${description} A client sends it.`,
  payload: {
    ...schema,
    title: `${pascalCase(type)}Frame`,
    description: `The frame \`${type}\` of a client.`,
  },
  examples: [{ summary: description, payload: exampleFrame(schema) }],
})

const exampleFrame = (schema: TObject): Json =>
  Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, field]) => {
      const isExplained = schema.required?.includes(name) || JSON.stringify(field).includes('"examples"')
      return isExplained ? [[name, exampleValueOf(field, name)]] : []
    }),
  )

const channelObject = (channel: Channel): Json => ({
  address: channel.path,
  title: channel.path,
  summary: channel.summary,
  description: channel.description,
  servers: [{ $ref: '#/servers/chayenity' }],
  parameters: Object.fromEntries(
    Object.entries(channel.params).map(([name, description]) => [name, { description }]),
  ),
  messages: Object.fromEntries(
    messagesOf(channel).map(([name]) => [name, { $ref: `#/components/messages/${name}` }]),
  ),
  bindings: {
    ws: {
      method: 'GET',
      query: {
        type: 'object',
        description: 'The query of the address.',
        required: ['token', ...Object.keys(channel.query)],
        properties: {
          token: { type: 'string', description: 'An access token.' },
          ...Object.fromEntries(
            Object.entries(channel.query).map(([name, description]) => [
              name,
              { type: 'string', description },
            ]),
          ),
        },
      },
      bindingVersion: '0.1.0',
    },
  },
})

const operationsOf = ({ name, path, events, frames }: Channel): [string, Json][] => {
  const operation = (action: 'send' | 'receive', summary: string, message: string): [string, Json] => [
    `${name}_${message}`,
    {
      action,
      title: `${action === 'send' ? 'The server sends' : 'The server receives'} ${message.replace(/_(event|frame)$/, '')}`,
      summary,
      description: `${summary} On \`${path}\`.`,
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/${message}` }],
    },
  ]
  return [
    ...events.map(event => operation('send', event.description, eventName(event))),
    ...frames.map(frame => operation('receive', frame.description, frameName(frame))),
  ]
}
