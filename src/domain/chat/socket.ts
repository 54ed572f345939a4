import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { tokenOf, upgradeToSocket } from '../../http/sockets.ts'
import { visits } from '../../http/visit.ts'
import { uuidPattern } from '../../lib/ids.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { CloseCause } from '../../realtime/close-codes.ts'
import { answerCommonFrame } from '../../realtime/common-frames.ts'
import { Connection, type Conversation } from '../../realtime/connection.ts'
import { createFrameReader, type RoomFrame, roomFrames, type ServerEvent } from '../../realtime/frames.ts'
import { roomTopic } from '../../realtime/hub.ts'
import type { VerifyToken } from '../auth/guard.ts'
import type { RoomId, UserId } from '../ids.ts'
import { toDraft, toMessageView } from './model.ts'
import type { ChatRoom } from './room.ts'
import { participantOf } from './rules.ts'
import { markRoomRead, sendMessage } from './service.ts'

/** How long somebody types after the last renewal. */
const typingMs = 6000

const readRoomFrame = createFrameReader(roomFrames)
const uuid = new RegExp(uuidPattern)
const isRoomId = (text: string): text is RoomId => uuid.test(text)

/** The live side of a room (rulings W1 to W5). */
export const chatSocketRoutes = (ctx: Context, verifyToken: VerifyToken) =>
  new Elysia({ detail: { hide: true } })
    .use(visits)
    .get('/ws/chat/:room_id', async ({ request, server, set, visit, params }) =>
      upgradeToSocket(
        { request, server, set, visit },
        await admitToRoom(ctx, verifyToken, params.room_id, tokenOf(request)),
      ),
    )

const admitToRoom = async (
  ctx: Context,
  verifyToken: VerifyToken,
  roomId: string,
  token: string,
): Promise<Connection | CloseCause> => {
  const credential = await verifyToken(token, 'access')
  if (credential instanceof AppError) return 'INVALID_TOKEN'
  const room = isRoomId(roomId) ? await ctx.store.chat.find(roomId) : null
  if (!room) return 'NO_SUCH_ROOM'
  const { userId } = credential
  if (userId !== room.seekerId && userId !== room.helperId) return 'NOT_A_PARTICIPANT'
  return new Connection(
    ctx,
    roomTopic(room.id),
    credential,
    new RoomConversation(ctx, verifyToken, room, userId),
  )
}

/** What one socket does in a room. */
class RoomConversation implements Conversation {
  readonly #person: { user_id: UserId; user_name: string }
  #cancelTyping: (() => void) | null = null
  /** The number of the first message that reached this socket as it was sent; it gets all that follow. */
  #firstSeq = Number.POSITIVE_INFINITY

  constructor(
    readonly ctx: Context,
    readonly verifyToken: VerifyToken,
    readonly room: ChatRoom,
    readonly userId: UserId,
  ) {
    this.#person = { user_id: userId, user_name: participantOf(room, userId).fullName }
  }

  joined(): void {
    if (!this.#isPresent()) this.#tellOther('user_joined')
  }

  published(event: ServerEvent): void {
    if (event.type === 'message') this.#firstSeq = Math.min(this.#firstSeq, event.data.seq)
  }

  left(): void {
    this.#stopTyping()
    if (!this.#isPresent()) this.#tellOther('user_left')
  }

  async receive(connection: Connection, raw: string | Uint8Array): Promise<void> {
    const frame: RoomFrame = readRoomFrame(raw)
    if (frame.type === 'send_message') return this.#send(connection, frame)
    if (frame.type === 'typing') return frame.is_typing ? this.#type() : this.#stopTyping()
    if (frame.type === 'read') {
      await markRoomRead(this.ctx, this.room.id, this.userId)
      return
    }
    return answerCommonFrame(this.ctx, this.verifyToken, connection, frame)
  }

  async #send(connection: Connection, frame: Extract<RoomFrame, { type: 'send_message' }>) {
    const { message, room, isNew } = await sendMessage(this.ctx, this.room.id, this.userId, toDraft(frame))
    this.#stopTyping()
    // A client that sends again after a reconnect has to learn that the first time had worked; a socket that got the
    // message when it was new gets it only once.
    if (!isNew && message.seq < this.#firstSeq)
      connection.tell({ type: 'message', data: toMessageView(message, room) })
  }

  #type() {
    const { clock } = this.ctx
    this.#cancelTyping?.()
    this.#cancelTyping = clock.after(typingMs, () => this.#stopTyping())
    this.#publishTyping(true)
  }

  #stopTyping() {
    if (!this.#cancelTyping) return
    this.#cancelTyping()
    this.#cancelTyping = null
    this.#publishTyping(false)
  }

  #publishTyping(isTyping: boolean) {
    const data = { ...this.#person, is_typing: isTyping }
    this.ctx.hub.publish(roomTopic(this.room.id), { type: 'typing', data }, this.userId)
  }

  #tellOther(type: 'user_joined' | 'user_left') {
    const data = { ...this.#person, timestamp: toTimestamp(this.ctx.clock.now()) }
    this.ctx.hub.publish(roomTopic(this.room.id), { type, data }, this.userId)
  }

  #isPresent() {
    return this.ctx.hub.isPresent(roomTopic(this.room.id), this.userId)
  }
}
