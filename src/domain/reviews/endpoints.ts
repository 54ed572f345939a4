import type { Context } from '../../context.ts'
import { type Endpoint, endpoint } from '../../http/endpoint.ts'
import { view } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import { GigParams } from '../gigs/model.ts'
import { gigNotFound, reviewNotFound, userNotFound } from '../not-found.ts'
import {
  CanReviewParams,
  CanReviewView,
  GigReviewsView,
  ReviewBody,
  ReviewChangeBody,
  ReviewedUserParams,
  ReviewPageView,
  ReviewParams,
  ReviewsQueryString,
  ReviewView,
  toCanReviewView,
  toGigReviewsView,
  toReviewPageView,
  toReviewView,
} from './model.ts'
import { notItsAuthor, notOfGig } from './rules.ts'
import {
  findReviewRejection,
  listReviewsBy,
  listReviewsOf,
  listReviewsOfGig,
  postReview,
  removeReview,
  reviseReview,
} from './service.ts'

const tag = 'Reviews'

export const reviewEndpoints = (ctx: Context): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/api/reviews',
    tag,
    summary: 'Create review',
    description:
      'The seeker and the helper of a completed gig review each other, once each. The reputation of the reviewee changes in the same step.',
    body: ReviewBody,
    example: {
      gig_id: exampleIds.gig,
      reviewee_id: exampleIds.helper,
      rating: 5,
      comment: 'Excellent work! Very professional and on time.',
    },
    idempotent: true,
    responses: { 201: ReviewView },
    errors: [gigNotFound, notOfGig, 'GIG_NOT_COMPLETED', 'INVALID_REVIEWEE', 'REVIEW_ALREADY_EXISTS'],
    run: ({ command, body }) => {
      const { gig_id: gigId, reviewee_id: revieweeId, rating, comment } = body
      return postReview(ctx, command, { gigId, revieweeId, rating, comment })
    },
    view: toReviewView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/reviews/user/:user_id',
    tag,
    summary: 'Get user reviews',
    description:
      'The reviews a user has received, newest first. The average and the distribution are over all of them, not over the page.',
    params: ReviewedUserParams,
    query: ReviewsQueryString,
    responses: { 200: ReviewPageView },
    errors: [userNotFound, 'OVERLOADED'],
    run: ({ reader, params, query }) => listReviewsOf(ctx, params.user_id, query, reader),
    view: toReviewPageView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/reviews/my-reviews',
    tag,
    summary: 'Get my reviews',
    description:
      'The reviews the caller has written, newest first. The average and the distribution are over all of them.',
    query: ReviewsQueryString,
    responses: { 200: ReviewPageView },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => listReviewsBy(ctx, reader.userId, query, reader),
    view: toReviewPageView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/reviews/gig/:gig_id',
    tag,
    summary: 'Get gig reviews',
    description: 'The reviews of a gig, newest first. An addition to the contract (ruling V4).',
    params: GigParams,
    responses: { 200: GigReviewsView },
    errors: [gigNotFound],
    run: ({ caller, params }) => listReviewsOfGig(ctx, params.gig_id, caller.userId),
    view: toGigReviewsView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/reviews/can-review/:gig_id/:reviewee_id',
    tag,
    summary: 'Can review',
    description:
      'Whether the caller could review that person for that gig now, and why not. An addition to the contract (ruling V4).',
    params: CanReviewParams,
    responses: { 200: CanReviewView },
    errors: [gigNotFound],
    run: ({ caller, params }) => findReviewRejection(ctx, params.gig_id, caller.userId, params.reviewee_id),
    view: toCanReviewView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/reviews/:review_id',
    tag,
    summary: 'Update review',
    description:
      'Its author changes what is sent and leaves the rest. The reputation of the reviewee changes in the same step.',
    params: ReviewParams,
    body: ReviewChangeBody,
    example: { rating: 4, comment: 'Good work, but arrived 15 minutes late.' },
    responses: { 200: ReviewView },
    exampleResult: {
      rating: 4,
      comment: 'Good work, but arrived 15 minutes late.',
      updated_at: '2025-10-01T16:00:00.000000Z',
    },
    errors: [reviewNotFound, notItsAuthor],
    run: ({ command, params, body }) => reviseReview(ctx, command, params.review_id, body),
    view: toReviewView,
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/reviews/:review_id',
    tag,
    summary: 'Delete review',
    description:
      'Its author takes it away. The reputation of the reviewee changes in the same step; the gig can be reviewed again.',
    params: ReviewParams,
    responses: { 204: view.nothing('The review is deleted.') },
    errors: [reviewNotFound, notItsAuthor],
    run: ({ command, params }) => removeReview(ctx, command, params.review_id),
  }),
]
