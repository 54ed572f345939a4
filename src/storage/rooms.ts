import type { ChatRoom } from '../domain/chat/room.ts'
import type { User } from '../domain/users/user.ts'

export interface RoomRow extends Omit<ChatRoom, 'seeker' | 'helper'> {
  seekerReadSeq: number
  seekerUnread: number
  seekerName: string
  seekerImageId: User['profileImageId']
  helperReadSeq: number
  helperUnread: number
  helperName: string
  helperImageId: User['profileImageId']
}

export const toRoom = (row: RoomRow): ChatRoom => {
  const { seekerName, seekerImageId, seekerReadSeq, seekerUnread, ...withoutSeeker } = row
  const { helperName, helperImageId, helperReadSeq, helperUnread, ...room } = withoutSeeker
  return {
    ...room,
    seeker: {
      id: row.seekerId,
      fullName: seekerName,
      profileImageId: seekerImageId,
      readSeq: seekerReadSeq,
      unreadCount: seekerUnread,
    },
    helper: {
      id: row.helperId,
      fullName: helperName,
      profileImageId: helperImageId,
      readSeq: helperReadSeq,
      unreadCount: helperUnread,
    },
  }
}
