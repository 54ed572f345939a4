import type { Reader, Write } from '../../lib/command.ts'
import type { PageRequest } from '../../lib/page.ts'
import type { Effects } from '../effects.ts'
import type { GigDetails } from '../gigs/gig.ts'
import type { GigId, ReviewId, UserId } from '../ids.ts'
import type { NamedReview, Review, ReviewOverview, ReviewSide } from './review.ts'

/** Writes update the reputation in the same transaction (ruling V2). */
export interface ReviewStore {
  /** @throws AppError RESOURCE_NOT_FOUND, REVIEW_ALREADY_EXISTS, and whatever `decide` throws */
  post(
    write: Write<NamedReview>,
    gigId: GigId,
    decide: (gig: GigDetails) => { review: Review } & Effects,
  ): Promise<NamedReview>

  /** @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  revise(write: Write<NamedReview>, id: ReviewId, decide: (review: Review) => Review): Promise<NamedReview>

  /** @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  remove(write: Write<void>, id: ReviewId, decide: (review: Review) => void): Promise<void>

  find(id: ReviewId): Promise<NamedReview | null>

  /** Received reviews leave out hidden ones. */
  listOf(userId: UserId, side: ReviewSide, page: PageRequest, reader?: Reader | null): Promise<ReviewOverview>

  /** At most two, newest first. */
  listOfGig(gigId: GigId): Promise<NamedReview[]>
}
