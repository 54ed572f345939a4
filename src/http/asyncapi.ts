import type { TSchema } from '@sinclair/typebox'
import { version } from '../../package.json' with { type: 'json' }
import { closeCodes, closeCodeTable } from '../realtime/close-codes.ts'
import {
  commonEvents,
  notificationEvents,
  notificationFrames,
  roomEvents,
  roomFrames,
} from '../realtime/frames.ts'

/** A part of the document, as JSON. */
type Json = Record<string, unknown>

const about = `The live side of Chayenity. The address carries an access token: \`?token=…\`. Events of the server have
the form \`{"type", "data"}\`, frames of a client are flat. Both are JSON, sent as text.

**After a reconnect** open the socket first, then fetch \`GET /api/chat/rooms/{room_id}/messages?after={message_id}\`
(or \`GET /api/notifications?after={id}\`). What was sent in between can come both ways: know messages by their \`id\` and
order them by their \`seq\`. Give each message a \`client_id\` and send it again when you are not sure: it is kept once.

**Tokens** expire while a socket is open. Refresh early and send \`authenticate\` with the new one, or the socket is
closed with 4001.

**Bounds:** a frame has at most 16 KiB, 20 frames a second may go on for ever (40 at once), a user has at most 20
sockets. The server pings every 30 seconds and drops a peer that has not answered for 90; browsers answer by themselves.

**Close codes**

${closeCodeTable()}`

interface EventNotes {
  says: string
  data: TSchema
}

interface FrameNotes {
  says: string
  schema: TSchema
}

interface Channel {
  address: string
  description: string
  parameters?: Json
  events: Record<string, EventNotes>
  frames: Record<string, FrameNotes>
}

const channels: Record<string, Channel> = {
  room: {
    address: '/ws/chat/{room_id}',
    description: 'One chat room, for its two participants.',
    parameters: { room_id: { description: 'UUID of the chat room.' } },
    events: { ...roomEvents, ...commonEvents },
    frames: roomFrames,
  },
  notifications: {
    address: '/ws/notifications',
    description:
      'What concerns a user while they are elsewhere. The same is kept for 30 days at `/api/notifications`.',
    events: { ...notificationEvents, ...commonEvents },
    frames: notificationFrames,
  },
}

/** The AsyncAPI 3 document of the sockets, made from the table of frames. It speaks as the server does. */
export const createAsyncApiDocument = (publicUrl: string | null): Json => {
  const { host, protocol, pathname } = new URL(publicUrl ?? 'http://localhost:8000')
  const messages: Json = {}
  for (const { events, frames } of Object.values(channels)) {
    for (const [type, notes] of Object.entries(events)) messages[eventName(type)] = eventMessage(type, notes)
    for (const [type, notes] of Object.entries(frames)) messages[frameName(type)] = frameMessage(type, notes)
  }
  const document = {
    asyncapi: '3.0.0',
    info: { title: 'Chayenity', version, description: about },
    defaultContentType: 'application/json',
    servers: {
      chayenity: {
        host,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        ...(pathname !== '/' && { pathname }),
      },
    },
    channels: Object.fromEntries(
      Object.entries(channels).map(([name, channel]) => [name, channelOf(channel)]),
    ),
    operations: Object.fromEntries(Object.entries(channels).flatMap(operationsOf)),
    components: { messages },
    'x-close-codes': Object.values(closeCodes),
  }
  // Through JSON, so that symbols of the schemas stay behind.
  return JSON.parse(JSON.stringify(document))
}

// A client's `read` and the server's are two different messages.
const eventName = (type: string) => `${type}_event`
const frameName = (type: string) => `${type}_frame`

const eventMessage = (type: string, { says, data }: EventNotes): Json => ({
  name: type,
  title: `${type} (server)`,
  summary: says,
  payload: {
    type: 'object',
    required: ['type', 'data'],
    properties: { type: { type: 'string', const: type }, data },
  },
})

const frameMessage = (type: string, { says, schema }: FrameNotes): Json => ({
  name: type,
  title: `${type} (client)`,
  summary: says,
  payload: schema,
})

const namesOf = ({ events, frames }: Channel) => [
  ...Object.keys(events).map(eventName),
  ...Object.keys(frames).map(frameName),
]

const channelOf = (channel: Channel): Json => ({
  address: channel.address,
  description: channel.description,
  ...(channel.parameters && { parameters: channel.parameters }),
  messages: Object.fromEntries(
    namesOf(channel).map(name => [name, { $ref: `#/components/messages/${name}` }]),
  ),
  bindings: {
    ws: {
      method: 'GET',
      query: {
        type: 'object',
        required: ['token'],
        properties: { token: { type: 'string', description: 'An access token.' } },
      },
      bindingVersion: '0.1.0',
    },
  },
})

const operationsOf = ([name, { events, frames }]: [string, Channel]): [string, Json][] => {
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
    ...Object.entries(events).map(([type, { says }]) => operation('send', says, eventName(type))),
    ...Object.entries(frames).map(([type, { says }]) => operation('receive', says, frameName(type))),
  ]
}
