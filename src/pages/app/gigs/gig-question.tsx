import type { Gig } from '../../../client/index.ts'
import { ToldError } from '../../shared/error-note.tsx'
import { formatMoney } from '../../shared/formats.ts'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Question } from '../../shared/question.tsx'
import { Waiting } from '../../shared/waiting.tsx'
import { navigate } from '../router.ts'
import { useSession } from '../session-context.ts'
import { gigPageWords } from './words.ts'

export type QuestionAbout = 'pay' | 'release' | 'withdraw' | 'cancel'

interface Props {
  about: QuestionAbout
  gig: Gig
  onChange(gig: Gig): void
  onReload(): void
  onClose(): void
}

export const GigQuestion = ({ about, gig, onChange, onReload, onClose }: Props) => {
  const words = useWords(gigPageWords)
  const { language } = useLanguage()
  const { client } = useSession()
  const gig_id = gig.id
  const amount = formatMoney(gig.budget, language)

  const pay = async () => {
    const { status } = await client.createEscrow({ gig_id })
    onReload()
    if (status === 'FAILED') throw new ToldError(words.declined)
  }
  const release = async () => {
    const { id } = await client.getGigTransaction({ gig_id })
    await client.releasePayment({ transaction_id: id })
    onReload()
  }
  const withdraw = async () => {
    await client.deleteGig({ gig_id })
    navigate('/my-gigs', 'replace')
  }
  const cancel = async () => onChange(await client.updateGigStatus({ gig_id, status: 'CANCELLED' }))
  const questions = {
    pay: { title: words.payQuestion(amount), yes: words.steps.pay, onYes: pay },
    release: { title: words.releaseQuestion(amount), yes: words.steps.release, onYes: release },
    withdraw: { title: words.withdrawQuestion, yes: words.withdraw, onYes: withdraw },
    cancel: { title: words.cancelQuestion, yes: words.cancel, onYes: cancel },
  }
  const isEnd = about === 'withdraw' || about === 'cancel'
  const texts = { release: words.releaseText, withdraw: words.withdrawText, cancel: words.cancelText }
  return (
    <Question
      {...questions[about]}
      no={isEnd ? words.keep : words.notYet}
      kind={isEnd ? 'danger' : 'main'}
      onClose={onClose}
    >
      {about === 'pay' ? <FeeText amount={gig.budget} /> : <p>{texts[about]}</p>}
    </Question>
  )
}

/** The server reckons what the helper receives. */
const FeeText = ({ amount }: { amount: number }) => {
  const words = useWords(gigPageWords)
  const { language } = useLanguage()
  const { client } = useSession()
  const { value } = useLoaded(`fee ${amount}`, signal =>
    client.calculateServiceFee({ base_amount: amount }, { signal }),
  )
  if (!value) return <Waiting lines={1} />
  return (
    <p>
      {words.payText(
        formatMoney(value.net_amount, language),
        formatMoney(value.service_fee_amount, language),
      )}
    </p>
  )
}
