import type { Static } from '@sinclair/typebox'
import { type Satang, toBaht, wholeSatang } from '../../lib/money.ts'
import type { Page } from '../../lib/page.ts'
import { described, object } from '../../schema/objects.ts'
import { view, withExample } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import type { User } from '../users/user.ts'
import { paymentMethod, transactionStatus } from './enums.ts'
import { netOf, serviceFeeOf, serviceFeePercent, transactionRefOf } from './rules.ts'
import type { NamedTransaction, TransactionTotals } from './transaction.ts'

const currency = view.string({ description: 'The currency of all amounts: always THB.', examples: ['THB'] })

export const transactionFields = {
  id: view.id<'transaction'>({
    description: 'UUID of the transaction.',
    examples: [exampleIds.transaction],
  }),
  gig_id: view.id<'gig'>({ description: 'UUID of the gig it pays for.', examples: [exampleIds.gig] }),
  payer_id: view.id<'user'>({ description: 'UUID of the seeker of the gig.', examples: [exampleIds.user] }),
  payee_id: view.id<'user'>({ description: 'UUID of the helper of the gig.', examples: [exampleIds.helper] }),
  amount: view.money({ description: 'What the payer pays.', examples: [1500] }),
  service_fee: view.money({
    description: '5 % of the amount, rounded half up to the satang.',
    examples: [75],
  }),
  net_amount: view.money({
    description: 'What the payee receives: the amount without the fee.',
    examples: [1425],
  }),
  currency,
  status: view.oneOf(transactionStatus, { description: 'Where the payment stands.', examples: ['PENDING'] }),
  payment_method: view.oneOf(paymentMethod, { description: 'How it is paid.', examples: ['mock_payment'] }),
  transaction_ref: view.string({
    description: 'To be quoted by people: `TXN-`, the hour in UTC, and a number within the hour.',
    examples: ['TXN-2025100115001'],
  }),
  release_reason: withExample(
    view.nullable(view.string({ description: 'Why the payer released it; null where nothing was said.' })),
    null,
  ),
  created_at: view.dateTime({
    description: 'When the payment was begun.',
    examples: ['2025-10-01T15:00:00.000000Z'],
  }),
  completed_at: withExample(
    view.nullable(view.dateTime({ description: 'When it was released; null before.' })),
    null,
  ),
  gig_title: view.string({ description: 'What its gig is about.', examples: ['Help move furniture'] }),
  payer_name: view.string({ description: 'The name of the payer.', examples: ['John Seeker'] }),
  payee_name: view.string({ description: 'The name of the payee.', examples: ['Jane Helper'] }),
}

export const TransactionView = object(transactionFields, {
  title: 'PaymentTransaction',
  description: 'The payment of one gig.',
})

export const ReleasedView = object(
  {
    message: view.string({ description: 'What was done.', examples: ['Payment released successfully'] }),
    transaction: described(TransactionView, 'The payment, which is COMPLETED.'),
  },
  { title: 'ReleasedPayment', description: 'A payment that was released to the payee.' },
)

export const HistoryView = object(
  {
    transactions: view.array(TransactionView, {
      description: 'The transactions of this page, newest first.',
    }),
    total_count: view.totalCount(10),
    total_paid: view.money({
      description: 'The amounts of all completed payments the caller made.',
      examples: [7500],
    }),
    total_received: view.money({
      description: 'The net amounts of all completed payments the caller received.',
      examples: [3400],
    }),
    currency,
  },
  { title: 'TransactionHistory', description: 'A page of transactions, and what all of them sum to.' },
)

export const PaymentSummaryView = object(
  {
    user_id: view.id<'user'>({ description: 'UUID of the caller.', examples: [exampleIds.user] }),
    user_name: view.string({ description: 'The name of the caller.', examples: ['John Doe'] }),
    total_transactions: view.integer({
      description: 'How many the caller pays or receives.',
      examples: [10],
    }),
    total_amount_paid: view.money({
      description: 'The amounts of all completed payments the caller made.',
      examples: [7500],
    }),
    total_amount_received: view.money({
      description: 'The net amounts of all completed payments the caller received.',
      examples: [3400],
    }),
    pending_transactions: view.integer({ description: 'How many are held in escrow.', examples: [1] }),
    completed_transactions: view.integer({ description: 'How many are released.', examples: [8] }),
    currency,
  },
  { title: 'PaymentSummary', description: 'How many transactions a person has and what they sum to.' },
)

export const FeeView = object(
  {
    base_amount: view.money({ description: 'The amount that was asked about.', examples: [1500] }),
    service_fee_rate: view.number({ description: 'The share of the fee: 0.05 is 5 %.', examples: [0.05] }),
    service_fee_amount: view.money({
      description: 'The fee, rounded half up to the satang.',
      examples: [75],
    }),
    net_amount: view.money({ description: 'What is left for the payee.', examples: [1425] }),
    currency,
  },
  { title: 'ServiceFee', description: 'The fee for an amount.' },
)

export const toTransactionView = (transaction: NamedTransaction): Static<typeof TransactionView> => ({
  id: transaction.id,
  gig_id: transaction.gigId,
  payer_id: transaction.payerId,
  payee_id: transaction.payeeId,
  amount: toBaht(transaction.amountSatang),
  service_fee: toBaht(transaction.serviceFeeSatang),
  net_amount: toBaht(netOf(transaction)),
  currency: 'THB',
  status: transaction.status,
  payment_method: transaction.paymentMethod,
  transaction_ref: transactionRefOf(transaction),
  release_reason: transaction.releaseReason,
  created_at: transaction.createdAt,
  completed_at: transaction.completedAt,
  gig_title: transaction.gigTitle,
  payer_name: transaction.payerName,
  payee_name: transaction.payeeName,
})

export const toHistoryView = ({
  page,
  totals,
}: {
  page: Page<NamedTransaction>
  totals: TransactionTotals
}): Static<typeof HistoryView> => ({
  transactions: page.items.map(toTransactionView),
  total_count: page.totalCount,
  total_paid: toBaht(totals.paidSatang),
  total_received: toBaht(totals.receivedSatang),
  currency: 'THB',
})

export const toPaymentSummaryView = ({
  user,
  totals,
}: {
  user: User
  totals: TransactionTotals
}): Static<typeof PaymentSummaryView> => ({
  user_id: user.id,
  user_name: user.fullName,
  total_transactions: totals.totalCount,
  total_amount_paid: toBaht(totals.paidSatang),
  total_amount_received: toBaht(totals.receivedSatang),
  pending_transactions: totals.pendingCount,
  completed_transactions: totals.completedCount,
  currency: 'THB',
})

export const toFeeView = (amountSatang: Satang): Static<typeof FeeView> => {
  const feeSatang = serviceFeeOf(amountSatang)
  return {
    base_amount: toBaht(amountSatang),
    service_fee_rate: serviceFeePercent / 100,
    service_fee_amount: toBaht(feeSatang),
    net_amount: toBaht(wholeSatang(amountSatang - feeSatang)),
    currency: 'THB',
  }
}

export const toReleasedView = (transaction: NamedTransaction): Static<typeof ReleasedView> => ({
  message: 'Payment released successfully',
  transaction: toTransactionView(transaction),
})
