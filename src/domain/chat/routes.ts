import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { baseUrlOf } from '../../http/base-url.ts'
import { answerOnce } from '../../http/idempotency.ts'
import { operation } from '../../http/operation.ts'
import { signedIn } from '../../http/visit.ts'
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
import { endRoom, getRoom, listMessages, listRoomsOf, markRoomRead, sendMessage } from './service.ts'
export const chatRoutes = (ctx: Context) =>
  new Elysia({ prefix: '/api/chat/rooms', tags: ['Chat'] })
    .use(signedIn)
    .get(
      '',
      async ({ caller, query, request }) => {
        const rooms = await listRoomsOf(ctx, caller.userId, query)
        return toRoomPageView(rooms, query.skip, caller.userId, baseUrlOf(ctx.config, request))
      },
      {
        query: RoomsQueryString,
        ...operation({
          summary: 'Get chat rooms',
          description:
            'The rooms the caller takes part in, latest activity first. `unread_count` is the caller’s.',
          access: 'user',
          answers: { 200: RoomPageView },
          errors: [],
        }),
      },
    )
    .get(
      '/:room_id',
      async ({ caller, params, request }) => {
        const room = await getRoom(ctx, params.room_id, caller.userId)
        return toRoomView(room, caller.userId, baseUrlOf(ctx.config, request))
      },
      {
        params: RoomParams,
        ...operation({
          summary: 'Get chat room',
          description: 'One room of the caller. An addition to the contract (ruling C5).',
          access: 'user',
          answers: { 200: RoomView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )
    .delete(
      '/:room_id',
      async ({ caller, params, set }) => {
        await endRoom(ctx, params.room_id, caller.userId)
        set.status = 204
      },
      {
        params: RoomParams,
        ...operation({
          summary: 'End chat room',
          description:
            'Either participant ends the room: `is_active` becomes false, the history stays readable, and its sockets get `room_ended`. An addition to the contract (ruling C5).',
          access: 'user',
          answers: { 204: Type.Void() },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )
    .get(
      '/:room_id/messages',
      async ({ caller, params, query }) => {
        const room = await getRoom(ctx, params.room_id, caller.userId)
        return toMessagePageView(await listMessages(ctx, room, query), room)
      },
      {
        params: RoomParams,
        query: MessagesQueryString,
        ...operation({
          summary: 'Get messages',
          description:
            'The history of a room. `skip` counts back from the newest, and a page reads oldest to newest. After a reconnect, `after` gives everything behind the last message a client knows.',
          access: 'user',
          answers: { 200: MessagePageView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )
    .post(
      '/:room_id/messages',
      ({ caller, params, body, request, set }) =>
        answerOnce(
          ctx,
          { caller, body, request, set },
          {
            status: 201,
            view: ({ message, room }: SentMessage) => toMessageView(message, room),
            act: once => sendMessage(ctx, params.room_id, caller.userId, toDraft(body), once),
          },
        ),
      {
        params: RoomParams,
        body: SendMessageBody,
        ...operation({
          summary: 'Send message',
          description:
            'Says something in a room; every socket of the room gets it as a `message` event. Sent again with the same `client_id` it makes no second message and gives the first.',
          access: 'user',
          takesIdempotencyKey: true,
          answers: { 201: MessageView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS', 'ROOM_NOT_ACTIVE'],
          example: { content: "I'll be there in 10 minutes", image_url: null },
        }),
      },
    )
    .put(
      '/:room_id/read',
      async ({ caller, params }) => ({
        message: 'Messages marked as read',
        updated_count: await markRoomRead(ctx, params.room_id, caller.userId),
      }),
      {
        params: RoomParams,
        ...operation({
          summary: 'Mark messages as read',
          description:
            'Marks every message of the other in a room as read. The room’s sockets get a `read` event when there was something unread.',
          access: 'user',
          answers: { 200: MessagesReadView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )
