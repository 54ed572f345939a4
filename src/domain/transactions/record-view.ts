import type { Static } from '@sinclair/typebox'
import { toBaht } from '../../lib/money.ts'
import { object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import type { UserId } from '../ids.ts'
import { ledgerAccount, ledgerStep } from './enums.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import type { TransactionRecord } from './service.ts'
import { toTransactionView, transactionFields } from './views.ts'

const LedgerEntryView = object(
  {
    step: view.oneOf(ledgerStep, { description: 'The step that posted it.', examples: ['HOLD'] }),
    account: view.oneOf(ledgerAccount, {
      description: 'Whose kind of account it is in.',
      examples: ['USER'],
    }),
    user_id: view.nullable(
      view.id<'user'>({
        description: 'UUID of the owner of the account; null for ESCROW and FEES.',
        examples: [exampleIds.user],
      }),
    ),
    amount: view.money({
      description: 'What the account receives; less than zero when it leaves the account.',
      examples: [-1500],
    }),
    posted_at: view.dateTime({
      description: 'When it was posted.',
      examples: ['2025-10-01T15:00:00.000000Z'],
    }),
  },
  { title: 'LedgerEntry', description: 'A line of the double-entry ledger. It never changes.' },
)

const exampleHold = (account: 'USER' | 'ESCROW', user_id: UserId | null, amount: number) => ({
  step: 'HOLD',
  account,
  user_id,
  amount,
  posted_at: '2025-10-01T15:00:00.000000Z',
})

export const TransactionRecordView = object(
  {
    ...transactionFields,
    entries: view.array(LedgerEntryView, {
      description: 'What it posted in the ledger; the entries of each step sum to zero.',
      examples: [[exampleHold('USER', exampleIds.user, -1500), exampleHold('ESCROW', null, 1500)]],
    }),
  },
  {
    title: 'PaymentTransactionWithEntries',
    description: 'The payment of one gig with its entries in the ledger.',
  },
)

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
