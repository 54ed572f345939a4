import type { ComponentChildren } from 'preact'
import type { PaymentTransactionWithEntries } from '../../../client/index.ts'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Money } from '../../shared/money.tsx'
import { Time } from '../../shared/time.tsx'
import { Waiting } from '../../shared/waiting.tsx'
import { hrefOf } from '../router.ts'
import type { ScreenProps } from '../screen.ts'
import { useNotifications, useSession } from '../session-context.ts'
import { Ledger } from './ledger.tsx'
import { PaymentActions } from './payment-actions.tsx'
import { paymentWords } from './words.ts'

export const PaymentScreen = ({ params: { gig_id = '' } }: ScreenProps) => {
  const { client } = useSession()
  const { value, error, reload } = useLoaded(`payment ${gig_id}`, signal =>
    client.getGigTransaction({ gig_id }, { signal }),
  )
  useNotifications(notification => {
    if (notification.gig_id === gig_id && notification.type === 'payment_moved') reload()
  })
  if (!value) {
    return (
      <div class="page">{error ? <ErrorNote error={error} onRetry={reload} /> : <Waiting lines={6} />}</div>
    )
  }
  return (
    <div class="page">
      <ErrorNote error={error} onRetry={reload} />
      <PaymentCard payment={value} />
      <PaymentActions payment={value} onChange={reload} />
      <Ledger payment={value} />
    </div>
  )
}

const PaymentCard = ({ payment }: { payment: PaymentTransactionWithEntries }) => {
  const words = useWords(paymentWords)
  const { user } = useSession()
  const isPayer = payment.payer_id === user.id
  const { status, amount, service_fee, net_amount, completed_at } = payment
  return (
    <section class="card payment">
      <p class={`payment-status is-${status.toLowerCase()}`}>{words.statuses[status]}</p>
      <p class="payment-amount">
        <span class="quiet">{isPayer ? words.paid : words.received}</span>
        <Money amount={isPayer ? amount : net_amount} />
      </p>
      <p>
        <a href={hrefOf(`/gigs/${payment.gig_id}`)}>{payment.gig_title}</a>
      </p>
      <dl class="payment-facts">
        <Fact name={words.amount}>
          <Money amount={amount} />
        </Fact>
        <Fact name={words.fee}>
          <Money amount={service_fee} />
        </Fact>
        <Fact name={words.net}>
          <Money amount={net_amount} />
        </Fact>
        <Fact name={words.from}>{payment.payer_name}</Fact>
        <Fact name={words.to}>{payment.payee_name}</Fact>
        <Fact name={words.begun}>
          <Time at={payment.created_at} as="moment" />
        </Fact>
        {completed_at && (
          <Fact name={words.released}>
            <Time at={completed_at} as="moment" />
          </Fact>
        )}
        <Fact name={words.reference}>
          <code>{payment.transaction_ref}</code>
        </Fact>
      </dl>
    </section>
  )
}

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
