import type { Static } from '@sinclair/typebox'
import type { AppError } from '../../errors.ts'
import { described, object, optional } from '../../schema/objects.ts'
import { pageQuery } from '../../schema/queries.ts'
import { id, integer, text } from '../../schema/requests.ts'
import { view, withExample } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import type { Gig } from '../gigs/gig.ts'
import { hiddenFlag } from '../reports/hidden-flag.ts'
import type { NamedReview, ReviewOverview } from './review.ts'
import { averageRatingOf } from './rules.ts'

const rating = integer(1, 5, { description: 'In stars.', examples: [5] })
const comment = text(1, 1000, {
  description: 'What there is to say.',
  examples: ['Excellent work! Very professional and on time.'],
})

export const ReviewBody = object(
  {
    gig_id: id<'gig'>({ description: 'UUID of the completed gig.', examples: [exampleIds.gig] }),
    reviewee_id: id<'user'>({
      description: 'UUID of the other one of the two.',
      examples: [exampleIds.helper],
    }),
    rating,
    comment,
  },
  { description: 'A new review.' },
)

export const ReviewChangeBody = object(
  { rating: optional(rating), comment: optional(comment) },
  { description: 'What changes; what is left out stays.' },
)

export const ReviewParams = object({
  review_id: id<'review'>({ description: 'UUID of the review.', examples: [exampleIds.review] }),
})

export const ReviewedUserParams = object({
  user_id: id<'user'>({ description: 'UUID of the user.', examples: [exampleIds.helper] }),
})

export const CanReviewParams = object({
  gig_id: id<'gig'>({ description: 'UUID of the gig.', examples: [exampleIds.gig] }),
  reviewee_id: id<'user'>({ description: 'UUID of the person to review.', examples: [exampleIds.helper] }),
})

export const ReviewsQueryString = object(pageQuery(20))

export const ReviewView = object(
  {
    id: view.id<'review'>({ description: 'UUID of the review.', examples: [exampleIds.review] }),
    gig_id: view.id<'gig'>({ description: 'UUID of its gig.', examples: [exampleIds.gig] }),
    reviewer_id: view.id<'user'>({ description: 'UUID of its author.', examples: [exampleIds.user] }),
    reviewee_id: view.id<'user'>({
      description: 'UUID of the person it is about.',
      examples: [exampleIds.helper],
    }),
    rating: view.integer({ description: '1 to 5 stars.', examples: [5] }),
    comment: view.string({
      description: 'What its author says.',
      examples: ['Excellent work! Very professional and on time.'],
    }),
    created_at: view.dateTime({
      description: 'When it was written.',
      examples: ['2025-10-01T15:00:00.000000Z'],
    }),
    updated_at: view.dateTime({
      description: 'When it last changed.',
      examples: ['2025-10-01T15:00:00.000000Z'],
    }),
    reviewer_name: view.string({ description: 'The name of its author.', examples: ['John Seeker'] }),
    reviewee_name: view.string({
      description: 'The name of the person it is about.',
      examples: ['Jane Helper'],
    }),
    gig_title: view.string({ description: 'What its gig is about.', examples: ['Help move furniture'] }),
    is_hidden: hiddenFlag('review'),
  },
  { title: 'Review', description: 'What one of the two people of a gig says about the other.' },
)

const countOf = (stars: number, example: number) =>
  view.integer({ description: `How many reviews have ${stars} of 5 stars.`, examples: [example] })

const RatingDistributionView = object(
  { 5: countOf(5, 20), 4: countOf(4, 3), 3: countOf(3, 2), 2: countOf(2, 0), 1: countOf(1, 0) },
  { title: 'RatingDistribution', description: 'How many reviews have each rating.' },
)

export const ReviewPageView = object(
  {
    reviews: view.array(ReviewView, { description: 'The reviews of this page, newest first.' }),
    total_count: view.totalCount(25),
    average_rating: view.number({
      description: 'The mean of all ratings in stars, to two decimals; 0 where there are none.',
      examples: [4.8],
    }),
    rating_distribution: described(RatingDistributionView, 'How many of all the reviews have each rating.'),
  },
  { title: 'ReviewPage', description: 'A page of reviews, and their average.' },
)

export const GigReviewsView = object(
  {
    gig_id: view.id<'gig'>({ description: 'UUID of the gig.', examples: [exampleIds.gig] }),
    gig_title: view.string({ description: 'What the gig is about.', examples: ['Help move furniture'] }),
    total_reviews: view.integer({
      description: '0 to 2: the two people of a gig write one each.',
      examples: [1],
    }),
    reviews: view.array(ReviewView, { description: 'The reviews, newest first.' }),
  },
  { title: 'GigReviews', description: 'The reviews of one gig.' },
)

export const CanReviewView = object(
  {
    can_review: view.boolean({ description: 'Whether a review could be written now.', examples: [true] }),
    reason: withExample(
      view.nullable(view.string({ description: 'Why not, in a sentence for people; null where it could.' })),
      null,
    ),
  },
  { title: 'ReviewPermission', description: 'Whether the caller could review a person for a gig now.' },
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
  ...(review.isHidden && { is_hidden: review.isHidden }),
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
