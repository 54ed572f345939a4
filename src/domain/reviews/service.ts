import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Command, Reader } from '../../lib/command.ts'
import type { PageRequest } from '../../lib/page.ts'
import type { Gig } from '../gigs/gig.ts'
import { getGig } from '../gigs/service.ts'
import { assertVisible } from '../gigs/visibility.ts'
import type { GigId, ReviewId, UserId } from '../ids.ts'
import { getVisibleUser } from '../users/service.ts'
import type { NamedReview, Review, ReviewOverview } from './review.ts'
import { assertAuthor, type ReviewChange, reviewRejection, revisedReview } from './rules.ts'

/**
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_COMPLETED, INVALID_REVIEWEE,
 * REVIEW_ALREADY_EXISTS
 */
export const postReview = (
  ctx: Context,
  command: Command<NamedReview>,
  draft: Pick<Review, 'gigId' | 'revieweeId' | 'rating' | 'comment'>,
): Promise<NamedReview> => {
  const { actor: reviewerId, now } = command
  const review: Review = { ...draft, id: command.newId(), reviewerId, createdAt: now, updatedAt: now }
  return ctx.store.reviews.post(command, draft.gigId, gig => {
    assertVisible(gig, reviewerId)
    const rejection = reviewRejection(gig, reviewerId, draft.revieweeId)
    if (rejection) throw rejection
    const notification = {
      userId: review.revieweeId,
      type: 'review_received' as const,
      text: `You were given ${review.rating} of 5 stars for "${gig.title}".`,
      gigId: gig.id,
      reviewId: review.id,
    }
    return { review, notifications: [notification] }
  })
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const reviseReview = (
  ctx: Context,
  command: Command<NamedReview>,
  id: ReviewId,
  change: ReviewChange,
): Promise<NamedReview> =>
  ctx.store.reviews.revise(command, id, review => revisedReview(review, change, command.actor, command.now))

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const removeReview = (ctx: Context, command: Command<void>, id: ReviewId): Promise<void> =>
  ctx.store.reviews.remove(command, id, review => assertAuthor(review, command.actor))

/** @throws AppError RESOURCE_NOT_FOUND */
export const listReviewsOf = async (
  ctx: Context,
  userId: UserId,
  page: PageRequest,
  reader: Reader | null,
): Promise<ReviewOverview> => {
  await getVisibleUser(ctx, userId)
  const overview = await ctx.store.reviews.listOf(userId, 'received', page, reader)
  return withEach(overview, review => withTitleFor(reader?.userId, review))
}

const withEach = (
  overview: ReviewOverview,
  change: (review: NamedReview) => NamedReview,
): ReviewOverview => ({
  ...overview,
  page: { ...overview.page, items: overview.page.items.map(change) },
})

/** A review stays when its gig is hidden; what the gig was about does not, but for its two people. */
const withTitleFor = (reader: UserId | undefined, review: NamedReview): NamedReview => {
  const isOfReader = reader === review.reviewerId || reader === review.revieweeId
  return review.isGigHidden && !isOfReader ? { ...review, gigTitle: hiddenGigTitle } : review
}

const hiddenGigTitle = 'A gig that is not shown'

export const listReviewsBy = async (
  ctx: Context,
  userId: UserId,
  page: PageRequest,
  reader: Reader | null,
): Promise<ReviewOverview> => {
  const overview = await ctx.store.reviews.listOf(userId, 'written', page, reader)
  return withEach(overview, withHidden(ctx))
}

const withHidden =
  (ctx: Context) =>
  (review: NamedReview): NamedReview =>
    ctx.store.reports.isHidden('review', review.id) ? { ...review, isHidden: true } : review

/** @throws AppError RESOURCE_NOT_FOUND */
export const listReviewsOfGig = async (
  ctx: Context,
  gigId: GigId,
  reader: UserId,
): Promise<{ gig: Gig; reviews: NamedReview[] }> => ({
  gig: await getGig(ctx, gigId, reader),
  reviews: (await ctx.store.reviews.listOfGig(gigId))
    .map(withHidden(ctx))
    .filter(review => !review.isHidden || review.reviewerId === reader),
})

/** Null where they may. @throws AppError RESOURCE_NOT_FOUND */
export const findReviewRejection = async (
  ctx: Context,
  gigId: GigId,
  reviewerId: UserId,
  revieweeId: UserId,
): Promise<AppError | null> => {
  const { gig, reviews } = await listReviewsOfGig(ctx, gigId, reviewerId)
  const rejection = reviewRejection(gig, reviewerId, revieweeId)
  if (rejection) return rejection
  const isDone = reviews.some(review => review.reviewerId === reviewerId)
  return isDone ? new AppError('REVIEW_ALREADY_EXISTS') : null
}
