import { AppError } from '../../errors.ts'
import { laterThan, type Timestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'
import { paymentGivenBack } from '../transactions/rules.ts'
import type { Transaction } from '../transactions/transaction.ts'
import type { Gig, GigDetails, GigMove, GigStatus } from './gig.ts'
import { assertVisible } from './visibility.ts'

export type GigDraft = Pick<
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

/** Every status has the move to CANCELLED besides (ruling K4). */
const nextStatus: Partial<Record<GigStatus, GigStatus>> = {
  PENDING: 'ACCEPTED',
  ACCEPTED: 'IN_PROGRESS',
  IN_PROGRESS: 'COMPLETED',
}

export const ownGig = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'You cannot accept a gig that you posted yourself.')

export const notOfGig = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'Only the seeker and the helper of a gig may change its status.')

export const notItsSeeker = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'Only the seeker of a gig may change or delete it.')

export const noSuchMove = (from: GigStatus, to: GigStatus) =>
  new AppError('INVALID_STATUS_TRANSITION', `A gig that is ${from} cannot become ${to}.`)

/**
 * A helper takes a gig (ruling K3). @throws AppError RESOURCE_NOT_FOUND when its seeker is disabled,
 * INSUFFICIENT_PERMISSIONS for its seeker, GIG_ALREADY_ACCEPTED
 */
export const acceptedBy = (gig: GigDetails, helperId: UserId, now: Timestamp): Gig => {
  assertVisible(gig, helperId)
  if (gig.seekerId === helperId) {
    throw ownGig()
  }
  if (gig.status !== 'PENDING') throw new AppError('GIG_ALREADY_ACCEPTED')
  return { ...gig, status: 'ACCEPTED', helperId, updatedAt: laterThan(gig.updatedAt, now) }
}

/**
 * Every move but the accept (ruling K4). `payment` is the active one. @throws AppError RESOURCE_NOT_FOUND,
 * INSUFFICIENT_PERMISSIONS, INVALID_STATUS_TRANSITION
 */
export const movedTo = (
  gig: GigDetails,
  payment: Transaction | null,
  { status, actor, now }: { status: GigStatus; actor: UserId; now: Timestamp },
): GigMove => {
  assertVisible(gig, actor)
  if (actor !== gig.seekerId && actor !== gig.helperId) {
    throw notOfGig()
  }
  if (status === 'CANCELLED') return cancelledGig(gig, payment, now)
  if (nextStatus[gig.status] !== status) {
    throw noSuchMove(gig.status, status)
  }
  const moved: Gig =
    status === 'COMPLETED'
      ? completedGig(gig, now)
      : { ...gig, status, updatedAt: laterThan(gig.updatedAt, now) }
  return { gig: moved, payment: null }
}

/** A held payment is refunded; a released one cannot be (ruling K4). */
const cancelledGig = (gig: Gig, payment: Transaction | null, now: Timestamp): GigMove => {
  if (gig.status === 'CANCELLED') return { gig, payment: null }
  if (payment?.status === 'COMPLETED') {
    throw new AppError(
      'INVALID_STATUS_TRANSITION',
      'The payment for this gig has been released: it cannot be cancelled any more.',
    )
  }
  return {
    gig: { ...gig, status: 'CANCELLED', updatedAt: laterThan(gig.updatedAt, now) },
    payment: payment && paymentGivenBack(payment, now),
  }
}

export const completedGig = (gig: Gig, now: Timestamp): Gig =>
  gig.status === 'COMPLETED'
    ? gig
    : { ...gig, status: 'COMPLETED', updatedAt: laterThan(gig.updatedAt, now), completedAt: now }

/**
 * Only its seeker may, and only while it is pending (ruling K6). @throws AppError RESOURCE_NOT_FOUND,
 * INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING
 */
export const assertCanRevise = (gig: GigDetails, actor: UserId): void => {
  assertVisible(gig, actor)
  if (actor !== gig.seekerId) {
    throw notItsSeeker()
  }
  if (gig.status !== 'PENDING') throw new AppError('GIG_NOT_PENDING')
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING */
export const revisedTo = (gig: GigDetails, draft: Partial<GigDraft>, actor: UserId, now: Timestamp): Gig => {
  assertCanRevise(gig, actor)
  return { ...gig, ...draft, updatedAt: laterThan(gig.updatedAt, now) }
}

export const statusText = ({ title, status }: Gig): string => {
  if (status === 'ACCEPTED') return `A helper has accepted "${title}".`
  if (status === 'IN_PROGRESS') return `Work on "${title}" has begun.`
  return `"${title}" is ${status === 'COMPLETED' ? 'completed' : 'cancelled'}.`
}
