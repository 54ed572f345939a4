import type { UserNotification } from '../../../client/index.ts'

export const targetOf = ({
  type,
  gig_id,
  room_id,
}: Pick<UserNotification, 'type' | 'gig_id' | 'room_id'>): string => {
  if (type === 'new_message' && room_id) return `/chat/${room_id}`
  return type === 'payment_moved' ? `/gigs/${gig_id}/payment` : `/gigs/${gig_id}`
}
