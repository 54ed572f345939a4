import type { Static } from '@sinclair/typebox'
import type { AppError } from '../../errors.ts'
import { fields, id, pageQuery, partial, text, view, wholeNumber } from '../../http/wire.ts'
import type { Gig } from '../gigs/gig.ts'
import type { NamedReview, ReviewOverview } from './review.ts'
import { averageRatingOf } from './rules.ts'

const rating = wholeNumber(1, 5, { description: 'In stars.', examples: [5] })
const comment = text(1, 1000, {
  description: 'What there is to say.',
  examples: ['Excellent work! Very professional and on time.'],
})

export const ReviewBody = fields({
  gig_id: id<'gig'>({ description: 'UUID of the completed gig.' }),
  reviewee_id: id<'user'>({ description: 'UUID of the other one of the two.' }),
  rating,
  comment,
})

/** Partial: what is left out stays. */
export const ReviewChangeBody = fields({ rating: partial(rating), comment: partial(comment) })

export const ReviewParams = fields({ review_id: id<'review'>({ description: 'UUID of the review.' }) })

export const ReviewedUserParams = fields({ user_id: id<'user'>({ description: 'UUID of the user.' }) })

export const CanReviewParams = fields({
  gig_id: id<'gig'>({ description: 'UUID of the gig.' }),
  reviewee_id: id<'user'>({ description: 'UUID of the person to review.' }),
})

export const ReviewsQueryString = fields(pageQuery(20))

export const ReviewView = fields(
  {
    id: view.id<'review'>(),
    gig_id: view.id<'gig'>(),
    reviewer_id: view.id<'user'>(),
    reviewee_id: view.id<'user'>(),
    rating: view.whole({ description: '1 to 5.' }),
    comment: view.text(),
    created_at: view.moment(),
    updated_at: view.moment(),
    reviewer_name: view.text(),
    reviewee_name: view.text(),
    gig_title: view.text(),
  },
  { title: 'Review' },
)

const count = view.whole()

export const ReviewPageView = fields(
  {
    reviews: view.list(ReviewView),
    total_count: view.whole({ description: 'How many there are on all pages.' }),
    average_rating: view.number({ description: 'To two decimals; 0 where there are none.', examples: [4.8] }),
    rating_distribution: fields(
      { 5: count, 4: count, 3: count, 2: count, 1: count },
      { description: 'How many reviews have each rating.' },
    ),
  },
  { title: 'ReviewPage' },
)

export const GigReviewsView = fields(
  {
    gig_id: view.id<'gig'>(),
    gig_title: view.text(),
    total_reviews: view.whole({ description: '0 to 2: the two people of a gig write one each.' }),
    reviews: view.list(ReviewView),
  },
  { title: 'GigReviews' },
)

export const CanReviewView = fields(
  {
    can_review: view.flag(),
    reason: view.nullable(view.text({ description: 'Why not, in a sentence for people.' })),
  },
  { title: 'CanReview' },
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
