import { event, type ServerEvent } from '../../realtime/events.ts'
import type { Publication } from '../../realtime/hub.ts'
import { object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import type { RoomId, UserId } from '../ids.ts'
import { MessageView } from './model.ts'

const person = {
  user_id: view.id<'user'>({ description: 'UUID of the participant.', examples: [exampleIds.helper] }),
  user_name: view.string({ description: 'The name of the participant.', examples: ['Jane Helper'] }),
}

const timestamp = view.dateTime({
  description: 'When it happened.',
  examples: ['2025-10-01T14:00:00.000000Z'],
})

const room_id = view.id<'room'>({ description: 'UUID of the room.', examples: [exampleIds.room] })

const presence = object(
  { ...person, timestamp },
  { title: 'Presence', description: 'A participant who came or went.' },
)

export const messageEvent = event(
  'message',
  'A participant has sent a message; its sender gets the event too.',
  MessageView,
)

export const userJoinedEvent = event(
  'user_joined',
  'The other participant has connected their first socket, or was there before this one connected.',
  presence,
)

export const userLeftEvent = event(
  'user_left',
  'The other participant has closed their last socket.',
  presence,
)

export const typingEvent = event(
  'typing',
  'The other participant types, or has stopped. It stops by itself 6 seconds after the last renewal.',
  object(
    {
      ...person,
      is_typing: view.boolean({ description: 'False has stopped.', examples: [true] }),
    },
    { title: 'Typing', description: 'Whether a participant types.' },
  ),
)

export const readEvent = event(
  'read',
  'A participant has read everything up to a message.',
  object(
    {
      user_id: person.user_id,
      room_id,
      last_read_message_id: view.id<'message'>({
        description: 'UUID of the last message that was read.',
        examples: [exampleIds.message],
      }),
      timestamp,
    },
    { title: 'ReadReceipt', description: 'How far a participant has read.' },
  ),
)

export const roomEndedEvent = event(
  'room_ended',
  'A participant has ended the room: nothing can be sent any more. The socket stays open.',
  object(
    { user_id: person.user_id, room_id, timestamp },
    { title: 'RoomEnded', description: 'Who ended a room, and when.' },
  ),
)

export const roomEvents = [
  messageEvent,
  userJoinedEvent,
  userLeftEvent,
  typingEvent,
  readEvent,
  roomEndedEvent,
] as const

export const roomTopic = (id: RoomId): string => `room:${id}`

export const roomPublication = (
  id: RoomId,
  event: ServerEvent,
  more: { exceptUserId?: UserId; order?: number } = {},
): Publication => ({ topic: roomTopic(id), event, ...more })
