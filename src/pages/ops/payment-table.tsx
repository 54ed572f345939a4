import { useWords } from '../shared/language.tsx'
import { Money } from '../shared/money.tsx'
import { Time } from '../shared/time.tsx'
import type { DeskPayment } from './api.ts'
import { CommandButton } from './command-button.tsx'
import { gigWords } from './gig-words.ts'
import { moneyWords } from './money-words.ts'
import { hrefOf } from './route.ts'
import { Table } from './table.tsx'

interface Props {
  label: string
  payments: readonly DeskPayment[]
  onDone(): void
}

export const PaymentTable = ({ label, payments, onDone }: Props) => {
  const words = useWords(moneyWords)
  const { paymentStatus } = useWords(gigWords)
  return (
    <Table
      label={label}
      headings={[
        words.payment,
        words.gig,
        words.from,
        words.to,
        words.amount,
        words.status,
        words.begun,
        words.decide,
      ]}
      numeric={[4]}
      rows={payments}
      keyOf={payment => payment.id}
      cells={payment => [
        <code key="ref" class="word">
          {payment.ref}
        </code>,
        <a key="gig" href={hrefOf('gigs', payment.gig_id)}>
          {payment.gig_title}
        </a>,
        <a key="payer" href={hrefOf('people', payment.payer_id)}>
          {payment.payer_name}
        </a>,
        <a key="payee" href={hrefOf('people', payment.payee_id)}>
          {payment.payee_name}
        </a>,
        <Money key="amount" amount={payment.amount} />,
        paymentStatus[payment.status],
        <Time key="begun" at={payment.created_at} as="moment" />,
        <Decisions key="decide" payment={payment} onDone={onDone} />,
      ]}
    />
  )
}

const Decisions = ({ payment, onDone }: { payment: DeskPayment; onDone(): void }) => {
  const words = useWords(moneyWords)
  const common = { fields: { transaction_id: payment.id }, onDone }
  const isHeld = payment.status === 'PENDING'
  if (!isHeld && payment.status !== 'PROCESSING') return <span>–</span>
  return (
    <span class="buttons">
      <CommandButton
        {...common}
        name="payment.refund"
        title={words.refundTo(payment.payer_name)}
        label={words.refund}
      />
      {isHeld && (
        <CommandButton
          {...common}
          name="payment.release"
          title={words.releaseTo(payment.payee_name)}
          label={words.release}
        />
      )}
    </span>
  )
}
