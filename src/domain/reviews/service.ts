import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Once } from '../../lib/once.ts'
import type { PageRequest } from '../../lib/page.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { Gig } from '../gigs/gig.ts'
import { getGig } from '../gigs/service.ts'
import type { GigId, ReviewId, UserId } from '../ids.ts'
import { News } from '../notifications/service.ts'
import { getUser } from '../users/service.ts'
import type { NamedReview, Review, ReviewOverview } from './review.ts'
import { assertAuthor, type ReviewChange, refusalOfReview, revisedReview } from './rules.ts'
/**
 * Says what one of the two thinks of the other, who is notified.
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_COMPLETED, INVALID_REVIEWEE,
 * REVIEW_ALREADY_EXISTS
 */
export const postReview = async (
  ctx: Context,
  wish: Pick<Review, 'gigId' | 'reviewerId' | 'revieweeId' | 'rating' | 'comment'>,
  once?: Once<NamedReview>,
): Promise<NamedReview> => {
  const now = toTimestamp(ctx.clock.now())
  const news = new News(ctx)
  const decide = (gig: Gig) => {
    const refusal = refusalOfReview(gig, wish.reviewerId, wish.revieweeId)
    if (refusal) throw refusal
    const review: Review = { ...wish, id: ctx.newId(), createdAt: now, updatedAt: now }
    const notification = news.note({
      userId: review.revieweeId,
      type: 'review_received',
      text: `You were given ${review.rating} of 5 stars for "${gig.title}".`,
      gigId: gig.id,
      reviewId: review.id,
    })
    return { review, notifications: [notification] }
  }
  const review = await ctx.store.reviews.post(wish.gigId, decide, once)
  news.announce()
  return review
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const reviseReview = (
  ctx: Context,
  id: ReviewId,
  change: ReviewChange,
  actor: UserId,
): Promise<NamedReview> =>
  ctx.store.reviews.revise(id, review => revisedReview(review, change, actor, toTimestamp(ctx.clock.now())))

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const removeReview = (ctx: Context, id: ReviewId, actor: UserId): Promise<void> =>
  ctx.store.reviews.remove(id, review => assertAuthor(review, actor))

/** The reviews a person received. @throws AppError RESOURCE_NOT_FOUND */
export const listReviewsOf = async (
  ctx: Context,
  userId: UserId,
  page: PageRequest,
): Promise<ReviewOverview> => {
  await getUser(ctx, userId)
  return ctx.store.reviews.listOf(userId, 'received', page)
}

/** The reviews a person wrote. */
export const listReviewsBy = (ctx: Context, userId: UserId, page: PageRequest): Promise<ReviewOverview> =>
  ctx.store.reviews.listOf(userId, 'written', page)

/** @throws AppError RESOURCE_NOT_FOUND */
export const listReviewsOfGig = async (
  ctx: Context,
  gigId: GigId,
): Promise<{ gig: Gig; reviews: NamedReview[] }> => ({
  gig: await getGig(ctx, gigId),
  reviews: await ctx.store.reviews.listOfGig(gigId),
})

/** Why a person may not review another for a gig now, or null where they may. @throws AppError RESOURCE_NOT_FOUND */
export const findReviewRefusal = async (
  ctx: Context,
  gigId: GigId,
  reviewerId: UserId,
  revieweeId: UserId,
): Promise<AppError | null> => {
  const { gig, reviews } = await listReviewsOfGig(ctx, gigId)
  const refusal = refusalOfReview(gig, reviewerId, revieweeId)
  if (refusal) return refusal
  const isDone = reviews.some(review => review.reviewerId === reviewerId)
  return isDone ? new AppError('REVIEW_ALREADY_EXISTS') : null
}
