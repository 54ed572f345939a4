import { useWords } from '../shared/language.tsx'
import { Money } from '../shared/money.tsx'
import type { DaySums } from './api.ts'
import { moneyWords } from './money-words.ts'

export const DaySumsList = ({ sums }: { sums: DaySums }) => {
  const words = useWords(moneyWords)
  const lines: [label: string, count: number | null, amount: number][] = [
    [words.heldSum, sums.held_count, sums.held],
    [words.releasedSum, sums.released_count, sums.released],
    [words.refundedSum, sums.refunded_count, sums.refunded],
    [words.fees, null, sums.fees],
  ]
  return (
    <dl class="facts">
      {lines.map(([label, count, amount]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <Money amount={amount} />
            {count !== null && <span class="quiet"> {words.count(count)}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
