import { type Static, Type } from '@sinclair/typebox'
import { AppError } from '../../errors.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { Reply } from '../../http/reply.ts'
import { errorCode } from '../../schema/api-error.ts'
import { createEncoder } from '../../schema/encode.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { object, optional } from '../../schema/objects.ts'
import { queryBoolean, queryInteger } from '../../schema/queries.ts'
import { id, oneOf, pattern } from '../../schema/requests.ts'
import { view, withExample } from '../../schema/views.ts'
import { matchesPath } from '../fault-rules.ts'
import type { TrafficFeed } from '../traffic-feed.ts'
import { entryKinds, type LogEntry, maxEntries, type TrafficLog } from '../traffic-log.ts'
import type { Worlds } from '../worlds.ts'
import { control, controlsPath } from './control.ts'

const entryKind = namedEnum(
  'DevLogKind',
  entryKinds,
  '`request`: a request with its response; `frame_received` and `frame_sent`: a frame of a socket from and to a client; `socket_closed`: the end of a socket.',
)

const LogQuery = object({
  kind: optional(oneOf(entryKind, { description: 'Entries of this kind alone.' })),
  method: optional(
    pattern(/^[A-Z]{1,20}$/, 'Must be a method in capitals.', {
      description: 'Requests with this method alone.',
      examples: ['POST'],
    }),
  ),
  path: optional(
    pattern(/^\/[!-~]{0,500}$/, 'Must be a path such as /api/gigs/*/accept.', {
      description: 'Entries with this path alone; `*` matches one segment.',
      examples: ['/api/gigs/*/accept'],
    }),
  ),
  status: optional(
    queryInteger(100, 4999, { description: 'Entries with this status, or this close code, alone.' }),
  ),
  code: optional(oneOf(errorCode, { description: 'Entries with this error code alone.' })),
  user_id: optional(id<'user'>({ description: 'Entries of this user alone.' })),
  after: optional(
    queryInteger(0, Number.MAX_SAFE_INTEGER, { description: 'Entries with a greater id alone.' }),
  ),
  limit: queryInteger(1, maxEntries, {
    description: 'How many of them at most, the newest.',
    default: maxEntries,
  }),
  all_worlds: queryBoolean({
    description: 'Whether entries of all worlds are listed, and not those of this world alone.',
    default: false,
  }),
})

const headersView = (description: string, example: Record<string, string>) =>
  Type.Record(Type.String(), view.string(), { description, examples: [example] })

const EntryView = object(
  {
    id: view.integer({ description: 'Greater than that of every older entry.', examples: [41] }),
    world: view.string({ description: 'Empty for the main world.', examples: [''] }),
    kind: view.oneOf(entryKind, { description: 'What the entry is about.', examples: ['request'] }),
    at: view.dateTime({ description: 'When the request or the frame arrived, by the clock of the machine.' }),
    ms: view.nullable(
      view.number({
        description:
          'How long a request took, or how long the network conditions delay a frame, in milliseconds. Null while a request has no response yet.',
        examples: [3.2],
      }),
    ),
    method: view.nullable(view.string({ description: 'Null for frames.', examples: ['POST'] })),
    path: view.string({ description: 'Of the request, or of the socket.', examples: ['/api/gigs'] }),
    query: view.string({ description: 'Without its question mark.', examples: [''] }),
    user_id: withExample(
      view.nullable(view.id<'user'>({ description: 'UUID of the user; null for nobody.' })),
      null,
    ),
    status: view.nullable(
      view.integer({
        description: 'The status of the response, or the close code; null where nothing was sent.',
        examples: [422],
      }),
    ),
    code: view.nullable(
      view.oneOf(errorCode, {
        description: 'The error code of the response or the frame.',
        examples: ['VALIDATION_ERROR'],
      }),
    ),
    hint: withExample(
      view.nullable(view.string({ description: 'The hint that the response carried.' })),
      null,
    ),
    prefer: withExample(
      view.nullable(
        view.string({ description: 'The preferences that were applied, of the request or of a rule.' }),
      ),
      null,
    ),
    rule_id: withExample(
      view.nullable(view.id<'rule'>({ description: 'UUID of the fault rule that applied; null for none.' })),
      null,
    ),
    frame: withExample(view.nullable(view.string({ description: 'The type of a frame.' })), null),
    copies: withExample(
      view.nullable(
        view.integer({
          description: 'How often a frame is delivered: 0 where the network loses it. Null for requests.',
        }),
      ),
      null,
    ),
    request_headers: headersView('By their names in small letters. Credentials are masked.', {
      authorization: 'Bearer ***',
    }),
    request_body: view.nullable(
      view.string({
        description:
          'The body, or the frame from a client, cut after 16 384 characters, with secrets masked. A file is a note of its size.',
        examples: ['{"title":""}'],
      }),
    ),
    response_headers: headersView('By their names in small letters.', { 'content-type': 'application/json' }),
    response_body: view.nullable(
      view.string({
        description: 'The same of the response, of the frame to a client, or the reason of the close.',
        examples: ['{"detail":"Some fields are not valid.","error_code":"VALIDATION_ERROR"}'],
      }),
    ),
  },
  { title: 'DevLogEntry', description: 'A request or a frame, as the server saw it.' },
)

const LogView = object(
  { entries: view.array(EntryView, { description: 'The oldest first.' }) },
  { title: 'DevLog', description: 'The newest requests and frames.' },
)

const toEntryView = (entry: LogEntry) => ({
  ...entry,
  user_id: entry.userId,
  rule_id: entry.ruleId,
  request_headers: entry.requestHeaders,
  request_body: entry.requestBody,
  response_headers: entry.responseHeaders,
  response_body: entry.responseBody,
})

const encodeView = createEncoder(EntryView)

export const encodeEntry = (entry: LogEntry): string => encodeView(toEntryView(entry))

const select = (
  entries: readonly LogEntry[],
  { kind, method, path, status, code, user_id, after = 0, limit }: Static<typeof LogQuery>,
): LogEntry[] => {
  const segments = path?.split('/')
  return entries
    .filter(
      entry =>
        entry.id > after &&
        (kind === undefined || entry.kind === kind) &&
        (method === undefined || entry.method === method) &&
        (segments === undefined || matchesPath(segments, entry.path.split('/'))) &&
        (status === undefined || entry.status === status) &&
        (code === undefined || entry.code === code) &&
        (user_id === undefined || entry.userId === user_id),
    )
    .slice(-limit)
}

export const logControls = (traffic: TrafficLog, worlds: Worlds, feed: TrafficFeed): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/log`,
    summary: 'List log',
    description: `The newest requests and socket frames of this world, at most ${maxEntries}, with headers and bodies; passwords, tokens and other secrets are masked. Requests to the controls, to the operator’s desk and to the pages are not among them. A restore of the world deletes them. \`/api/_dev/log/live\` is a WebSocket that sends the entries of all worlds as they come; a request is sent again when it is answered.`,
    query: LogQuery,
    responses: { 200: LogView },
    errors: [],
    run: async ({ query }) => select(query.all_worlds ? await worlds.traffic() : traffic.list(), query),
    view: (entries: LogEntry[]) => ({ entries: entries.map(toEntryView) }),
  }),
  openEndpoint({
    ...control,
    method: 'DELETE',
    path: `${controlsPath}/log`,
    summary: 'Clear log',
    description: 'Deletes all entries of this world.',
    responses: { 204: view.nothing('The log is empty.') },
    errors: [],
    run: () => traffic.clear(),
  }),
  openEndpoint({
    ...control,
    tag: null,
    method: 'GET',
    path: `${controlsPath}/log/live`,
    summary: 'Follow log',
    description: 'A WebSocket that sends the entries of all worlds.',
    responses: {},
    errors: ['UPGRADE_REQUIRED'],
    run: ({ context: { request, server } }) => {
      if (server.upgrade(request, { data: feed.newFollower() })) return new Reply(101, null)
      throw new AppError('UPGRADE_REQUIRED', undefined, { headers: { upgrade: 'websocket' } })
    },
  }),
]
