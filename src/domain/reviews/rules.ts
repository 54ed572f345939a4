import { AppError } from '../../errors.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { Gig } from '../gigs/gig.ts'
import type { UserId } from '../ids.ts'
import type { RatingCounts, Review } from './review.ts'

export const notOfGig = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'Only the seeker and the helper of a gig review it.')

export const notItsAuthor = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'Only its author may change or delete a review.')

/** Null where they may (ruling V1). */
export const reviewRejection = (gig: Gig, reviewerId: UserId, revieweeId: UserId): AppError | null => {
  const { seekerId, helperId } = gig
  if (reviewerId !== seekerId && reviewerId !== helperId) {
    return notOfGig()
  }
  if (gig.status !== 'COMPLETED') return new AppError('GIG_NOT_COMPLETED')
  const other = reviewerId === seekerId ? helperId : seekerId
  return revieweeId === other ? null : new AppError('INVALID_REVIEWEE')
}

/** What is left out stays (ruling V3). */
export interface ReviewChange {
  rating?: number | undefined
  comment?: string | undefined
}

/** @throws AppError INSUFFICIENT_PERMISSIONS */
export const revisedReview = (
  review: Review,
  change: ReviewChange,
  actor: UserId,
  now: Timestamp,
): Review => {
  assertAuthor(review, actor)
  return {
    ...review,
    rating: change.rating ?? review.rating,
    comment: change.comment ?? review.comment,
    updatedAt: now,
  }
}

/** @throws AppError INSUFFICIENT_PERMISSIONS */
export const assertAuthor = (review: Review, actor: UserId): void => {
  if (review.reviewerId !== actor) {
    throw notItsAuthor()
  }
}

/** Two decimals, 0 without ratings (ruling V3). */
export const averageRatingOf = (counts: RatingCounts): number => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const stars = counts.reduce((sum, count, at) => sum + count * (at + 1), 0)
  return total === 0 ? 0 : Math.round((stars * 100) / total) / 100
}
