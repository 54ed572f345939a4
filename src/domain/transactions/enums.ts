import { namedEnum } from '../../schema/kinds.ts'
import { ledgerAccounts, ledgerSteps } from './ledger-entry.ts'
import { paymentMethods, transactionStatuses } from './transaction.ts'

export const transactionStatus = namedEnum(
  'TransactionStatus',
  transactionStatuses,
  'Where a payment stands. PROCESSING: the provider has not answered yet (slow payments alone). PENDING: held in escrow. COMPLETED: released to the payee. CANCELLED: given back to the payer. FAILED: declined.',
)

export const paymentMethod = namedEnum(
  'PaymentMethod',
  paymentMethods,
  'A mock. `mock_payment` is held at once, `mock_payment_declined` fails, `mock_payment_slow` is PROCESSING for three seconds and then held.',
)

export const ledgerStep = namedEnum(
  'LedgerStep',
  ledgerSteps,
  'What moved the money. HOLD: from the payer to the escrow. RELEASE: from the escrow to the payee and the fees. CANCEL: from the escrow back to the payer.',
)

export const ledgerAccount = namedEnum(
  'LedgerAccount',
  ledgerAccounts,
  'A kind of account in the ledger. USER: of a person. ESCROW: what is held. FEES: of the platform.',
)
