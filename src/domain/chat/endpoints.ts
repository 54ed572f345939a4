import type { Context } from '../../context.ts'
import { type Endpoint, endpoint } from '../../http/endpoint.ts'
import { view } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import { messageNotFound, roomNotFound } from '../not-found.ts'
import {
  MessagePageView,
  MessagesQueryString,
  MessagesReadView,
  MessageView,
  RoomPageView,
  RoomParams,
  RoomsQueryString,
  RoomView,
  SendMessageBody,
  toDraft,
  toMessagePageView,
  toMessageView,
  toRoomPageView,
  toRoomView,
} from './model.ts'
import type { SentMessage } from './room.ts'
import { notAParticipant } from './rules.ts'
import { endRoom, getRoom, listMessages, listRoomsOf, markRoomRead, sendMessage } from './service.ts'

const tag = 'Chat'

const exampleMessages = [
  { content: 'I can help you move at 2 PM', created_at: '2025-10-01T13:30:00.000000Z' },
  {
    id: exampleIds.laterMessage,
    seq: 2,
    content: 'Perfect! See you then',
    sender_id: exampleIds.user,
    sender_name: 'John Seeker',
    created_at: '2025-10-01T13:35:00.000000Z',
    is_read: true,
  },
]

export const chatEndpoints = (ctx: Context): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/chat/rooms',
    tag,
    summary: 'Get chat rooms',
    description:
      'The rooms the caller takes part in, latest activity first. `unread_count` is the caller’s. `gig_id` finds the room of one gig, an addition to the contract (ruling C5).',
    query: RoomsQueryString,
    responses: { 200: RoomPageView },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => listRoomsOf(ctx, reader.userId, query, query.gig_id, reader),
    view: toRoomPageView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/chat/rooms/:room_id',
    tag,
    summary: 'Get chat room',
    description: 'One room of the caller. An addition to the contract (ruling C5).',
    params: RoomParams,
    responses: { 200: RoomView },
    errors: [roomNotFound, notAParticipant],
    run: ({ caller, params }) => getRoom(ctx, params.room_id, caller.userId),
    view: toRoomView,
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/chat/rooms/:room_id',
    tag,
    summary: 'End chat room',
    description:
      'Either participant ends the room: `is_active` becomes false, the history stays readable, and its sockets get `room_ended`. An addition to the contract (ruling C5).',
    params: RoomParams,
    responses: { 204: view.nothing('The room has ended.') },
    errors: [roomNotFound, notAParticipant],
    run: ({ command, params }) => endRoom(ctx, command, params.room_id),
  }),
  endpoint({
    method: 'GET',
    path: '/api/chat/rooms/:room_id/messages',
    tag,
    summary: 'Get messages',
    description:
      'The history of a room. `skip` counts back from the newest, and a page reads oldest to newest. After a reconnect, `after` gives everything behind the last message a client knows.',
    params: RoomParams,
    query: MessagesQueryString,
    responses: { 200: MessagePageView },
    exampleResult: { messages: exampleMessages },
    errors: [roomNotFound, messageNotFound, notAParticipant, 'OVERLOADED'],
    run: async ({ reader, params, query }) => {
      const room = await getRoom(ctx, params.room_id, reader.userId)
      return { room, page: await listMessages(ctx, room, query, reader) }
    },
    view: toMessagePageView,
  }),
  endpoint({
    method: 'POST',
    path: '/api/chat/rooms/:room_id/messages',
    tag,
    summary: 'Send message',
    description:
      'Says something in a room; every socket of the room gets it as a `message` event. Sent again with the same `client_id` it makes no second message and gives the first.',
    params: RoomParams,
    body: SendMessageBody,
    example: { content: "I'll be there in 10 minutes", image_url: null },
    idempotent: true,
    responses: { 201: MessageView },
    errors: [roomNotFound, notAParticipant, 'ROOM_NOT_ACTIVE'],
    run: ({ command, params, body }) => sendMessage(ctx, command, params.room_id, toDraft(body)),
    view: ({ message, room }: SentMessage) => toMessageView(message, room),
  }),
  endpoint({
    method: 'PUT',
    path: '/api/chat/rooms/:room_id/read',
    tag,
    summary: 'Mark messages as read',
    description:
      'Marks every message of the other in a room as read. The room’s sockets get a `read` event when there was something unread.',
    params: RoomParams,
    responses: { 200: MessagesReadView },
    errors: [roomNotFound, notAParticipant],
    run: ({ command, params }) => markRoomRead(ctx, command, params.room_id),
    view: (updatedCount: number) => ({ message: 'Messages marked as read', updated_count: updatedCount }),
  }),
]
