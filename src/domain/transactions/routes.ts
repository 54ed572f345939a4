import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { answerOnce } from '../../http/idempotency.ts'
import { operation } from '../../http/operation.ts'
import { signedIn } from '../../http/visit.ts'
import { GigParams } from '../gigs/model.ts'
import {
  EscrowBody,
  FeeBody,
  FeeView,
  HistoryQueryString,
  HistoryView,
  PaymentSummaryView,
  ReleaseBody,
  ReleasedView,
  TransactionParams,
  TransactionRecordView,
  TransactionStatusBody,
  TransactionView,
  toFeeView,
  toHistoryView,
  toPaymentSummaryView,
  toTransactionRecordView,
  toTransactionView,
} from './model.ts'
import type { PaymentProvider } from './provider.ts'
import {
  cancelPayment,
  changePaymentStatus,
  createEscrow,
  getTransaction,
  getTransactionOfGig,
  listTransactionsOf,
  releasePayment,
  resumePayments,
  summarizePayments,
  sumTransactionsOf,
} from './service.ts'

export const transactionRoutes = (ctx: Context, provider: PaymentProvider) =>
  new Elysia({ prefix: '/api/transactions', tags: ['Transactions'] })
    .onStart(() => resumePayments(ctx, provider))
    .use(signedIn)
    .post(
      '/escrow',
      ({ caller, body, request, set }) =>
        answerOnce(
          ctx,
          { caller, body, request, set },
          {
            status: 201,
            view: toTransactionView,
            act: once => {
              const { gig_id: gigId, payment_method } = body
              const paymentMethod = payment_method ?? 'mock_payment'
              return createEscrow(ctx, provider, { gigId, payerId: caller.userId, paymentMethod }, once)
            },
          },
        ),
      {
        body: EscrowBody,
        ...operation({
          summary: 'Create escrow',
          description:
            'The seeker of a gig that a helper has accepted pays its budget into the escrow. A declined payment is answered with 201 and the status FAILED, a slow one with PROCESSING; it counts as paid for once it is PENDING. A gig has at most one transaction that is PROCESSING, PENDING or COMPLETED.',
          access: 'user',
          takesIdempotencyKey: true,
          answers: { 201: TransactionView },
          errors: [
            'RESOURCE_NOT_FOUND',
            'INSUFFICIENT_PERMISSIONS',
            'GIG_NOT_ACCEPTED',
            'TRANSACTION_ALREADY_EXISTS',
          ],
          example: { gig_id: '123e4567-e89b-12d3-a456-426614174000', payment_method: 'mock_payment' },
        }),
      },
    )
    .post(
      '/calculate-fee',
      ({ caller, body, request, set }) =>
        answerOnce(
          ctx,
          { caller, body, request, set },
          {
            status: 200,
            view: toFeeView,
            act: async once => (once ? ctx.store.once(() => body.base_amount, once) : body.base_amount),
          },
        ),
      {
        body: FeeBody,
        ...operation({
          summary: 'Calculate service fee',
          description:
            'The fee for an amount, 5 % rounded half up to the satang, and what is left. Nothing is stored.',
          access: 'user',
          takesIdempotencyKey: true,
          answers: { 200: FeeView },
          errors: [],
          example: { base_amount: 1500.0 },
        }),
      },
    )
    .get(
      '/history/my',
      async ({ caller, query }) =>
        toHistoryView(
          await listTransactionsOf(ctx, caller.userId, query.status ?? null, query),
          await sumTransactionsOf(ctx, caller.userId),
        ),
      {
        query: HistoryQueryString,
        ...operation({
          summary: 'Get transaction history',
          description:
            'The transactions the caller pays or receives, newest first. `total_paid` and `total_received` are over all completed ones, whatever page or status is asked for.',
          access: 'user',
          answers: { 200: HistoryView },
          errors: [],
        }),
      },
    )
    .get(
      '/summary/my',
      async ({ caller }) => toPaymentSummaryView(await summarizePayments(ctx, caller.userId)),
      {
        ...operation({
          summary: 'Get payment summary',
          description:
            'How many transactions the caller has and what they sum to. An addition to the contract (ruling P6).',
          access: 'user',
          answers: { 200: PaymentSummaryView },
          errors: [],
        }),
      },
    )
    .get(
      '/gig/:gig_id',
      async ({ caller, params }) =>
        toTransactionRecordView(await getTransactionOfGig(ctx, params.gig_id, caller.userId)),
      {
        params: GigParams,
        ...operation({
          summary: 'Get transaction of gig',
          description:
            'The transaction of a gig that is under way or completed, else its newest, with its entries in the ledger; for the seeker and the helper alone. An addition to the contract (ruling P6).',
          access: 'user',
          answers: { 200: TransactionRecordView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )
    .use(oneTransactionRoutes(ctx))

/** What is done with one transaction. */
const oneTransactionRoutes = (ctx: Context) =>
  new Elysia({ tags: ['Transactions'] })
    .use(signedIn)
    .get(
      '/:transaction_id',
      async ({ caller, params }) =>
        toTransactionRecordView(await getTransaction(ctx, params.transaction_id, caller.userId)),
      {
        params: TransactionParams,
        ...operation({
          summary: 'Get transaction',
          description:
            'One transaction with its entries in the ledger; for the payer and the payee alone. An addition to the contract (ruling P6).',
          access: 'user',
          answers: { 200: TransactionRecordView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS'],
        }),
      },
    )
    .put(
      '/:transaction_id/release',
      async ({ caller, params, body }) => {
        const reason = body.release_reason ?? null
        const transaction = await releasePayment(ctx, params.transaction_id, caller.userId, reason)
        return { message: 'Payment released successfully', transaction: toTransactionView(transaction) }
      },
      {
        params: TransactionParams,
        body: ReleaseBody,
        ...operation({
          summary: 'Release payment',
          description:
            'The payer lets the payee have what is held, without the fee. The gig becomes COMPLETED in the same step, if it was not. The body may be left out.',
          access: 'user',
          answers: { 200: ReleasedView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS', 'TRANSACTION_NOT_PENDING'],
          example: { release_reason: 'Gig completed successfully' },
        }),
      },
    )
    .put(
      '/:transaction_id/cancel',
      async ({ caller, params }) =>
        toTransactionView(await cancelPayment(ctx, params.transaction_id, caller.userId)),
      {
        params: TransactionParams,
        ...operation({
          summary: 'Cancel transaction',
          description:
            'The payer takes back what is held; the gig stays as it is. An addition to the contract (ruling P6).',
          access: 'user',
          answers: { 200: TransactionView },
          errors: ['RESOURCE_NOT_FOUND', 'INSUFFICIENT_PERMISSIONS', 'TRANSACTION_NOT_PENDING'],
        }),
      },
    )
    .put(
      '/:transaction_id/status',
      async ({ caller, params, body }) =>
        toTransactionView(await changePaymentStatus(ctx, params.transaction_id, body.status, caller.userId)),
      {
        params: TransactionParams,
        body: TransactionStatusBody,
        ...operation({
          summary: 'Update transaction status',
          description:
            '`COMPLETED` is the same as release, `CANCELLED` the same as cancel. An addition to the contract (ruling P6).',
          access: 'user',
          answers: { 200: TransactionView },
          errors: [
            'RESOURCE_NOT_FOUND',
            'INSUFFICIENT_PERMISSIONS',
            'TRANSACTION_NOT_PENDING',
            'INVALID_STATUS_TRANSITION',
          ],
          example: { status: 'COMPLETED' },
        }),
      },
    )
