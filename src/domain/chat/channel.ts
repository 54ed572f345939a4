import type { Context } from '../../context.ts'
import { parseId } from '../../lib/ids.ts'
import { type Channel, channel } from '../../realtime/channel.ts'
import type { CloseCause } from '../../realtime/close-codes.ts'
import { roomEvents, roomTopic } from './events.ts'
import { roomFrames } from './frames.ts'
import { RoomHandler } from './room-handler.ts'

const notAParticipant: CloseCause = {
  code: 4003,
  reason: 'Only the two participants of a room may connect to it.',
  reconnect: 'no',
  advice: 'It will be the same again.',
}

const noSuchRoom: CloseCause = {
  code: 4004,
  reason: 'There is no such room.',
  reconnect: 'no',
  advice: 'It will be the same again.',
}

/** The live side of a room (rulings W1 to W6). */
export const roomChannel = (ctx: Context): Channel =>
  channel({
    name: 'room',
    path: '/ws/chat/{room_id}',
    summary: 'One chat room, for its two participants.',
    description: `**After a reconnect** open the socket first, then fetch
\`GET /api/chat/rooms/{room_id}/messages?after={message_id}\`. What was sent in between can come both ways: know messages
by their \`id\` and order them by their \`seq\`. Give each message a \`client_id\` and send it again when you are not
sure: it is kept once.`,
    params: { room_id: 'UUID of the chat room.' },
    events: roomEvents,
    frames: roomFrames,
    closeCodes: [notAParticipant, noSuchRoom],
    admit: async ({ params, credential: { userId } }) => {
      const id = parseId<'room'>(params.room_id)
      const room = id && (await ctx.store.chat.find(id))
      if (!room) return noSuchRoom
      if (userId !== room.seekerId && userId !== room.helperId) return notAParticipant
      return {
        topic: roomTopic(room.id),
        lastOrder: room.lastSeq,
        handler: new RoomHandler(ctx, room, userId),
      }
    },
  })
