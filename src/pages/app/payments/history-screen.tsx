import type { PaymentTransaction } from '../../../client/index.ts'
import { useWords } from '../../shared/language.tsx'
import { PagedList } from '../../shared/list.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Money } from '../../shared/money.tsx'
import { usePages } from '../../shared/pages.ts'
import { Time } from '../../shared/time.tsx'
import { hrefOf } from '../router.ts'
import { useNotifications, useSession } from '../session-context.ts'
import { paymentWords } from './words.ts'

export const HistoryScreen = () => {
  const words = useWords(paymentWords)
  const { client } = useSession()
  const summary = useLoaded('payment summary', signal => client.getPaymentSummary({ signal }))
  const pages = usePages('payments', async ({ skip, limit, signal }) => {
    const { transactions, total_count } = await client.getTransactionHistory({ skip, limit }, { signal })
    return { items: transactions, total: total_count }
  })
  useNotifications(({ type }) => {
    if (type !== 'payment_moved') return
    pages.reload()
    summary.reload()
  })
  return (
    <div class="page">
      <section class="totals">
        <Total name={words.totalPaid} amount={summary.value?.total_amount_paid} />
        <Total name={words.totalReceived} amount={summary.value?.total_amount_received} />
      </section>
      {summary.value !== null && summary.value.pending_transactions > 0 && (
        <p class="quiet">{words.open(summary.value.pending_transactions)}</p>
      )}
      <PagedList pages={pages} label={words.history} empty={<p>{words.noPayments}</p>}>
        {payment => <PaymentRow payment={payment} />}
      </PagedList>
    </div>
  )
}

const Total = ({ name, amount }: { name: string; amount: number | undefined }) => (
  <p class="card total">
    <span class="quiet">{name}</span>
    {amount === undefined ? <span class="money">…</span> : <Money amount={amount} />}
  </p>
)

const PaymentRow = ({ payment }: { payment: PaymentTransaction }) => {
  const words = useWords(paymentWords)
  const { user } = useSession()
  const isPayer = payment.payer_id === user.id
  return (
    <a class="row payment-row" href={hrefOf(`/gigs/${payment.gig_id}/payment`)}>
      <span class={`payment-status is-${payment.status.toLowerCase()}`}>
        {words.statuses[payment.status]}
      </span>
      <span>
        <span>{payment.gig_title}</span>
        <span class="quiet">
          {isPayer ? `${words.to} ${payment.payee_name}` : `${words.from} ${payment.payer_name}`}
          {' · '}
          <Time at={payment.created_at} />
        </span>
      </span>
      <span class={isPayer ? 'payment-sum' : 'payment-sum is-income'}>
        <Money amount={isPayer ? -payment.amount : payment.net_amount} />
      </span>
    </a>
  )
}
