import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { answerOnce } from '../../http/idempotency.ts'
import { operation } from '../../http/operation.ts'
import { signedIn } from '../../http/visit.ts'
import {
  AcceptedGigView,
  GigMapQueryString,
  GigMapView,
  GigPageView,
  GigParams,
  GigStatusBody,
  GigView,
  MyGigsQueryString,
  NewestGigsQueryString,
  PostGigBody,
  ReviseGigBody,
  SearchGigsQueryString,
  toAcceptedGigView,
  toFoundGigPageView,
  toGigChange,
  toGigDraft,
  toGigMapView,
  toGigPageView,
  toGigSearch,
  toGigView,
  toMapBoxes,
} from './model.ts'
import {
  acceptGig,
  changeGigStatus,
  getGig,
  listGigsOf,
  listNewestGigs,
  mapGigs,
  postGig,
  reviseGig,
  searchGigs,
  withdrawGig,
} from './service.ts'

const exampleGig = {
  title: 'Help move furniture',
  description: 'Need help moving a sofa and dining table to new apartment',
  duration_hours: 3,
  budget: 1500.0,
  latitude: 13.7563,
  longitude: 100.5018,
  address_text: '123 Main St, Bangkok',
  starts_at: '2025-10-01T14:00:00',
  image_urls: ['http://localhost:8000/api/upload/gig-photo1.jpg'],
}

export const gigRoutes = (ctx: Context) =>
  new Elysia({ prefix: '/api/gigs', tags: ['Gigs'] })
    .use(signedIn)
    .post(
      '',
      ({ caller, body, request, set }) =>
        answerOnce(
          ctx,
          { caller, body, request, set },
          {
            status: 201,
            view: toGigView,
            act: once => postGig(ctx, caller.userId, toGigDraft(body), once),
          },
        ),
      {
        body: PostGigBody,
        ...operation({
          summary: 'Create gig',
          description: 'Posts a gig on the map. It is PENDING until a helper accepts it.',
          access: 'user',
          takesIdempotencyKey: true,
          answers: { 201: GigView },
          errors: [],
          example: exampleGig,
        }),
      },
    )
    .get('', async ({ query }) => toGigPageView(await listNewestGigs(ctx, query), query.skip), {
      query: NewestGigsQueryString,
      ...operation({
        summary: 'List newest gigs',
        description: 'The pending gigs of everybody, newest first. An addition to the contract (ruling K6).',
        access: 'user',
        answers: { 200: GigPageView },
        errors: [],
      }),
    })
    .get(
      '/search',
      async ({ query }) => toFoundGigPageView(await searchGigs(ctx, toGigSearch(query), query), query.skip),
      {
        query: SearchGigsQueryString,
        ...operation({
          summary: 'Search gigs',
          description:
            'Gigs within a radius, nearest first by exact great-circle distance unless `sort` says otherwise. `q` finds text in the title or the description, Thai without spaces too. `distance_km` is rounded to 0.1 km; `total_count` is exact.',
          access: 'user',
          answers: { 200: GigPageView },
          errors: [],
        }),
      },
    )
    .get(
      '/map',
      async ({ query }) => toGigMapView(await mapGigs(ctx, toMapBoxes(query), query.status ?? 'PENDING')),
      {
        query: GigMapQueryString,
        ...operation({
          summary: 'Map gigs',
          description:
            'What a viewport of a map shows, as GeoJSON: a pin for each gig while there are at most 200, else clusters with their counts. A cluster counts whole squares of 0.01 degrees, so at the edge it can hold gigs just outside of the viewport. An addition to the contract.',
          access: 'user',
          answers: { 200: GigMapView },
          errors: [],
        }),
      },
    )
    .get(
      '/my-gigs',
      async ({ caller, query }) => {
        const filter = { role: query.role ?? null, status: query.status ?? null }
        return toGigPageView(await listGigsOf(ctx, caller.userId, filter, query), query.skip)
      },
      {
        query: MyGigsQueryString,
        ...operation({
          summary: 'Get my gigs',
          description: 'The gigs of the caller, as seeker, as helper or both, newest first.',
          access: 'user',
          answers: { 200: GigPageView },
          errors: [],
        }),
      },
    )
    .get('/:gig_id', async ({ params }) => toGigView(await getGig(ctx, params.gig_id)), {
      params: GigParams,
      ...operation({
        summary: 'Get gig details',
        description: 'One gig.',
        access: 'user',
        answers: { 200: GigView },
        errors: ['RESOURCE_NOT_FOUND'],
      }),
    })
    .put(
      '/:gig_id',
      async ({ caller, params, body }) =>
        toGigView(await reviseGig(ctx, params.gig_id, toGigChange(body), caller.userId)),
      {
        params: GigParams,
        body: ReviseGigBody,
        ...operation({
          summary: 'Update gig',
          description:
            'Its seeker changes what is sent and leaves the rest, while it is PENDING. `null` clears `starts_at` and `image_urls`. An addition to the contract (ruling K6).',
          access: 'user',
          answers: { 200: GigView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS', 'GIG_NOT_PENDING'],
          example: { budget: 1800.0, description: 'Need help moving a sofa, third floor, no lift' },
        }),
      },
    )
    .delete(
      '/:gig_id',
      async ({ caller, params, set }) => {
        await withdrawGig(ctx, params.gig_id, caller.userId)
        set.status = 204
      },
      {
        params: GigParams,
        ...operation({
          summary: 'Delete gig',
          description:
            'Its seeker takes it away, while it is PENDING. An addition to the contract (ruling K6).',
          access: 'user',
          answers: { 204: Type.Void() },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS', 'GIG_NOT_PENDING'],
        }),
      },
    )
    .post(
      '/:gig_id/accept',
      ({ caller, params, request, set }) =>
        answerOnce(
          ctx,
          { caller, request, set },
          {
            status: 200,
            view: toAcceptedGigView,
            act: once => acceptGig(ctx, params.gig_id, caller.userId, once),
          },
        ),
      {
        params: GigParams,
        ...operation({
          summary: 'Accept gig',
          description:
            'The caller becomes the helper, and the chat room of the two is opened, in one step. Of any number of helpers at once exactly one wins.',
          access: 'user',
          takesIdempotencyKey: true,
          answers: { 200: AcceptedGigView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS', 'GIG_ALREADY_ACCEPTED'],
        }),
      },
    )
    .put(
      '/:gig_id/status',
      async ({ caller, params, body }) =>
        toGigView(await changeGigStatus(ctx, params.gig_id, body.status, caller.userId)),
      {
        params: GigParams,
        body: GigStatusBody,
        ...operation({
          summary: 'Update gig status',
          description:
            'Moves a gig along: PENDING to ACCEPTED (the same as accept), ACCEPTED to IN_PROGRESS, IN_PROGRESS to COMPLETED, any to CANCELLED. Only its seeker and its helper may. Cancelling gives back a payment that is held; once it has been released the gig cannot be cancelled any more.',
          access: 'user',
          answers: { 200: GigView },
          errors: [
            'RESOURCE_NOT_FOUND',
            'INSUFFICIENT_PERMISSIONS',
            'GIG_ALREADY_ACCEPTED',
            'INVALID_STATUS_TRANSITION',
          ],
          example: { status: 'IN_PROGRESS' },
        }),
      },
    )
