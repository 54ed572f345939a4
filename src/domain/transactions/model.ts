import type { Static } from '@sinclair/typebox'
import { type Satang, toBaht, wholeSatang } from '../../lib/money.ts'
import type { Page } from '../../lib/page.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { nullish, object, optional } from '../../schema/objects.ts'
import { pageQuery } from '../../schema/queries.ts'
import { id, money, oneOf, text } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { User } from '../users/user.ts'
import { paymentMethod, transactionStatus } from './enums.ts'
import { type LedgerEntry, ledgerAccounts, ledgerSteps } from './ledger-entry.ts'
import { netOf, serviceFeeOf, serviceFeePercent, transactionRefOf } from './rules.ts'
import type { TransactionRecord } from './service.ts'
import type { NamedTransaction, TransactionTotals } from './transaction.ts'

export const EscrowBody = object({
  gig_id: id<'gig'>({ description: 'UUID of the gig to pay for.' }),
  payment_method: nullish(
    oneOf(paymentMethod, {
      description:
        'A mock: `mock_payment` (when left out) is held at once, `mock_payment_declined` fails, `mock_payment_slow` is PROCESSING for three seconds and then held.',
      examples: ['mock_payment'],
    }),
  ),
})

export const ReleaseBody = object({
  release_reason: nullish(
    text(0, 500, { description: 'Why it is released.', examples: ['Gig completed successfully'] }),
  ),
})

export const TransactionStatusBody = object({
  status: text(1, 50, {
    description: '`COMPLETED` releases, `CANCELLED` cancels; anything else is refused.',
    examples: ['COMPLETED'],
  }),
})

export const FeeBody = object({
  base_amount: money(0.01, 10_000_000, {
    description: 'In THB, at most two decimals.',
    examples: [1500],
  }),
})

export const TransactionParams = object({
  transaction_id: id<'transaction'>({ description: 'UUID of the transaction.' }),
})

export const HistoryQueryString = object({
  status: optional(oneOf(transactionStatus, { description: 'Left out: every status.' })),
  ...pageQuery(20),
})

const currency = view.string({ description: 'Always THB.', examples: ['THB'] })

const transactionFields = {
  id: view.id<'transaction'>(),
  gig_id: view.id<'gig'>(),
  payer_id: view.id<'user'>({ description: 'The seeker of the gig.' }),
  payee_id: view.id<'user'>({ description: 'The helper of the gig.' }),
  amount: view.money({ description: 'What the payer pays, in THB.' }),
  service_fee: view.money({ description: '5 % of the amount, rounded half up to the satang, in THB.' }),
  net_amount: view.money({ description: 'What the payee receives: the amount without the fee, in THB.' }),
  currency,
  status: view.oneOf(transactionStatus, {
    description:
      'PROCESSING: the provider has not answered yet (slow payments alone). PENDING: held in escrow. COMPLETED: released to the payee. CANCELLED: given back to the payer. FAILED: declined.',
  }),
  payment_method: view.oneOf(paymentMethod),
  transaction_ref: view.string({ description: 'To be quoted by people.', examples: ['TXN-2025100115001'] }),
  release_reason: view.nullable(view.string()),
  created_at: view.dateTime(),
  completed_at: view.nullable(view.dateTime()),
  gig_title: view.string(),
  payer_name: view.string(),
  payee_name: view.string(),
}

export const TransactionView = object(transactionFields, { title: 'PaymentTransaction' })

const LedgerEntryView = object(
  {
    step: view.oneOf(namedEnum('LedgerStep', ledgerSteps, 'What moved the money.')),
    account: view.oneOf(namedEnum('LedgerAccount', ledgerAccounts, 'A kind of account in the ledger.'), {
      description: 'FEES are those of the platform.',
    }),
    user_id: view.nullable(view.id<'user'>({ description: 'Whose account; null for ESCROW and FEES.' })),
    amount: view.money({ description: 'In THB; less than zero when it leaves the account.' }),
    posted_at: view.dateTime(),
  },
  { title: 'LedgerEntry' },
)

export const TransactionRecordView = object(
  {
    ...transactionFields,
    entries: view.array(LedgerEntryView, {
      description: 'What it posted in the ledger; the entries of each step sum to zero.',
    }),
  },
  { title: 'PaymentTransactionWithEntries' },
)

export const ReleasedView = object(
  { message: view.string({ examples: ['Payment released successfully'] }), transaction: TransactionView },
  { title: 'ReleasedPayment' },
)

export const HistoryView = object(
  {
    transactions: view.array(TransactionView),
    total_count: view.integer({ description: 'How many there are on all pages.' }),
    total_paid: view.money({ description: 'The amounts of all completed payments the caller made, in THB.' }),
    total_received: view.money({
      description: 'The net amounts of all completed payments the caller received, in THB.',
    }),
    currency,
  },
  { title: 'TransactionHistory' },
)

export const PaymentSummaryView = object(
  {
    user_id: view.id<'user'>(),
    user_name: view.string(),
    total_transactions: view.integer(),
    total_amount_paid: view.money(),
    total_amount_received: view.money(),
    pending_transactions: view.integer(),
    completed_transactions: view.integer(),
    currency,
  },
  { title: 'PaymentSummary' },
)

export const FeeView = object(
  {
    base_amount: view.money(),
    service_fee_rate: view.number({ examples: [0.05] }),
    service_fee_amount: view.money({ description: 'Rounded half up to the satang, in THB.' }),
    net_amount: view.money(),
    currency,
  },
  { title: 'ServiceFee' },
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

const toLedgerEntryView = (entry: LedgerEntry): Static<typeof LedgerEntryView> => ({
  step: entry.step,
  account: entry.account,
  user_id: entry.userId,
  amount: toBaht(entry.amountSatang),
  posted_at: entry.postedAt,
})

export const toTransactionRecordView = ({
  transaction,
  entries,
}: TransactionRecord): Static<typeof TransactionRecordView> => ({
  ...toTransactionView(transaction),
  entries: entries.map(toLedgerEntryView),
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
