import { exampleIds } from '../../domain/example-ids.ts'
import { gigStatus } from '../../domain/gigs/views.ts'
import { ledgerAccount, ledgerStep } from '../../domain/transactions/enums.ts'
import type { LedgerEntry } from '../../domain/transactions/ledger-entry.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { toBaht, wholeSatang } from '../../lib/money.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { object } from '../../schema/objects.ts'
import { id } from '../../schema/requests.ts'
import { view, withExample } from '../../schema/views.ts'
import { type GigHistory, type HistoryEvent, historySteps, readGigHistory } from '../gig-history.ts'
import type { WorldContext } from '../world.ts'
import { control, controlsPath } from './control.ts'

const historyStep = namedEnum('DevGigStep', historySteps, 'What happened to a gig.')

const userId = (description: string) =>
  withExample(view.nullable(view.id<'user'>({ description })), exampleIds.user)

const EventView = object(
  {
    at: view.dateTime({ description: 'When, by the clock of the world.' }),
    step: view.oneOf(historyStep, { description: 'What happened.', examples: ['posted'] }),
    user_id: userId('UUID of the user who did it; null where nobody did.'),
    text: view.nullable(
      view.string({
        description: 'The title, the message, or the review.',
        examples: ['Help move furniture'],
      }),
    ),
  },
  { title: 'DevGigEvent', description: 'One event of a gig.' },
)

const EntryView = object(
  {
    step: view.oneOf(ledgerStep, { description: 'The step that posted it.', examples: ['HOLD'] }),
    account: view.oneOf(ledgerAccount, { description: 'The kind of account.', examples: ['USER'] }),
    user_id: userId('UUID of the owner of the account; null for ESCROW and FEES.'),
    amount: view.money({ description: 'What the account receives.', examples: [-1500] }),
    posted_at: view.dateTime({ description: 'When it was posted.' }),
  },
  { title: 'DevGigLedgerEntry', description: 'A line of the ledger.' },
)

const HistoryView = object(
  {
    gig_id: view.id<'gig'>({ description: 'UUID of the gig.', examples: [exampleIds.gig] }),
    title: view.string({ description: 'What it is about.', examples: ['Help move furniture'] }),
    status: view.oneOf(gigStatus, { description: 'Where the gig stands.', examples: ['PENDING'] }),
    seeker_id: view.id<'user'>({ description: 'UUID of the seeker.', examples: [exampleIds.user] }),
    seeker_name: view.string({ description: 'The name of the seeker.', examples: ['John Doe'] }),
    helper_id: withExample(
      view.nullable(view.id<'user'>({ description: 'UUID of the helper; null before the accept.' })),
      null,
    ),
    helper_name: withExample(view.nullable(view.string({ description: 'The name of the helper.' })), null),
    events: view.array(EventView, { description: 'In the order of time; the newest 100 messages.' }),
    entries: view.array(EntryView, { description: 'Of its payment in the ledger.' }),
    sum: view.money({ description: 'The sum of the entries, which is always zero.', examples: [0] }),
  },
  { title: 'DevGigHistory', description: 'Everything that has happened to a gig.' },
)

const GigParams = object({
  gig_id: id<'gig'>({ description: 'UUID of the gig.', examples: [exampleIds.gig] }),
})

const toEventView = ({ at, step, userId, text }: HistoryEvent) => ({ at, step, user_id: userId, text })

const toEntryView = ({ step, account, userId, amountSatang, postedAt }: LedgerEntry) => ({
  step,
  account,
  user_id: userId,
  amount: toBaht(amountSatang),
  posted_at: postedAt,
})

const toHistoryView = ({ gig, events, entries }: GigHistory) => ({
  gig_id: gig.id,
  title: gig.title,
  status: gig.status,
  seeker_id: gig.seekerId,
  seeker_name: gig.seeker.fullName,
  helper_id: gig.helperId,
  helper_name: gig.helper?.fullName ?? null,
  events: events.map(toEventView),
  entries: entries.map(toEntryView),
  sum: toBaht(wholeSatang(entries.reduce((total, { amountSatang }) => total + amountSatang, 0))),
})

export const gigHistoryControls = ({ ctx }: WorldContext): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/gigs/:gig_id/history`,
    summary: 'Get gig history',
    description:
      'Everything that has happened to a gig of anybody: posted, accepted, messages, payment, reviews, and the entries of its payment in the ledger with their sum.',
    params: GigParams,
    responses: { 200: HistoryView },
    errors: ['RESOURCE_NOT_FOUND'],
    run: ({ params }) => readGigHistory(ctx, params.gig_id),
    view: toHistoryView,
  }),
]
