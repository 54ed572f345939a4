import type { Page } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigId, ReviewId, UserId } from '../ids.ts'

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
  isHidden?: true
  gigTitle: string
  /** By an operator, or with its seeker. */
  isGigHidden: boolean
  reviewerName: string
  revieweeName: string
}

export type ReviewSide = 'received' | 'written'

/** The counts of the ratings from 1 to 5. */
export type RatingCounts = [number, number, number, number, number]

/** Newest first, ties by id; the counts are of all pages. */
export interface ReviewOverview {
  page: Page<NamedReview>
  ratingCounts: RatingCounts
}
