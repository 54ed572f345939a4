import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { baseUrlOf } from '../../http/base-url.ts'
import { answerOnce } from '../../http/idempotency.ts'
import { operation } from '../../http/operation.ts'
import { signedIn } from '../../http/visit.ts'
import type { KnownBuddy } from './buddy.ts'
import {
  BuddiesQueryString,
  BuddyBody,
  BuddyNotesBody,
  BuddyPageView,
  BuddyParams,
  BuddyView,
  toBuddyPageView,
  toBuddyView,
} from './model.ts'
import { addBuddy, annotateBuddy, getBuddy, listBuddies, removeBuddy } from './service.ts'
export const buddyRoutes = (ctx: Context) =>
  new Elysia({ prefix: '/api/buddies', tags: ['Buddies'] })
    .use(signedIn)
    .post(
      '',
      ({ caller, body, request, set }) =>
        answerOnce(
          ctx,
          { caller, body, request, set },
          {
            status: 201,
            view: (known: KnownBuddy) => toBuddyView(known, baseUrlOf(ctx.config, request)),
            act: once => {
              const wish = { buddyUserId: body.buddy_user_id, notes: body.notes ?? null }
              return addBuddy(ctx, caller.userId, wish, once)
            },
          },
        ),
      {
        body: BuddyBody,
        ...operation({
          summary: 'Add buddy',
          description: 'Puts a person into the caller’s list. The person is not told.',
          access: 'user',
          takesIdempotencyKey: true,
          answers: { 201: BuddyView },
          errors: ['CANNOT_ADD_SELF', 'RESOURCE_NOT_FOUND', 'BUDDY_ALREADY_EXISTS'],
          example: {
            buddy_user_id: '550e8400-e29b-41d4-a716-446655440000',
            notes: 'Great helper, very reliable',
          },
        }),
      },
    )
    .get(
      '',
      async ({ caller, query, request }) =>
        toBuddyPageView(await listBuddies(ctx, caller.userId, false, query), baseUrlOf(ctx.config, request)),
      {
        query: BuddiesQueryString,
        ...operation({
          summary: 'Get buddies',
          description: 'The caller’s list, newest first, each person as they are now.',
          access: 'user',
          answers: { 200: BuddyPageView },
          errors: [],
        }),
      },
    )
    .get(
      '/available',
      async ({ caller, query, request }) =>
        toBuddyPageView(await listBuddies(ctx, caller.userId, true, query), baseUrlOf(ctx.config, request)),
      {
        query: BuddiesQueryString,
        ...operation({
          summary: 'Get available buddies',
          description: 'Those of the caller’s list who take gigs at the moment, newest first.',
          access: 'user',
          answers: { 200: BuddyPageView },
          errors: [],
        }),
      },
    )
    .get(
      '/:buddy_id',
      async ({ caller, params, request }) =>
        toBuddyView(await getBuddy(ctx, params.buddy_id, caller.userId), baseUrlOf(ctx.config, request)),
      {
        params: BuddyParams,
        ...operation({
          summary: 'Get buddy',
          description: 'One entry of the caller’s list. An addition to the contract (ruling B2).',
          access: 'user',
          answers: { 200: BuddyView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )
    .put(
      '/:buddy_id',
      async ({ caller, params, body, request }) =>
        toBuddyView(
          await annotateBuddy(ctx, params.buddy_id, body.notes, caller.userId),
          baseUrlOf(ctx.config, request),
        ),
      {
        params: BuddyParams,
        body: BuddyNotesBody,
        ...operation({
          summary: 'Update buddy notes',
          description:
            'Changes the notes; left out they stay, `null` clears them. An addition to the contract (ruling B2).',
          access: 'user',
          answers: { 200: BuddyView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
          example: { notes: 'Has a van' },
        }),
      },
    )
    .delete(
      '/:buddy_id',
      async ({ caller, params, set }) => {
        await removeBuddy(ctx, params.buddy_id, caller.userId)
        set.status = 204
      },
      {
        params: BuddyParams,
        ...operation({
          summary: 'Remove buddy',
          description: 'Takes a person out of the caller’s list.',
          access: 'user',
          answers: { 204: Type.Void() },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )
