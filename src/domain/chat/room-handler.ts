import type { Context } from '../../context.ts'
import { commandOf } from '../../lib/command.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { EventSink, SocketHandler } from '../../realtime/connection.ts'
import type { ServerEvent } from '../../realtime/events.ts'
import type { UserId } from '../ids.ts'
import {
  messageEvent,
  roomPublication,
  roomTopic,
  typingEvent,
  userJoinedEvent,
  userLeftEvent,
} from './events.ts'
import type { RoomFrame } from './frames.ts'
import { toDraft, toMessageView } from './model.ts'
import type { ChatRoom, Participant } from './room.ts'
import { participantOf, recipientOf } from './rules.ts'
import { markRoomRead, sendMessage } from './service.ts'

const typingMs = 6000

export class RoomHandler implements SocketHandler<RoomFrame> {
  readonly #self: Participant
  readonly #other: Participant
  #hasLeft = false
  #cancelTyping: (() => void) | null = null
  /** The first message that reached this socket; it gets all that follow. */
  #firstSeq = Number.POSITIVE_INFINITY

  constructor(
    private readonly ctx: Context,
    private readonly room: ChatRoom,
    userId: UserId,
  ) {
    this.#self = participantOf(room, userId)
    this.#other = recipientOf(room, userId)
  }

  joined(socket: EventSink): void {
    if (this.#isPresent(this.#other)) socket.send(userJoinedEvent(this.#presenceOf(this.#other)))
    if (!this.#isPresent(this.#self)) this.#tellOfSelf(true)
  }

  published(event: ServerEvent): void {
    if (messageEvent.is(event)) this.#firstSeq = Math.min(this.#firstSeq, event.data.seq)
  }

  left(): void {
    this.#hasLeft = true
    this.#stopTyping()
    if (!this.#isPresent(this.#self)) this.#tellOfSelf(false)
  }

  presenceEvent(userId: UserId, isPresent: boolean): ServerEvent | null {
    return userId === this.#other.id ? this.#presenceEventOf(this.#other, isPresent) : null
  }

  async receive(frame: RoomFrame, socket: EventSink): Promise<void> {
    if (frame.type === 'send_message') return this.#send(frame, socket)
    if (frame.type === 'typing') return frame.is_typing ? this.#startTyping() : this.#stopTyping()
    await markRoomRead(this.ctx, this.#command(), this.room.id)
  }

  async #send(frame: Extract<RoomFrame, { type: 'send_message' }>, socket: EventSink) {
    const { message, room, isNew } = await sendMessage(
      this.ctx,
      this.#command(),
      this.room.id,
      toDraft(frame),
    )
    this.#stopTyping()
    // The socket of a message sent twice gets it, unless it got the first one.
    if (!isNew && message.seq < this.#firstSeq) socket.send(messageEvent(toMessageView(message, room)))
  }

  #startTyping() {
    // A frame may arrive after its socket has closed. Then no later frame would end the typing.
    if (this.#hasLeft) return
    this.#cancelTyping?.()
    this.#cancelTyping = this.ctx.clock.after(typingMs, () => this.#stopTyping())
    this.#publishTyping(true)
  }

  #stopTyping() {
    if (!this.#cancelTyping) return
    this.#cancelTyping()
    this.#cancelTyping = null
    this.#publishTyping(false)
  }

  #publishTyping(isTyping: boolean) {
    const { id, fullName } = this.#self
    this.#publishToOther(typingEvent({ user_id: id, user_name: fullName, is_typing: isTyping }))
  }

  #publishToOther(event: ServerEvent) {
    this.ctx.hub.publish(roomPublication(this.room.id, event, { exceptUserId: this.#self.id }))
  }

  /** Other copies of the server hear from the hub who is present here. */
  #tellOfSelf(isPresent: boolean) {
    const event = this.#presenceEventOf(this.#self, isPresent)
    this.ctx.hub.publishHere(roomPublication(this.room.id, event, { exceptUserId: this.#self.id }))
  }

  #presenceEventOf(person: Participant, isPresent: boolean) {
    const presence = this.#presenceOf(person)
    return isPresent ? userJoinedEvent(presence) : userLeftEvent(presence)
  }

  #command() {
    return commandOf(this.#self.id, this.ctx)
  }

  #presenceOf({ id, fullName }: Participant) {
    return { user_id: id, user_name: fullName, timestamp: toTimestamp(this.ctx.clock.now()) }
  }

  #isPresent({ id }: Participant) {
    return this.ctx.hub.isPresent(roomTopic(this.room.id), id)
  }
}
