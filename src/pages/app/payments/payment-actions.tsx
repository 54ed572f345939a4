import { useState } from 'preact/hooks'
import type { PaymentTransactionWithEntries } from '../../../client/index.ts'
import { Button } from '../../shared/button.tsx'
import { formatMoney } from '../../shared/formats.ts'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { Question } from '../../shared/question.tsx'
import { useSession } from '../session-context.ts'
import { paymentWords } from './words.ts'

interface Props {
  payment: PaymentTransactionWithEntries
  onChange(): void
}

export const PaymentActions = ({ payment, onChange }: Props) => {
  const words = useWords(paymentWords)
  const { language } = useLanguage()
  const { client, user } = useSession()
  const [about, setAbout] = useState<'release' | 'refund' | null>(null)
  if (payment.status !== 'PENDING' || payment.payer_id !== user.id) return null
  const transaction_id = payment.id
  const amount = formatMoney(payment.amount, language)
  const questions = {
    release: {
      title: words.releaseQuestion(amount, payment.payee_name),
      text: words.releaseText,
      yes: words.release,
      work: () => client.releasePayment({ transaction_id }),
    },
    refund: {
      title: words.refundQuestion(amount),
      text: words.refundText,
      yes: words.refund,
      work: () => client.cancelTransaction({ transaction_id }),
    },
  }
  const question = about && questions[about]
  return (
    <div class="buttons">
      <Button kind="quiet" onClick={() => setAbout('refund')}>
        {words.refund}
      </Button>
      <Button onClick={() => setAbout('release')}>{words.release}</Button>
      {question && (
        <Question
          title={question.title}
          yes={question.yes}
          no={words.notYet}
          kind={about === 'release' ? 'main' : 'danger'}
          onYes={() => question.work().then(onChange)}
          onClose={() => setAbout(null)}
        >
          <p>{question.text}</p>
        </Question>
      )}
    </div>
  )
}
