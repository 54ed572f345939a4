import { AppError } from '../../errors.ts'
import { laterThan, type Timestamp } from '../../lib/timestamp.ts'
import type { Gig } from '../gigs/gig.ts'
import { statusText } from '../gigs/rules.ts'
import type { UserId } from '../ids.ts'
import type { NotificationDraft } from '../notifications/notification.ts'
import type { User } from '../users/user.ts'

export const deletedName = 'Deleted user'

const deletedAddress = '(deleted)'

/** Replaces a text that began with the name of its sender. */
export const deletedSenderText = `${deletedName} has sent you a message.`

/** About 11 km: the town of a gig, and no home. */
const keptDecimals = 1

export interface AccountToDelete {
  passwordHash: string
  hasHeldMoney: boolean
}

export const moneyHeld = () =>
  new AppError(
    'MONEY_HELD',
    'Money of a payment by or to this account is still held. The account can be deleted once it is released or given back.',
  )

/** @throws AppError MONEY_HELD */
export const assertNothingHeld = ({ hasHeldMoney }: AccountToDelete): void => {
  if (hasHeldMoney) throw moneyHeld()
}

/** No address ends in `.invalid` (RFC 6761), so none is taken. */
export const deletedAccount = (user: User, now: Timestamp): User => ({
  ...user,
  email: `${user.id}@deleted.invalid`,
  fullName: deletedName,
  contactInfo: null,
  addressText: null,
  profileImageId: null,
  isVerified: false,
  isAvailable: false,
  latitude: null,
  longitude: null,
  disabledAt: user.disabledAt ?? now,
  deletedAt: now,
})

const openStatuses: ReadonlySet<Gig['status']> = new Set(['PENDING', 'ACCEPTED', 'IN_PROGRESS'])

/** Cancels unfinished work. When the seeker left, the place and the pictures go too. */
export const gigLeftBy = (gig: Gig, leaver: UserId, now: Timestamp): Gig => {
  const isOpen = openStatuses.has(gig.status)
  const isSeeker = leaver === gig.seekerId
  if (!isOpen && !isSeeker) return gig
  const left: Gig = { ...gig, updatedAt: laterThan(gig.updatedAt, now) }
  if (isOpen) left.status = 'CANCELLED'
  return isSeeker ? { ...left, ...placeless(gig) } : left
}

const placeless = ({ latitude, longitude }: Gig) => ({
  addressText: deletedAddress,
  imageUrls: [],
  latitude: roughly(latitude),
  longitude: roughly(longitude),
})

const roughly = (degrees: number): number => Number(degrees.toFixed(keptDecimals))

export const gigLeftNotification = (before: Gig, after: Gig, leaver: UserId): NotificationDraft[] => {
  const userId = leaver === after.seekerId ? after.helperId : after.seekerId
  if (before.status === after.status || userId === null) return []
  return [{ userId, type: 'gig_status_changed', text: statusText(after), gigId: after.id }]
}
