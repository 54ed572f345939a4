import { useWords } from '../../shared/language.tsx'
import { Money } from '../../shared/money.tsx'
import type { DevGigLedgerEntry } from '../controls.ts'
import { useWorld } from '../world-context.tsx'
import { cityWords } from './words.ts'

interface Props {
  entries: readonly DevGigLedgerEntry[]
  sum: number
}

/** Money is neither made nor lost, so the sum is zero. */
export const Ledger = ({ entries, sum }: Props) => {
  const words = useWords(cityWords)
  const { nameOf } = useWorld()
  if (entries.length === 0) return <p class="quiet">{words.noEntries}</p>
  const nameOfAccount = ({ account, user_id }: DevGigLedgerEntry) =>
    account === 'USER' ? nameOf(user_id) : words[account]
  return (
    <table class="ledger">
      <caption>{words.ledger}</caption>
      <thead>
        <tr>
          <th scope="col">{words.account}</th>
          <th scope="col" class="number">
            {words.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <tr key={index}>
            <td>
              {nameOfAccount(entry)} <span class="quiet">{entry.step}</span>
            </td>
            <td class="number">
              <Money amount={entry.amount} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{words.sum}</th>
          <td class="number">
            <Money amount={sum} />
          </td>
        </tr>
      </tfoot>
    </table>
  )
}
