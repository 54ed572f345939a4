import { toBaht } from '../../../lib/money.ts'
import { toUncountedPage } from '../../../lib/page.ts'
import { object } from '../../../schema/objects.ts'
import { queryInteger } from '../../../schema/queries.ts'
import { id } from '../../../schema/requests.ts'
import { view } from '../../../schema/views.ts'
import { operatorQuery } from '../command.ts'
import {
  DeskPaymentView,
  ListedGigView,
  TimelineView,
  toDeskPaymentView,
  toListedGigView,
} from '../money-views.ts'
import { type GigRecord, readGigRecord } from '../timeline.ts'
import { hasMoreField } from '../views.ts'

const listFields = object({
  skip: queryInteger(0, 10_000, { default: 0 }),
  limit: queryInteger(1, 100, { default: 50 }),
})

export const GigRecordView = object(
  {
    gig: ListedGigView,
    payments: view.array(DeskPaymentView),
    timeline: view.array(TimelineView, { description: 'The oldest first.' }),
  },
  { title: 'GigRecord' },
)

const toGigRecordView = ({ gig, payments, timeline }: GigRecord) => ({
  gig: {
    id: gig.id,
    title: gig.title,
    status: gig.status,
    budget: toBaht(gig.budgetSatang),
    seeker_id: gig.seekerId,
    seeker_name: gig.seeker.fullName,
    helper_id: gig.helperId,
    helper_name: gig.helper?.fullName ?? null,
    is_hidden: gig.isHidden === true || gig.seeker.disabledAt !== null,
    created_at: gig.createdAt,
  },
  payments: payments.map(toDeskPaymentView),
  timeline,
})

export const gigQueries = [
  operatorQuery({
    name: 'gig.list',
    path: '/gigs',
    summary: 'List the newest gigs',
    description: 'The gigs that were posted last, hidden ones too.',
    fields: listFields,
    run: async ({ ctx, input: { skip, limit } }) =>
      toUncountedPage(await ctx.store.deskReads.listNewestGigs(skip, limit + 1), limit),
    response: object({ gigs: view.array(ListedGigView), has_more: hasMoreField }),
    view: ({ items, hasMore }) => ({ gigs: items.map(toListedGigView), has_more: hasMore }),
  }),
  operatorQuery({
    name: 'gig.show',
    path: '/gigs/:gig_id',
    summary: 'Show a gig',
    description: 'A gig with its payments, and everything that has happened to them in the order of time.',
    errors: ['RESOURCE_NOT_FOUND'],
    fields: object({ gig_id: id<'gig'>({ description: 'The gig.' }) }),
    run: ({ ctx, input }) => readGigRecord(ctx, input.gig_id),
    response: GigRecordView,
    view: toGigRecordView,
  }),
]
