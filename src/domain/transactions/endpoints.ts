import type { Context } from '../../context.ts'
import { type Endpoint, endpoint } from '../../http/endpoint.ts'
import { exampleIds } from '../example-ids.ts'
import { GigParams } from '../gigs/model.ts'
import { gigNotFound, gigNotPaid, transactionNotFound } from '../not-found.ts'
import {
  EscrowBody,
  FeeBody,
  HistoryQueryString,
  ReleaseBody,
  TransactionParams,
  TransactionStatusBody,
} from './model.ts'
import type { PaymentProvider } from './provider.ts'
import { TransactionRecordView, toTransactionRecordView } from './record-view.ts'
import { notItsPayer, notTheSeeker } from './rules.ts'
import {
  cancelPayment,
  changePaymentStatus,
  createEscrow,
  getHistoryOf,
  getTransaction,
  getTransactionOfGig,
  noSuchStatus,
  notAParty,
  releasePayment,
  summarizePayments,
} from './service.ts'
import {
  FeeView,
  HistoryView,
  PaymentSummaryView,
  ReleasedView,
  TransactionView,
  toFeeView,
  toHistoryView,
  toPaymentSummaryView,
  toReleasedView,
  toTransactionView,
} from './views.ts'

const tag = 'Transactions'

const exampleReleased = { status: 'COMPLETED', completed_at: '2025-10-01T17:00:00.000000Z' }

export const transactionEndpoints = (ctx: Context, provider: PaymentProvider): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/api/transactions/escrow',
    tag,
    summary: 'Create escrow',
    description:
      'The seeker of a gig that a helper has accepted pays its budget into the escrow. A declined payment is answered with 201 and the status FAILED, a slow one with PROCESSING; it counts as paid for once it is PENDING. A gig has at most one transaction that is PROCESSING, PENDING or COMPLETED.',
    body: EscrowBody,
    example: { gig_id: exampleIds.gig, payment_method: 'mock_payment' },
    idempotent: true,
    responses: { 201: TransactionView },
    errors: [gigNotFound, notTheSeeker, 'GIG_NOT_ACCEPTED', 'USER_DISABLED', 'TRANSACTION_ALREADY_EXISTS'],
    run: ({ command, body }) =>
      createEscrow(ctx, provider, command, {
        gigId: body.gig_id,
        paymentMethod: body.payment_method ?? 'mock_payment',
      }),
    view: toTransactionView,
  }),
  endpoint({
    method: 'POST',
    path: '/api/transactions/calculate-fee',
    tag,
    summary: 'Calculate service fee',
    description:
      'The fee for an amount, 5 % rounded half up to the satang, and what is left. Nothing is stored.',
    body: FeeBody,
    example: { base_amount: 1500.0 },
    idempotent: true,
    responses: { 200: FeeView },
    errors: [],
    run: ({ command, body }) => ctx.store.record(command, body.base_amount),
    view: toFeeView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/transactions/history/my',
    tag,
    summary: 'Get transaction history',
    description:
      'The transactions the caller pays or receives, newest first. `total_paid` and `total_received` are over all completed ones, whatever page or status is asked for.',
    query: HistoryQueryString,
    responses: { 200: HistoryView },
    exampleResult: { transactions: [exampleReleased] },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => getHistoryOf(ctx, reader.userId, query.status ?? null, query, reader),
    view: toHistoryView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/transactions/summary/my',
    tag,
    summary: 'Get payment summary',
    description:
      'How many transactions the caller has and what they sum to. An addition to the contract (ruling P6).',
    responses: { 200: PaymentSummaryView },
    errors: [],
    run: ({ caller }) => summarizePayments(ctx, caller.userId),
    view: toPaymentSummaryView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/transactions/gig/:gig_id',
    tag,
    summary: 'Get gig transaction',
    description:
      'The transaction of a gig that is under way or completed, else its newest, with its entries in the ledger; for the seeker and the helper alone. An addition to the contract (ruling P6).',
    params: GigParams,
    responses: { 200: TransactionRecordView },
    errors: [gigNotFound, gigNotPaid, notAParty],
    run: ({ caller, params }) => getTransactionOfGig(ctx, params.gig_id, caller.userId),
    view: toTransactionRecordView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/transactions/:transaction_id',
    tag,
    summary: 'Get transaction',
    description:
      'One transaction with its entries in the ledger; for the payer and the payee alone. An addition to the contract (ruling P6).',
    params: TransactionParams,
    responses: { 200: TransactionRecordView },
    errors: [transactionNotFound, notAParty],
    run: ({ caller, params }) => getTransaction(ctx, params.transaction_id, caller.userId),
    view: toTransactionRecordView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/transactions/:transaction_id/release',
    tag,
    summary: 'Release payment',
    description:
      'The payer lets the payee have what is held, without the fee. The gig becomes COMPLETED in the same step, if it was not. The body may be left out.',
    params: TransactionParams,
    body: ReleaseBody,
    example: { release_reason: 'Gig completed successfully' },
    responses: { 200: ReleasedView },
    exampleResult: { transaction: { ...exampleReleased, release_reason: 'Gig completed successfully' } },
    errors: [transactionNotFound, notItsPayer, 'TRANSACTION_NOT_PENDING'],
    run: ({ command, params, body }) =>
      releasePayment(ctx, command, params.transaction_id, body.release_reason ?? null),
    view: toReleasedView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/transactions/:transaction_id/cancel',
    tag,
    summary: 'Cancel transaction',
    description:
      'The payer takes back what is held; the gig stays as it is. An addition to the contract (ruling P6).',
    params: TransactionParams,
    responses: { 200: TransactionView },
    exampleResult: { status: 'CANCELLED' },
    errors: [transactionNotFound, notItsPayer, 'TRANSACTION_NOT_PENDING'],
    run: ({ command, params }) => cancelPayment(ctx, command, params.transaction_id),
    view: toTransactionView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/transactions/:transaction_id/status',
    tag,
    summary: 'Update transaction status',
    description:
      '`COMPLETED` is the same as release, `CANCELLED` the same as cancel. An addition to the contract (ruling P6).',
    params: TransactionParams,
    body: TransactionStatusBody,
    example: { status: 'COMPLETED' },
    responses: { 200: TransactionView },
    exampleResult: exampleReleased,
    errors: [transactionNotFound, notItsPayer, 'TRANSACTION_NOT_PENDING', noSuchStatus],
    run: ({ command, params, body }) => changePaymentStatus(ctx, command, params.transaction_id, body.status),
    view: toTransactionView,
  }),
]
