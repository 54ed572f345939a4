import type { Static } from '@sinclair/typebox'
import type { AppError } from '../../errors.ts'
import { object, optional } from '../../schema/objects.ts'
import { pageQuery } from '../../schema/queries.ts'
import { id, integer, text } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { Gig } from '../gigs/gig.ts'
import type { NamedReview, ReviewOverview } from './review.ts'
import { averageRatingOf } from './rules.ts'

const rating = integer(1, 5, { description: 'In stars.', examples: [5] })
const comment = text(1, 1000, {
  description: 'What there is to say.',
  examples: ['Excellent work! Very professional and on time.'],
})

export const ReviewBody = object({
  gig_id: id<'gig'>({ description: 'UUID of the completed gig.' }),
  reviewee_id: id<'user'>({ description: 'UUID of the other one of the two.' }),
  rating,
  comment,
})

/** Partial: what is left out stays. */
export const ReviewChangeBody = object({ rating: optional(rating), comment: optional(comment) })

export const ReviewParams = object({ review_id: id<'review'>({ description: 'UUID of the review.' }) })

export const ReviewedUserParams = object({ user_id: id<'user'>({ description: 'UUID of the user.' }) })

export const CanReviewParams = object({
  gig_id: id<'gig'>({ description: 'UUID of the gig.' }),
  reviewee_id: id<'user'>({ description: 'UUID of the person to review.' }),
})

export const ReviewsQueryString = object(pageQuery(20))

export const ReviewView = object(
  {
    id: view.id<'review'>(),
    gig_id: view.id<'gig'>(),
    reviewer_id: view.id<'user'>(),
    reviewee_id: view.id<'user'>(),
    rating: view.integer({ description: '1 to 5.' }),
    comment: view.string(),
    created_at: view.dateTime(),
    updated_at: view.dateTime(),
    reviewer_name: view.string(),
    reviewee_name: view.string(),
    gig_title: view.string(),
  },
  { title: 'Review' },
)

const count = view.integer()

export const ReviewPageView = object(
  {
    reviews: view.array(ReviewView),
    total_count: view.integer({ description: 'How many there are on all pages.' }),
    average_rating: view.number({ description: 'To two decimals; 0 where there are none.', examples: [4.8] }),
    rating_distribution: object(
      { 5: count, 4: count, 3: count, 2: count, 1: count },
      { title: 'RatingDistribution', description: 'How many reviews have each rating.' },
    ),
  },
  { title: 'ReviewPage' },
)

export const GigReviewsView = object(
  {
    gig_id: view.id<'gig'>(),
    gig_title: view.string(),
    total_reviews: view.integer({ description: '0 to 2: the two people of a gig write one each.' }),
    reviews: view.array(ReviewView),
  },
  { title: 'GigReviews' },
)

export const CanReviewView = object(
  {
    can_review: view.boolean(),
    reason: view.nullable(view.string({ description: 'Why not, in a sentence for people.' })),
  },
  { title: 'ReviewPermission' },
)

export const toReviewView = (review: NamedReview): Static<typeof ReviewView> => ({
  id: review.id,
  gig_id: review.gigId,
  reviewer_id: review.reviewerId,
  reviewee_id: review.revieweeId,
  rating: review.rating,
  comment: review.comment,
  created_at: review.createdAt,
  updated_at: review.updatedAt,
  reviewer_name: review.reviewerName,
  reviewee_name: review.revieweeName,
  gig_title: review.gigTitle,
})

export const toReviewPageView = ({ page, ratingCounts }: ReviewOverview): Static<typeof ReviewPageView> => {
  const [ones, twos, threes, fours, fives] = ratingCounts
  return {
    reviews: page.items.map(toReviewView),
    total_count: page.totalCount,
    average_rating: averageRatingOf(ratingCounts),
    rating_distribution: { 5: fives, 4: fours, 3: threes, 2: twos, 1: ones },
  }
}

export const toGigReviewsView = ({
  gig,
  reviews,
}: {
  gig: Gig
  reviews: NamedReview[]
}): Static<typeof GigReviewsView> => ({
  gig_id: gig.id,
  gig_title: gig.title,
  total_reviews: reviews.length,
  reviews: reviews.map(toReviewView),
})

export const toCanReviewView = (rejection: AppError | null): Static<typeof CanReviewView> => ({
  can_review: rejection === null,
  reason: rejection?.message ?? null,
})
