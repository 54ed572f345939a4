import { AppError } from '../../errors.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { MessageId, UserId } from '../ids.ts'
import type { NotificationDraft } from '../notifications/notification.ts'
import type { ChatRoom, Message, Participant, ReadState } from './room.ts'

export type Draft = Pick<Message, 'content' | 'imageUrl' | 'clientId'>

export const notAParticipant = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'Only the two participants of a room may do this.')

/** @throws AppError INSUFFICIENT_PERMISSIONS for others than the seeker and the helper (ruling C3) */
export const assertTakesPart = (room: ChatRoom, userId: UserId): void => {
  if (userId === room.seekerId || userId === room.helperId) return
  throw notAParticipant()
}

export const participantOf = (room: ChatRoom, userId: UserId): Participant & ReadState =>
  userId === room.seekerId ? room.seeker : room.helper

export const recipientOf = (room: ChatRoom, senderId: UserId): Participant & ReadState =>
  senderId === room.seekerId ? room.helper : room.seeker

/** @throws AppError INSUFFICIENT_PERMISSIONS, ROOM_NOT_ACTIVE */
export const nextMessage = (
  room: ChatRoom,
  senderId: UserId,
  draft: Draft,
  id: MessageId,
  now: Timestamp,
): Message => {
  assertTakesPart(room, senderId)
  if (!room.isActive) throw new AppError('ROOM_NOT_ACTIVE')
  return { ...draft, id, roomId: room.id, seq: room.lastSeq + 1, senderId, createdAt: now }
}

export const hiddenMessageText = 'This message was hidden by the operator.'

export const hiddenNotificationText = 'You have a message.'

/** The sender of a hidden message learns that it is hidden; the other does not read it. */
export const messageFor = (message: Message, reader: UserId | null, isHidden: boolean): Message => {
  if (!isHidden) return message
  if (message.senderId === reader) return { ...message, isHidden: true }
  return { ...message, content: hiddenMessageText, imageUrl: null }
}

const maxPreviewLength = 100

const previewOf = ({ content }: Pick<Message, 'content'>): string => {
  if (content === '') return '(a picture)'
  // Cut by code points, so that no character is cut in two.
  const points = Array.from(content.slice(0, 2 * maxPreviewLength + 2))
  return points.length <= maxPreviewLength ? content : `${points.slice(0, maxPreviewLength - 1).join('')}…`
}

export const messageNotification = (room: ChatRoom, message: Message): NotificationDraft => ({
  userId: recipientOf(room, message.senderId).id,
  type: 'new_message',
  text: `${participantOf(room, message.senderId).fullName}: ${previewOf(message)}`,
  gigId: room.gigId,
  roomId: room.id,
})
