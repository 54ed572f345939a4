import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { answerOnce } from '../../http/idempotency.ts'
import { operation } from '../../http/operation.ts'
import { signedIn } from '../../http/visit.ts'
import { GigParams } from '../gigs/model.ts'
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
import {
  findReviewRefusal,
  listReviewsBy,
  listReviewsOf,
  listReviewsOfGig,
  postReview,
  removeReview,
  reviseReview,
} from './service.ts'

export const reviewRoutes = (ctx: Context) =>
  new Elysia({ prefix: '/api/reviews', tags: ['Reviews'] })
    .use(signedIn)
    .post(
      '',
      ({ caller, body, request, set }) =>
        answerOnce(
          ctx,
          { caller, body, request, set },
          {
            status: 201,
            view: toReviewView,
            act: once => {
              const { gig_id: gigId, reviewee_id: revieweeId, rating, comment } = body
              return postReview(ctx, { gigId, reviewerId: caller.userId, revieweeId, rating, comment }, once)
            },
          },
        ),
      {
        body: ReviewBody,
        ...operation({
          summary: 'Create review',
          description:
            'The seeker and the helper of a completed gig review each other, once each. The reputation of the reviewee changes in the same step.',
          access: 'user',
          takesIdempotencyKey: true,
          answers: { 201: ReviewView },
          errors: [
            'RESOURCE_NOT_FOUND',
            'INSUFFICIENT_PERMISSIONS',
            'GIG_NOT_COMPLETED',
            'INVALID_REVIEWEE',
            'REVIEW_ALREADY_EXISTS',
          ],
          example: {
            gig_id: '123e4567-e89b-12d3-a456-426614174000',
            reviewee_id: '550e8400-e29b-41d4-a716-446655440000',
            rating: 5,
            comment: 'Excellent work! Very professional and on time.',
          },
        }),
      },
    )
    .get(
      '/user/:user_id',
      async ({ params, query }) => toReviewPageView(await listReviewsOf(ctx, params.user_id, query)),
      {
        params: ReviewedUserParams,
        query: ReviewsQueryString,
        ...operation({
          summary: 'Get user reviews',
          description:
            'The reviews a user has received, newest first. The average and the distribution are over all of them, not over the page.',
          access: 'user',
          answers: { 200: ReviewPageView },
          errors: ['RESOURCE_NOT_FOUND'],
        }),
      },
    )
    .get(
      '/my-reviews',
      async ({ caller, query }) => toReviewPageView(await listReviewsBy(ctx, caller.userId, query)),
      {
        query: ReviewsQueryString,
        ...operation({
          summary: 'Get my reviews',
          description:
            'The reviews the caller has written, newest first. The average and the distribution are over all of them.',
          access: 'user',
          answers: { 200: ReviewPageView },
          errors: [],
        }),
      },
    )
    .get('/gig/:gig_id', async ({ params }) => toGigReviewsView(await listReviewsOfGig(ctx, params.gig_id)), {
      params: GigParams,
      ...operation({
        summary: 'Get gig reviews',
        description: 'The reviews of a gig, newest first. An addition to the contract (ruling V4).',
        access: 'user',
        answers: { 200: GigReviewsView },
        errors: ['RESOURCE_NOT_FOUND'],
      }),
    })
    .get(
      '/can-review/:gig_id/:reviewee_id',
      async ({ caller, params }) =>
        toCanReviewView(await findReviewRefusal(ctx, params.gig_id, caller.userId, params.reviewee_id)),
      {
        params: CanReviewParams,
        ...operation({
          summary: 'Can review',
          description:
            'Whether the caller could review that person for that gig now, and why not. An addition to the contract (ruling V4).',
          access: 'user',
          answers: { 200: CanReviewView },
          errors: ['RESOURCE_NOT_FOUND'],
        }),
      },
    )
    .put(
      '/:review_id',
      async ({ caller, params, body }) =>
        toReviewView(await reviseReview(ctx, params.review_id, body, caller.userId)),
      {
        params: ReviewParams,
        body: ReviewChangeBody,
        ...operation({
          summary: 'Update review',
          description:
            'Its author changes what is sent and leaves the rest. The reputation of the reviewee changes in the same step.',
          access: 'user',
          answers: { 200: ReviewView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
          example: { rating: 4, comment: 'Good work, but arrived 15 minutes late.' },
        }),
      },
    )
    .delete(
      '/:review_id',
      async ({ caller, params, set }) => {
        await removeReview(ctx, params.review_id, caller.userId)
        set.status = 204
      },
      {
        params: ReviewParams,
        ...operation({
          summary: 'Delete review',
          description:
            'Its author takes it away. The reputation of the reviewee changes in the same step; the gig can be reviewed again.',
          access: 'user',
          answers: { 204: Type.Void() },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )
