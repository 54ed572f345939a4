import type { LedgerEntry, PaymentTransactionWithEntries } from '../../../client/index.ts'
import { useWords } from '../../shared/language.tsx'
import { Money } from '../../shared/money.tsx'
import { sumOf } from './sum.ts'
import { paymentWords } from './words.ts'

export const Ledger = ({ payment }: { payment: PaymentTransactionWithEntries }) => {
  const words = useWords(paymentWords)
  const { entries } = payment
  if (entries.length === 0) return null
  return (
    <section class="card form">
      <h2>{words.ledger}</h2>
      <p class="quiet">{words.ledgerNote}</p>
      <table class="ledger">
        <thead>
          <tr>
            <th scope="col">{words.step}</th>
            <th scope="col">{words.account}</th>
            <th scope="col">{words.amount}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, at) => (
            <tr key={`${entry.step} ${entry.account} ${at}`}>
              <td>{words.steps[entry.step]}</td>
              <td>{accountName(entry, payment) ?? words.accounts[entry.account]}</td>
              <td>
                <Money amount={entry.amount} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {words.sum}
            </th>
            <td>
              <Money amount={sumOf(entries)} />
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

const accountName = (
  { user_id }: LedgerEntry,
  { payer_id, payer_name, payee_id, payee_name }: PaymentTransactionWithEntries,
): string | null => {
  if (user_id === payer_id) return payer_name
  return user_id === payee_id ? payee_name : null
}
