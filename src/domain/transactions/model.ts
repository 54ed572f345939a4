import { nullish, object, optional } from '../../schema/objects.ts'
import { pageQuery } from '../../schema/queries.ts'
import { id, money, oneOf, text } from '../../schema/requests.ts'
import { exampleIds } from '../example-ids.ts'
import { paymentMethod, transactionStatus } from './enums.ts'

export const EscrowBody = object(
  {
    gig_id: id<'gig'>({ description: 'UUID of the gig to pay for.', examples: [exampleIds.gig] }),
    payment_method: nullish(
      oneOf(paymentMethod, {
        description: 'How it is paid. Left out: `mock_payment`.',
        examples: ['mock_payment'],
      }),
    ),
  },
  { description: 'Which gig is paid for, and how.' },
)

export const ReleaseBody = object(
  {
    release_reason: nullish(
      text(0, 500, { description: 'Why it is released.', examples: ['Gig completed successfully'] }),
    ),
  },
  { description: 'Why a payment is released. It may be left out whole.' },
)

export const TransactionStatusBody = object(
  {
    status: text(1, 50, {
      description: '`COMPLETED` releases, `CANCELLED` cancels; anything else is rejected.',
      examples: ['COMPLETED'],
    }),
  },
  { description: 'Where a payment is moved to.' },
)

export const FeeBody = object(
  { base_amount: money(0.01, 10_000_000, { description: 'What a payer would pay.', examples: [1500] }) },
  { description: 'An amount to compute the fee of.' },
)

export const TransactionParams = object({
  transaction_id: id<'transaction'>({
    description: 'UUID of the transaction.',
    examples: [exampleIds.transaction],
  }),
})

export const HistoryQueryString = object({
  status: optional(oneOf(transactionStatus, { description: 'Left out: every status.' })),
  ...pageQuery(20),
})
