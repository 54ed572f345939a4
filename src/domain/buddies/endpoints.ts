import type { Context } from '../../context.ts'
import { type Endpoint, endpoint } from '../../http/endpoint.ts'
import { view } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import { buddyNotFound, userNotFound } from '../not-found.ts'
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
import { addBuddy, annotateBuddy, getBuddy, listBuddies, notOfCaller, removeBuddy } from './service.ts'

const tag = 'Buddies'

export const buddyEndpoints = (ctx: Context): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/api/buddies',
    tag,
    summary: 'Add buddy',
    description: 'Puts a person into the caller’s list. The person is not told.',
    body: BuddyBody,
    example: {
      buddy_user_id: exampleIds.helper,
      notes: 'Great helper, very reliable',
    },
    idempotent: true,
    responses: { 201: BuddyView },
    errors: ['CANNOT_ADD_SELF', userNotFound, 'BUDDY_ALREADY_EXISTS'],
    run: ({ command, body }) =>
      addBuddy(ctx, command, { buddyUserId: body.buddy_user_id, notes: body.notes ?? null }),
    view: toBuddyView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/buddies',
    tag,
    summary: 'Get buddies',
    description:
      'The caller’s list, newest first, each person as they are now. Disabled people are left out; their entries return with them.',
    query: BuddiesQueryString,
    responses: { 200: BuddyPageView },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => listBuddies(ctx, reader.userId, false, query, reader),
    view: toBuddyPageView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/buddies/available',
    tag,
    summary: 'Get available buddies',
    description: 'Those of the caller’s list who take gigs at the moment, newest first.',
    query: BuddiesQueryString,
    responses: { 200: BuddyPageView },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => listBuddies(ctx, reader.userId, true, query, reader),
    view: toBuddyPageView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/buddies/:buddy_id',
    tag,
    summary: 'Get buddy',
    description: 'One entry of the caller’s list. An addition to the contract (ruling B2).',
    params: BuddyParams,
    responses: { 200: BuddyView },
    errors: [buddyNotFound, notOfCaller],
    run: ({ caller, params }) => getBuddy(ctx, params.buddy_id, caller.userId),
    view: toBuddyView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/buddies/:buddy_id',
    tag,
    summary: 'Update buddy notes',
    description:
      'Changes the notes; left out they stay, `null` clears them. An addition to the contract (ruling B2).',
    params: BuddyParams,
    body: BuddyNotesBody,
    example: { notes: 'Has a van' },
    responses: { 200: BuddyView },
    exampleResult: { notes: 'Has a van' },
    errors: [buddyNotFound, notOfCaller],
    run: ({ command, params, body }) => annotateBuddy(ctx, command, params.buddy_id, body.notes),
    view: toBuddyView,
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/buddies/:buddy_id',
    tag,
    summary: 'Remove buddy',
    description: 'Takes a person out of the caller’s list.',
    params: BuddyParams,
    responses: { 204: view.nothing('The person is out of the list.') },
    errors: [buddyNotFound, notOfCaller],
    run: ({ command, params }) => removeBuddy(ctx, command, params.buddy_id),
  }),
]
