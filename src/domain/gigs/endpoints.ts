import type { Context } from '../../context.ts'
import { type Endpoint, endpoint } from '../../http/endpoint.ts'
import { exampleValueOf } from '../../http/example-values.ts'
import { view } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import { gigNotFound } from '../not-found.ts'
import { toAcceptedGigView, toFoundGigPageView, toGigPageView, toGigView } from './gig-text.ts'
import {
  GigMapQueryString,
  GigParams,
  GigStatusBody,
  MyGigsQueryString,
  NewestGigsQueryString,
  PostGigBody,
  ReviseGigBody,
  SearchGigsQueryString,
  toGigChange,
  toGigDraft,
  toGigSearch,
  toMapBoxes,
} from './model.ts'
import { noSuchMove, notItsSeeker, notOfGig, ownGig } from './rules.ts'
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
import { AcceptedGigView, GigMapView, GigPageView, GigPersonView, GigText, toGigMapView } from './views.ts'

const tag = 'Gigs'

const exampleGig = {
  title: 'Help move furniture',
  description: 'Need help moving a sofa and dining table to new apartment',
  duration_hours: 3,
  budget: 1500.0,
  latitude: 13.7563,
  longitude: 100.5018,
  address_text: '123 Main St, Bangkok',
  starts_at: '2025-10-01T14:00:00Z',
  image_urls: ['http://localhost:8000/api/upload/gig-photo1.jpg'],
}

const exampleAccepted = {
  status: 'ACCEPTED',
  helper_id: exampleIds.helper,
  helper: exampleValueOf(GigPersonView),
  room_id: exampleIds.room,
  updated_at: '2025-10-01T10:30:00.000000Z',
}

export const gigEndpoints = (ctx: Context): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/api/gigs',
    tag,
    summary: 'Create gig',
    description: 'Posts a gig on the map. It is PENDING until a helper accepts it.',
    body: PostGigBody,
    example: exampleGig,
    idempotent: true,
    responses: { 201: GigText },
    errors: [],
    run: ({ command, body }) => postGig(ctx, command, toGigDraft(body)),
    view: toGigView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/gigs',
    tag,
    summary: 'List newest gigs',
    description:
      'The pending gigs of everybody, newest first; those of disabled people are left out. An addition to the contract (ruling K6).',
    query: NewestGigsQueryString,
    responses: { 200: GigPageView },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => listNewestGigs(ctx, query, reader),
    view: toGigPageView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/gigs/search',
    tag,
    summary: 'Search gigs',
    description:
      'Gigs within a radius, nearest first by exact great-circle distance unless `sort` says otherwise. `q` finds text in the title or the description, Thai without spaces too. `distance_km` is rounded to 0.1 km; `total_count` is exact.',
    query: SearchGigsQueryString,
    responses: { 200: GigPageView },
    exampleResult: { gigs: [{ distance_km: 2.3 }] },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => searchGigs(ctx, toGigSearch(query), query, reader),
    view: toFoundGigPageView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/gigs/map',
    tag,
    summary: 'Get gig map',
    description:
      'What a viewport of a map shows, as GeoJSON: a pin for each gig while there are at most 200, else clusters with their counts. A cluster counts whole squares of 0.01 degrees, so at the edge it can hold gigs just outside of the viewport. The 200 are those of the squares too, unless the viewport touches at most nine squares with at most 10000 gigs. The socket `/ws/gigs` tells of changes. An addition to the contract.',
    query: GigMapQueryString,
    responses: { 200: GigMapView },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => mapGigs(ctx, toMapBoxes(query), query.status ?? 'PENDING', reader),
    view: toGigMapView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/gigs/my-gigs',
    tag,
    summary: 'Get my gigs',
    description: 'The gigs of the caller, as seeker, as helper or both, newest first.',
    query: MyGigsQueryString,
    responses: { 200: GigPageView },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => {
      const filter = { role: query.role ?? null, status: query.status ?? null }
      return listGigsOf(ctx, reader.userId, filter, query, reader)
    },
    view: toGigPageView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/gigs/:gig_id',
    tag,
    summary: 'Get gig details',
    description:
      'One gig with its two people. A gig of a disabled seeker is a 404 for everybody but its helper.',
    params: GigParams,
    responses: { 200: GigText },
    errors: [gigNotFound],
    run: ({ caller, params }) => getGig(ctx, params.gig_id, caller.userId),
    view: toGigView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/gigs/:gig_id',
    tag,
    summary: 'Update gig',
    description:
      'Its seeker changes what is sent and leaves the rest, while it is PENDING. `null` clears `starts_at` and `image_urls`. An addition to the contract (ruling K6).',
    params: GigParams,
    body: ReviseGigBody,
    example: { budget: 1800.0, description: 'Need help moving a sofa, third floor, no lift' },
    responses: { 200: GigText },
    exampleResult: { budget: 1800.0, description: 'Need help moving a sofa, third floor, no lift' },
    errors: [gigNotFound, notItsSeeker, 'GIG_NOT_PENDING'],
    run: ({ command, params, body }) => reviseGig(ctx, command, params.gig_id, toGigChange(body)),
    view: toGigView,
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/gigs/:gig_id',
    tag,
    summary: 'Delete gig',
    description: 'Its seeker takes it away, while it is PENDING. An addition to the contract (ruling K6).',
    params: GigParams,
    responses: { 204: view.nothing('The gig is deleted.') },
    errors: [gigNotFound, notItsSeeker, 'GIG_NOT_PENDING'],
    run: ({ command, params }) => withdrawGig(ctx, command, params.gig_id),
  }),
  endpoint({
    method: 'POST',
    path: '/api/gigs/:gig_id/accept',
    tag,
    summary: 'Accept gig',
    description:
      'The caller becomes the helper, and the chat room of the two is opened, in one step. Of any number of helpers at once exactly one wins.',
    params: GigParams,
    idempotent: true,
    responses: { 200: AcceptedGigView },
    exampleResult: { gig: exampleAccepted },
    errors: [gigNotFound, ownGig, 'GIG_ALREADY_ACCEPTED'],
    run: ({ command, params }) => acceptGig(ctx, command, params.gig_id),
    view: toAcceptedGigView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/gigs/:gig_id/status',
    tag,
    summary: 'Update gig status',
    description:
      'Moves a gig along: PENDING to ACCEPTED, ACCEPTED to IN_PROGRESS, IN_PROGRESS to COMPLETED, any to CANCELLED. To ACCEPTED is the same as accept, so anybody but the seeker may; every other move is for its seeker and its helper alone. Cancelling gives back a payment that is held; once it has been released the gig cannot be cancelled any more.',
    params: GigParams,
    body: GigStatusBody,
    example: { status: 'IN_PROGRESS' },
    responses: { 200: GigText },
    exampleResult: { ...exampleAccepted, status: 'IN_PROGRESS' },
    errors: [gigNotFound, notOfGig, 'GIG_ALREADY_ACCEPTED', () => noSuchMove('PENDING', 'COMPLETED')],
    run: ({ command, params, body }) => changeGigStatus(ctx, command, params.gig_id, body.status),
    view: toGigView,
  }),
]
