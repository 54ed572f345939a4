import type { Page } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigId, ReviewId, UserId } from '../ids.ts'

/** The rating and comment of one participant of a completed gig about the other. */
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

export interface NamedReview extends Review {
  /** Set for its author when an operator has hidden it. */
  isHidden?: true
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
