import { type Static, type TObject, Type } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { MessageView, messageFields } from '../domain/chat/model.ts'
import { NotificationView } from '../domain/notifications/model.ts'
import { AppError, type ErrorCode, errorCatalogue, invalidFields } from '../errors.ts'
import { fieldErrorsOf } from '../schema/field-errors.ts'
import { object } from '../schema/objects.ts'
import { boolean, oneOf, text } from '../schema/requests.ts'
import { view } from '../schema/views.ts'

/** Every frame on the wire: what it says, and its schema. The document about the sockets is made from this. */

// From the server: `{"type", "data"}`, as the contract shows them.

const person = { user_id: view.id<'user'>(), user_name: view.string() }

const notificationEvent = (says: string) => ({ says, data: NotificationView })

/** What the server says in a room. */
export const roomEvents = {
  message: { says: 'Somebody said something; its sender gets it too.', data: MessageView },
  user_joined: {
    says: 'The other participant has connected their first socket.',
    data: object({ ...person, timestamp: view.dateTime() }, { title: 'Presence' }),
  },
  user_left: {
    says: 'The other participant has closed their last socket.',
    data: object({ ...person, timestamp: view.dateTime() }, { title: 'Presence' }),
  },
  typing: {
    says: 'The other participant types, or has stopped. It stops by itself 6 seconds after the last renewal.',
    data: object({ ...person, is_typing: view.boolean() }, { title: 'Typing' }),
  },
  read: {
    says: 'A participant has read everything up to a message.',
    data: object(
      {
        user_id: view.id<'user'>(),
        room_id: view.id<'room'>(),
        last_read_message_id: view.id<'message'>(),
        timestamp: view.dateTime(),
      },
      { title: 'ReadReceipt' },
    ),
  },
  room_ended: {
    says: 'A participant has ended the room: nothing can be sent any more. The socket stays open.',
    data: object(
      { user_id: view.id<'user'>(), room_id: view.id<'room'>(), timestamp: view.dateTime() },
      { title: 'RoomEnded' },
    ),
  },
}

/** What it says on every socket. */
export const commonEvents = {
  pong: { says: 'The answer to `ping`.', data: object({ timestamp: view.dateTime() }, { title: 'Pong' }) },
  authenticated: {
    says: 'The answer to `authenticate`: the connection now lives as long as the new token.',
    data: object({ expires_at: view.dateTime() }, { title: 'Authenticated' }),
  },
  error: {
    says: 'A frame was refused; the connection stays.',
    data: object(
      {
        detail: view.string({ description: 'What went wrong, in a sentence for people.' }),
        error_code: view.string({
          description: 'What went wrong, for programs.',
          examples: ['ROOM_NOT_ACTIVE'],
        }),
        field_errors: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
        client_id: view.nullable(view.string({ description: 'That of the refused `send_message`.' })),
      },
      { title: 'FrameError' },
    ),
  },
}

/** What it says on `/ws/notifications`. */
export const notificationEvents = {
  gig_accepted: notificationEvent('A helper has accepted a gig of the user.'),
  gig_status_changed: notificationEvent('The other one has moved a gig along or cancelled it.'),
  new_message: notificationEvent('Somebody wrote in a room that the user has no socket in.'),
  review_received: notificationEvent('Somebody has reviewed the user.'),
  payment_moved: notificationEvent('Money of a gig has moved.'),
}

const events = { ...roomEvents, ...commonEvents, ...notificationEvents }

export type ServerEvent = {
  [Type in keyof typeof events]: { type: Type; data: Static<(typeof events)[Type]['data']> }
}[keyof typeof events]

// From the client: flat, as in the contract (ruling W1).

const frameOf = <const Name extends string, Fields extends Parameters<typeof Type.Object>[0]>(
  type: Name,
  says: string,
  own: Fields,
) => ({ says, schema: object({ type: oneOf([type]), ...own }) })

/** What a client may send on every socket. */
export const commonFrames = {
  ping: frameOf('ping', 'Asks whether the server is there.', {}),
  authenticate: frameOf(
    'authenticate',
    'Shows a new access token of the same user before the old one expires.',
    {
      token: text(1, 2048, { description: 'An access token.' }),
    },
  ),
}

/** What a client may send in a room. */
export const roomFrames = {
  send_message: frameOf('send_message', 'Says something, like POST …/messages.', messageFields),
  typing: frameOf('typing', 'Tells the other that one types; renew it every few seconds.', {
    is_typing: boolean({ description: 'False has stopped.' }),
  }),
  read: frameOf('read', 'Marks everything in the room as read, like PUT …/read.', {}),
  ...commonFrames,
}

/** What a client may send to `/ws/notifications`. */
export const notificationFrames = commonFrames

type FrameTable = Record<string, { says: string; schema: TObject }>
type FrameOf<Table extends FrameTable> = {
  [Name in keyof Table]: { type: Name } & Omit<Static<Table[Name]['schema']>, 'type'>
}[keyof Table]

export type RoomFrame = FrameOf<typeof roomFrames>
export type NotificationFrame = FrameOf<typeof notificationFrames>

/**
 * Makes the reader of a table's frames.
 * @throws AppError BAD_REQUEST for what is no JSON, VALIDATION_ERROR for an unknown type or fields that do not fit
 */
export const createFrameReader = <Table extends FrameTable>(table: Table) => {
  const checks = new Map<string, TypeCheck<TObject>>(
    Object.entries(table).map(([type, { schema }]) => [type, TypeCompiler.Compile(schema)]),
  )
  return (raw: string | Uint8Array): FrameOf<Table> => {
    const sent = parse(raw)
    const check = typeof sent.type === 'string' ? checks.get(sent.type) : undefined
    if (!check) throw invalidFields({ type: [`Must be one of ${[...checks.keys()].join(', ')}.`] })
    if (!check.Check(sent)) throw invalidFields(fieldErrorsOf(check.Errors(sent), 'frame'))
    return check.Decode(sent) as FrameOf<Table> // checked by the schema of its type
  }
}

const parse = (raw: string | Uint8Array): Record<string, unknown> => {
  const notJson = () => new AppError('BAD_REQUEST', 'A frame must be a JSON object, sent as text.')
  if (typeof raw !== 'string') throw notJson()
  let sent: unknown
  try {
    sent = JSON.parse(raw)
  } catch {
    throw notJson()
  }
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) throw notJson()
  return { ...sent }
}

/** A refusal as an event; a fault of ours shows nothing of the inside. */
export const errorEvent = (error: unknown, raw: string | Uint8Array): ServerEvent => {
  const code: ErrorCode = error instanceof AppError ? error.code : 'INTERNAL_ERROR'
  return {
    type: 'error',
    data: {
      detail: error instanceof AppError ? error.message : errorCatalogue.INTERNAL_ERROR.detail,
      error_code: code,
      ...(error instanceof AppError && error.fieldErrors ? { field_errors: error.fieldErrors } : {}),
      client_id: clientIdOf(raw),
    },
  }
}

const clientIdOf = (raw: string | Uint8Array): string | null => {
  try {
    const { client_id: clientId } = parse(raw)
    return typeof clientId === 'string' && clientId.length <= 128 ? clientId : null
  } catch {
    return null
  }
}
