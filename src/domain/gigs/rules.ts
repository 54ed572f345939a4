import { AppError } from '../../errors.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../users/store.ts'
import type { Gig, GigStatus } from './store.ts'

/** What the seeker asked for; everything else of a gig follows from what happens to it. */
export type GigWish = Pick<
  Gig,
  | 'title'
  | 'description'
  | 'durationHours'
  | 'budgetSatang'
  | 'addressText'
  | 'imageUrls'
  | 'latitude'
  | 'longitude'
  | 'startsAt'
>

/** The contract's list of moves, besides the one to CANCELLED, which every status has (ruling K4). */
const nextStatus: Partial<Record<GigStatus, GigStatus>> = {
  PENDING: 'ACCEPTED',
  ACCEPTED: 'IN_PROGRESS',
  IN_PROGRESS: 'COMPLETED',
}

/**
 * A helper takes a gig (ruling K3).
 * @throws AppError INSUFFICIENT_PERMISSIONS for its seeker, GIG_ALREADY_ACCEPTED when it is not pending any more
 */
export const acceptedBy = (gig: Gig, helperId: UserId, now: Timestamp): Gig => {
  if (gig.seekerId === helperId) {
    throw new AppError('INSUFFICIENT_PERMISSIONS', 'You cannot accept a gig that you posted yourself.')
  }
  if (gig.status !== 'PENDING') throw new AppError('GIG_ALREADY_ACCEPTED')
  return { ...gig, status: 'ACCEPTED', helperId, updatedAt: now }
}

/**
 * The seeker or the helper moves a gig along or cancels it (ruling K4). Accepting is not one of these moves.
 * @throws AppError INSUFFICIENT_PERMISSIONS for anybody else, INVALID_STATUS_TRANSITION
 */
export const movedTo = (gig: Gig, status: GigStatus, actor: UserId, now: Timestamp): Gig => {
  if (actor !== gig.seekerId && actor !== gig.helperId) {
    throw new AppError(
      'INSUFFICIENT_PERMISSIONS',
      'Only the seeker and the helper of a gig may change its status.',
    )
  }
  if (status === 'CANCELLED') return gig.status === 'CANCELLED' ? gig : { ...gig, status, updatedAt: now }
  if (nextStatus[gig.status] !== status) {
    throw new AppError('INVALID_STATUS_TRANSITION', `A gig that is ${gig.status} cannot become ${status}.`)
  }
  return { ...gig, status, updatedAt: now, completedAt: status === 'COMPLETED' ? now : gig.completedAt }
}

/**
 * Only the seeker may change or withdraw a gig, and only while nobody has taken it (ruling K6).
 * @throws AppError INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING
 */
export const assertCanRevise = (gig: Gig, actor: UserId): void => {
  if (actor !== gig.seekerId) {
    throw new AppError('INSUFFICIENT_PERMISSIONS', 'Only the seeker of a gig may change or delete it.')
  }
  if (gig.status !== 'PENDING') throw new AppError('GIG_NOT_PENDING')
}

/** The gig with another wish. @throws AppError INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING */
export const revisedTo = (gig: Gig, wish: Partial<GigWish>, actor: UserId, now: Timestamp): Gig => {
  assertCanRevise(gig, actor)
  return { ...gig, ...wish, updatedAt: now }
}

/** What the other of the two is told when a gig has got its status, in a sentence. */
export const newsOf = ({ title, status }: Gig): string => {
  if (status === 'ACCEPTED') return `A helper has accepted "${title}".`
  if (status === 'IN_PROGRESS') return `Work on "${title}" has begun.`
  return `"${title}" is ${status === 'COMPLETED' ? 'completed' : 'cancelled'}.`
}
