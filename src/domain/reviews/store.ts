import type { Once } from '../../lib/once.ts'
import type { PageRequest } from '../../lib/page.ts'
import type { Gig } from '../gigs/gig.ts'
import type { GigId, ReviewId, UserId } from '../ids.ts'
import type { Notification } from '../notifications/notification.ts'
import type { NamedReview, Review, ReviewOverview, ReviewSide } from './review.ts'

/** Every act keeps the reputation of the reviewee right in the same step (ruling V2). */
export interface ReviewStore {
  /** @throws AppError RESOURCE_NOT_FOUND for an unknown gig, REVIEW_ALREADY_EXISTS, and whatever `decide` throws */
  post(
    gigId: GigId,
    decide: (gig: Gig) => { review: Review; notifications: Notification[] },
    once?: Once<NamedReview>,
  ): Promise<NamedReview>

  /** @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  revise(id: ReviewId, decide: (review: Review) => Review): Promise<NamedReview>

  /** Takes a review away when `decide` lets it. @throws AppError RESOURCE_NOT_FOUND, and whatever it throws */
  remove(id: ReviewId, decide: (review: Review) => void): Promise<void>

  listOf(userId: UserId, side: ReviewSide, page: PageRequest): Promise<ReviewOverview>

  /** The reviews of one gig, at most two, newest first. */
  listOfGig(gigId: GigId): Promise<NamedReview[]>
}
