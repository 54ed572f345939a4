import type { Static } from '@sinclair/typebox'
import { invalidFields } from '../../errors.ts'
import type { CallerContext } from '../../http/endpoint.ts'
import type { Page } from '../../lib/page.ts'
import { nullish, object, optional } from '../../schema/objects.ts'
import { pageQuery, queryInteger } from '../../schema/queries.ts'
import { httpUrl, id, text } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { profileImageUrlOf } from '../users/model.ts'
import type { ChatRoom, Message, MessagePage, Participant } from './room.ts'
import { type Draft, participantOf, recipientOf } from './rules.ts'

export const RoomParams = object({ room_id: id<'room'>({ description: 'UUID of the chat room.' }) })

export const RoomsQueryString = object({
  gig_id: optional(id<'gig'>({ description: 'Left out: the rooms of every gig.' })),
  ...pageQuery(20),
})

export const MessagesQueryString = object({
  skip: queryInteger(0, Number.MAX_SAFE_INTEGER, {
    description: 'How many to leave out, counted back from the newest.',
    default: 0,
  }),
  limit: optional(
    queryInteger(1, 100, {
      description: 'How many to give at most. Left out: 50; with `after` everything, but at most 1000.',
    }),
  ),
  after: optional(
    id<'message'>({
      description: 'A message of the room: gives those that follow it, oldest first; `skip` is ignored.',
    }),
  ),
})

/** What a message is made of, in a request and in a `send_message` frame alike. */
export const messageFields = {
  content: nullish(
    text(0, 4000, {
      description: 'May be empty only with an `image_url`.',
      examples: ["I'll be there in 10 minutes"],
    }),
  ),
  image_url: nullish(httpUrl({ description: 'Where a picture is.' })),
  client_id: nullish(
    text(1, 64, {
      description:
        'What the client calls this message. It comes back; the same one sent again in the room by the same user makes no second message.',
    }),
  ),
}

export const SendMessageBody = object(messageFields)

export const ParticipantView = object(
  { id: view.id<'user'>(), full_name: view.string(), profile_image_url: view.nullable(view.string()) },
  { title: 'Participant' },
)

export const RoomView = object(
  {
    id: view.id<'room'>(),
    gig_id: view.id<'gig'>(),
    gig_title: view.string({ examples: ['Help move furniture'] }),
    participants: view.array(ParticipantView, { description: 'The seeker, then the helper.' }),
    last_message: view.nullable(view.string({ description: 'Null in an empty room.' })),
    last_message_at: view.nullable(view.dateTime()),
    unread_count: view.integer({ description: 'Messages of the other that the caller has not read.' }),
    created_at: view.dateTime(),
    is_active: view.boolean({ description: 'Whether messages can still be sent.' }),
  },
  { title: 'ChatRoom' },
)

export const RoomPageView = object(
  {
    rooms: view.array(RoomView),
    total_count: view.integer({ description: 'How many there are on all pages.' }),
    has_more: view.boolean({ description: 'Whether there is another page.' }),
  },
  { title: 'ChatRoomPage' },
)

export const MessageView = object(
  {
    id: view.id<'message'>(),
    room_id: view.id<'room'>(),
    seq: view.integer({
      description: 'The place in the room, from 1 without a gap. It orders the messages.',
    }),
    content: view.string(),
    sender_id: view.id<'user'>(),
    sender_name: view.string(),
    image_url: view.nullable(view.string()),
    client_id: view.nullable(view.string({ description: 'What the sender’s client calls it.' })),
    created_at: view.dateTime(),
    is_read: view.boolean({ description: 'Whether the recipient has read it.' }),
  },
  { title: 'ChatMessage' },
)

export const MessagePageView = object(
  {
    messages: view.array(MessageView, { description: 'Oldest first.' }),
    total_count: view.integer({ description: 'How many there are; with `after`, how many follow it.' }),
    has_more: view.boolean({ description: 'Older ones; with `after`, later ones.' }),
    room_info: object(
      { id: view.id<'room'>(), gig_title: view.string() },
      { title: 'RoomInfo', description: 'The room of the messages.' },
    ),
  },
  { title: 'ChatMessagePage' },
)

export const MessagesReadView = object(
  {
    message: view.string({ examples: ['Messages marked as read'] }),
    updated_count: view.integer({ description: 'How many had been unread.' }),
  },
  { title: 'MessagesRead' },
)

const toParticipantView = (person: Participant, baseUrl: string): Static<typeof ParticipantView> => ({
  id: person.id,
  full_name: person.fullName,
  profile_image_url: profileImageUrlOf(person, baseUrl),
})

/** A room as one of its participants sees it. */
export const toRoomView = (room: ChatRoom, { caller, baseUrl }: CallerContext): Static<typeof RoomView> => ({
  id: room.id,
  gig_id: room.gigId,
  gig_title: room.gigTitle,
  participants: [room.seeker, room.helper].map(person => toParticipantView(person, baseUrl)),
  last_message: room.lastMessage,
  last_message_at: room.lastMessageAt,
  unread_count: participantOf(room, caller.userId).unreadCount,
  created_at: room.createdAt,
  is_active: room.isActive,
})

export const toRoomPageView = (
  page: Page<ChatRoom>,
  context: CallerContext,
): Static<typeof RoomPageView> => ({
  rooms: page.items.map(room => toRoomView(room, context)),
  total_count: page.totalCount,
  has_more: page.hasMore,
})

export const toMessageView = (message: Message, room: ChatRoom): Static<typeof MessageView> => ({
  id: message.id,
  room_id: message.roomId,
  seq: message.seq,
  content: message.content,
  sender_id: message.senderId,
  sender_name: participantOf(room, message.senderId).fullName,
  image_url: message.imageUrl,
  client_id: message.clientId,
  created_at: message.createdAt,
  is_read: message.seq <= recipientOf(room, message.senderId).readSeq,
})

export const toMessagePageView = ({
  room,
  page,
}: {
  room: ChatRoom
  page: MessagePage
}): Static<typeof MessagePageView> => ({
  messages: page.items.map(message => toMessageView(message, room)),
  total_count: page.totalCount,
  has_more: page.hasMore,
  room_info: { id: room.id, gig_title: room.gigTitle },
})

/** @throws AppError VALIDATION_ERROR when there is neither text nor an image (ruling C3) */
export const toDraft = (body: Static<typeof SendMessageBody>): Draft => {
  const content = body.content ?? ''
  const imageUrl = body.image_url ?? null
  if (content === '' && imageUrl === null) {
    throw invalidFields({ content: ['A message needs text or an image_url.'] })
  }
  return { content, imageUrl, clientId: body.client_id ?? null }
}
