import type { Id } from '../../lib/ids.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { Gig, GigId } from '../gigs/store.ts'
import type { Notification } from '../notifications/store.ts'
import type { UserId } from '../users/store.ts'

export type ReviewId = Id<'review'>

/** What the seeker or the helper of a completed gig says of the other. */
export interface Review {
  id: ReviewId
  gigId: GigId
  reviewerId: UserId
  revieweeId: UserId
  /** A whole number from 1 to 5. */
  rating: number
  comment: string
  createdAt: Timestamp
  updatedAt: Timestamp
}

/** A review with what people call its gig and the two people. */
export interface NamedReview extends Review {
  gigTitle: string
  reviewerName: string
  revieweeName: string
}

/** Whose reviews: those a person received, or those a person wrote. */
export type ReviewSide = 'received' | 'written'

/** How often each rating from 1 to 5 was given, in that order. */
export type RatingCounts = [number, number, number, number, number]

/** A page of reviews, newest first, ties by id, and how often each rating was given on all pages. */
export interface ReviewOverview {
  page: Page<NamedReview>
  ratingCounts: RatingCounts
}

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
