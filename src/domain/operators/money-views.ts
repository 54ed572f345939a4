import { toBaht } from '../../lib/money.ts'
import { object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import { gigStatuses } from '../gigs/gig.ts'
import { transactionRefOf } from '../transactions/rules.ts'
import { type NamedTransaction, transactionStatuses } from '../transactions/transaction.ts'
import type { DaySums } from './money.ts'
import type { ListedGig } from './reads.ts'

export const DeskPaymentView = object(
  {
    id: view.id<'transaction'>(),
    ref: view.string({ examples: ['TXN-2025100115001'] }),
    gig_id: view.id<'gig'>(),
    gig_title: view.string(),
    payer_id: view.id<'user'>(),
    payer_name: view.string(),
    payee_id: view.id<'user'>(),
    payee_name: view.string(),
    amount: view.money(),
    service_fee: view.money(),
    status: view.oneOf(transactionStatuses),
    created_at: view.dateTime(),
    completed_at: view.nullable(view.dateTime()),
  },
  { title: 'DeskPayment' },
)

export const toDeskPaymentView = (transaction: NamedTransaction) => ({
  id: transaction.id,
  ref: transactionRefOf(transaction),
  gig_id: transaction.gigId,
  gig_title: transaction.gigTitle,
  payer_id: transaction.payerId,
  payer_name: transaction.payerName,
  payee_id: transaction.payeeId,
  payee_name: transaction.payeeName,
  amount: toBaht(transaction.amountSatang),
  service_fee: toBaht(transaction.serviceFeeSatang),
  status: transaction.status,
  created_at: transaction.createdAt,
  completed_at: transaction.completedAt,
})

export const DaySumsView = object(
  {
    day: view.string({ description: 'In Thailand.', examples: ['2025-10-01'] }),
    held_count: view.integer(),
    held: view.money(),
    released_count: view.integer(),
    released: view.money({ description: 'Without the fees.' }),
    refunded_count: view.integer(),
    refunded: view.money(),
    fees: view.money(),
  },
  { title: 'DaySums' },
)

export const toDaySumsView = (day: string, sums: DaySums) => ({
  day,
  held_count: sums.heldCount,
  held: toBaht(sums.heldSatang),
  released_count: sums.releasedCount,
  released: toBaht(sums.releasedSatang),
  refunded_count: sums.refundedCount,
  refunded: toBaht(sums.refundedSatang),
  fees: toBaht(sums.feesSatang),
})

export const TextFileView = object(
  {
    filename: view.string({ examples: ['ledger-2025-10-01.csv'] }),
    content_type: view.string({ examples: ['text/csv;charset=utf-8'] }),
    text: view.string(),
  },
  { title: 'TextFile' },
)

export const ListedGigView = object(
  {
    id: view.id<'gig'>(),
    title: view.string(),
    status: view.oneOf(gigStatuses),
    budget: view.money(),
    seeker_id: view.id<'user'>(),
    seeker_name: view.string(),
    helper_id: view.nullable(view.id<'user'>()),
    helper_name: view.nullable(view.string()),
    is_hidden: view.boolean(),
    created_at: view.dateTime(),
  },
  { title: 'ListedGig' },
)

export const toListedGigView = (gig: ListedGig) => ({
  id: gig.id,
  title: gig.title,
  status: gig.status,
  budget: toBaht(gig.budgetSatang),
  seeker_id: gig.seekerId,
  seeker_name: gig.seekerName,
  helper_id: gig.helperId,
  helper_name: gig.helperName,
  is_hidden: gig.isHidden,
  created_at: gig.createdAt,
})

export const TimelineView = object(
  {
    at: view.dateTime(),
    what: view.oneOf([
      'gig_posted',
      'gig_accepted',
      'gig_completed',
      'payment_begun',
      'HOLD',
      'RELEASE',
      'CANCEL',
      'review',
      'command',
    ]),
    who: view.nullable(view.string({ description: 'A name, or the e-mail address of an operator.' })),
    amount: view.nullable(view.money()),
    note: view.nullable(view.string({ description: 'A reference, a reason or the name of a command.' })),
  },
  { title: 'Happening' },
)
