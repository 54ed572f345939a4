import type { Command, Reader, Write } from '../../lib/command.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Effects } from '../effects.ts'
import type { GigId, MessageId, RoomId, UserId } from '../ids.ts'
import type { ChatRoom, Message, MessagePage, SentMessage } from './room.ts'

export interface ChatStore {
  find(id: RoomId): Promise<ChatRoom | null>

  findMessage(id: MessageId): Promise<Message | null>

  findOfGig(gigId: GigId): Promise<ChatRoom | null>

  /** Latest activity first. */
  listRooms(userId: UserId, page: PageRequest, reader?: Reader | null): Promise<Page<ChatRoom>>

  /** `skip` counts back from the newest; the page reads oldest to newest (ruling C2). */
  listMessages(room: ChatRoom, page: PageRequest, reader?: Reader | null): Promise<MessagePage>

  /** Oldest first. @throws AppError RESOURCE_NOT_FOUND when `after` is not of this room */
  listMessagesAfter(room: ChatRoom, after: MessageId, limit: number): Promise<MessagePage>

  /**
   * `decide` gets the room as it was before. A repeat of the actor's `clientId` changes nothing and returns
   * the first message. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  send(
    command: Command<SentMessage>,
    id: RoomId,
    clientId: string | null,
    decide: (room: ChatRoom) => { message: Message } & Effects,
  ): Promise<SentMessage>

  /**
   * Marks the room's notifications as read too. `decide` gets the room as it was before. @returns how many
   * messages had been unread @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  read(
    command: Command<number>,
    id: RoomId,
    decide: (room: ChatRoom, newestMessageId: MessageId | null) => Effects,
  ): Promise<number>

  /** No effect on an ended room. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  end(write: Write<void>, id: RoomId, decide: (room: ChatRoom) => Effects): Promise<void>
}
