import type { Id } from '../../lib/ids.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigId } from '../gigs/store.ts'
import type { UserId } from '../users/store.ts'

export type RoomId = Id<'room'>

/** Where the seeker and the helper of one gig talk. Made in the step in which the gig is accepted (ruling K3). */
export interface Room {
  id: RoomId
  gigId: GigId
  seekerId: UserId
  helperId: UserId
  isActive: boolean
  createdAt: Timestamp
}
