import { version } from '../../package.json' with { type: 'json' }
import type { Channel } from '../realtime/channel.ts'
import { type CloseCause, closeCodes, closeCodeTable } from '../realtime/close-codes.ts'
import type { EventDeclaration } from '../realtime/events.ts'
import type { FrameDeclaration } from '../realtime/frames.ts'
import { socketLimits } from '../realtime/limits.ts'

/** A part of the document, as JSON. */
type Json = Record<string, unknown>

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

/** Those of every channel and those of each, in the order of their codes. */
const closeCodesOf = (channels: readonly Channel[]): readonly CloseCause[] => {
  const causes: CloseCause[] = [
    ...Object.values(closeCodes),
    ...channels.flatMap(channel => channel.closeCodes),
  ]
  return causes.sort((one, other) => one.code - other.code)
}

/** The AsyncAPI 3 document of the sockets. */
export const createAsyncApiDocument = (channels: readonly Channel[], publicUrl: string | null): Json => {
  const { host, protocol, pathname } = new URL(publicUrl ?? 'http://localhost:8000')
  const causes = closeCodesOf(channels)
  const document = {
    asyncapi: '3.0.0',
    info: { title: 'Chayenity', version, description: aboutSockets(causes) },
    defaultContentType: 'application/json',
    servers: {
      chayenity: {
        host,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        ...(pathname !== '/' && { pathname }),
      },
    },
    channels: Object.fromEntries(channels.map(channel => [channel.name, channelObject(channel)])),
    operations: Object.fromEntries(channels.flatMap(operationsOf)),
    components: { messages: Object.fromEntries(channels.flatMap(messagesOf)) },
    'x-close-codes': causes,
  }
  // Through JSON, so that symbols of the schemas stay behind.
  return JSON.parse(JSON.stringify(document))
}

// A client's `read` and the server's are two different messages.
const eventName = ({ type }: EventDeclaration) => `${type}_event`
const frameName = ({ type }: FrameDeclaration) => `${type}_frame`

const messagesOf = ({ events, frames }: Channel): [string, Json][] => [
  ...events.map((event): [string, Json] => [eventName(event), eventMessage(event)]),
  ...frames.map((frame): [string, Json] => [frameName(frame), frameMessage(frame)]),
]

const eventMessage = ({ type, description, dataSchema }: EventDeclaration): Json => ({
  name: type,
  title: `${type} (server)`,
  summary: description,
  payload: {
    type: 'object',
    required: ['type', 'data'],
    properties: { type: { type: 'string', const: type }, data: dataSchema },
  },
})

const frameMessage = ({ type, description, schema }: FrameDeclaration): Json => ({
  name: type,
  title: `${type} (client)`,
  summary: description,
  payload: schema,
})

const channelObject = (channel: Channel): Json => ({
  address: channel.path,
  summary: channel.summary,
  description: channel.description,
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

const operationsOf = ({ name, events, frames }: Channel): [string, Json][] => {
  const operation = (action: 'send' | 'receive', summary: string, message: string): [string, Json] => [
    `${name}_${message}`,
    {
      action,
      summary,
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/${message}` }],
    },
  ]
  return [
    ...events.map(event => operation('send', event.description, eventName(event))),
    ...frames.map(frame => operation('receive', frame.description, frameName(frame))),
  ]
}
