import type { Static } from '@sinclair/typebox'
import { invalidFields } from '../../errors.ts'
import type { CallerContext } from '../../http/endpoint.ts'
import type { Page } from '../../lib/page.ts'
import { described, nullish, object, optional } from '../../schema/objects.ts'
import { pageQuery, queryInteger } from '../../schema/queries.ts'
import { httpUrl, id, text } from '../../schema/requests.ts'
import { view, withExample } from '../../schema/views.ts'
import { isVisible } from '../../schema/visible-text.ts'
import { exampleIds, exampleUrls } from '../example-ids.ts'
import { hiddenFlag } from '../reports/hidden-flag.ts'
import { profileImageUrlOf } from '../users/model.ts'
import { personFields } from '../users/person-fields.ts'
import type { ChatRoom, Message, MessagePage, Participant } from './room.ts'
import { type Draft, participantOf, recipientOf } from './rules.ts'

export const RoomParams = object({
  room_id: id<'room'>({ description: 'UUID of the chat room.', examples: [exampleIds.room] }),
})

export const RoomsQueryString = object({
  gig_id: optional(id<'gig'>({ description: 'UUID of a gig. Left out: the rooms of every gig.' })),
  ...pageQuery(20),
})

export const MessagesQueryString = object({
  skip: queryInteger(0, Number.MAX_SAFE_INTEGER, {
    description: 'How many messages to leave out, counted back from the newest.',
    default: 0,
  }),
  limit: optional(
    queryInteger(1, 100, {
      description: 'How many to give at most. Left out: 50; with `after` everything, but at most 1000.',
    }),
  ),
  after: optional(
    id<'message'>({
      description:
        'UUID of a message of the room: gives those that follow it, oldest first; `skip` is ignored.',
    }),
  ),
})

export const messageFields = {
  content: nullish(
    text(0, 4000, {
      description: 'The text; it may be empty only with an `image_url`.',
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

export const SendMessageBody = object(messageFields, { description: 'A message, with text or a picture.' })

const { id: personId, full_name, profile_image_url } = personFields

export const ParticipantView = object(
  { id: personId, full_name, profile_image_url },
  { title: 'Participant', description: 'One of the two people of a room.' },
)

export const RoomView = object(
  {
    id: view.id<'room'>({ description: 'UUID of the room.', examples: [exampleIds.room] }),
    gig_id: view.id<'gig'>({ description: 'UUID of its gig.', examples: [exampleIds.gig] }),
    gig_title: view.string({ description: 'What its gig is about.', examples: ['Help move furniture'] }),
    participants: view.array(ParticipantView, {
      description: 'The seeker, then the helper.',
      examples: [
        [
          { id: exampleIds.user, full_name: 'John Seeker', profile_image_url: exampleUrls.john },
          { id: exampleIds.helper, full_name: 'Jane Helper', profile_image_url: exampleUrls.jane },
        ],
      ],
    }),
    last_message: view.nullable(
      view.string({
        description: 'The text of the newest message; null in an empty room.',
        examples: ['I can help you move at 2 PM'],
      }),
    ),
    last_message_at: view.nullable(
      view.dateTime({
        description: 'When it was sent; null in an empty room.',
        examples: ['2025-10-01T13:30:00.000000Z'],
      }),
    ),
    unread_count: view.integer({
      description: 'How many messages of the other the caller has not read.',
      examples: [2],
    }),
    created_at: view.dateTime({ description: 'When the gig was accepted.' }),
    is_active: view.boolean({ description: 'Whether messages can still be sent.', examples: [true] }),
  },
  { title: 'ChatRoom', description: 'The chat of the seeker and the helper of an accepted gig.' },
)

export const RoomPageView = object(
  {
    rooms: view.array(RoomView, { description: 'The rooms of this page, latest activity first.' }),
    total_count: view.totalCount(5),
    has_more: view.boolean({ description: 'Whether there is another page.', examples: [true] }),
  },
  { title: 'ChatRoomPage', description: 'A page of rooms.' },
)

export const MessageView = object(
  {
    id: view.id<'message'>({ description: 'UUID of the message.', examples: [exampleIds.message] }),
    room_id: view.id<'room'>({ description: 'UUID of its room.', examples: [exampleIds.room] }),
    seq: view.integer({
      description: 'The place in the room, from 1 without a gap. It orders the messages.',
      examples: [1],
    }),
    content: view.string({
      description: 'The text; empty where there is a picture alone.',
      examples: ["I'll be there in 10 minutes"],
    }),
    sender_id: view.id<'user'>({ description: 'UUID of its sender.', examples: [exampleIds.helper] }),
    sender_name: view.string({ description: 'The name of its sender.', examples: ['Jane Helper'] }),
    image_url: withExample(
      view.nullable(view.string({ description: 'Where its picture is; null without one.' })),
      null,
    ),
    client_id: withExample(
      view.nullable(
        view.string({ description: 'What the sender’s client calls it; null where it does not.' }),
      ),
      null,
    ),
    created_at: view.dateTime({
      description: 'When it was sent.',
      examples: ['2025-10-01T14:00:00.000000Z'],
    }),
    is_read: view.boolean({ description: 'Whether its recipient has read it.', examples: [false] }),
    is_hidden: hiddenFlag('message'),
  },
  { title: 'ChatMessage', description: 'A message in a room.' },
)

const RoomInfoView = object(
  {
    id: view.id<'room'>({ description: 'UUID of the room.', examples: [exampleIds.room] }),
    gig_title: view.string({ description: 'What its gig is about.', examples: ['Help move furniture'] }),
  },
  { title: 'RoomInfo', description: 'The room of the messages.' },
)

export const MessagePageView = object(
  {
    messages: view.array(MessageView, { description: 'The messages of this page, oldest first.' }),
    total_count: view.integer({
      description: 'How many there are; with `after`, how many follow it.',
      examples: [8],
    }),
    has_more: view.boolean({
      description: 'Whether there are older ones; with `after`, later ones.',
      examples: [true],
    }),
    room_info: described(RoomInfoView, 'The room of the messages.'),
  },
  { title: 'ChatMessagePage', description: 'A page of the history of a room.' },
)

export const MessagesReadView = object(
  {
    message: view.string({ description: 'What was done.', examples: ['Messages marked as read'] }),
    updated_count: view.integer({ description: 'How many had been unread.', examples: [3] }),
  },
  { title: 'MessagesRead', description: 'How many messages were marked as read.' },
)

const toParticipantView = (person: Participant, baseUrl: string): Static<typeof ParticipantView> => ({
  id: person.id,
  full_name: person.fullName,
  profile_image_url: profileImageUrlOf(person, baseUrl),
})

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
  ...(message.isHidden && { is_hidden: message.isHidden }),
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
  if (!isVisible(content) && imageUrl === null) {
    throw invalidFields({ content: ['A message needs text or an image_url.'] })
  }
  return { content, imageUrl, clientId: body.client_id ?? null }
}
