import { useState } from 'preact/hooks'
import type { Gig } from '../../../client/index.ts'
import { Button } from '../../shared/button.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { hrefOf, navigate } from '../router.ts'
import { useSession } from '../session-context.ts'
import { GigQuestion, type QuestionAbout } from './gig-question.tsx'
import { canCancel, canRevise, type NextStep, nextStepOf } from './next-step.ts'
import { gigPageWords } from './words.ts'

interface Props {
  gig: Gig
  canReview: boolean
  onChange(gig: Gig): void
  onReload(): void
}

/** One button for the next step, and quiet ones for the rest. */
export const GigActions = ({ gig, canReview, onChange, onReload }: Props) => {
  const words = useWords(gigPageWords)
  const { client, user } = useSession()
  const action = useAction()
  const [question, setQuestion] = useState<QuestionAbout | null>(null)
  const step = nextStepOf(gig, user.id, canReview)
  const gig_id = gig.id

  const moveTo = async (status: 'IN_PROGRESS' | 'COMPLETED') =>
    onChange(await client.updateGigStatus({ gig_id, status }))
  const accept = async () => {
    try {
      onChange((await client.acceptGig({ gig_id })).gig)
    } catch (error) {
      // Somebody else may have been faster: the page then shows that it is taken.
      onReload()
      throw error
    }
  }
  const works: Partial<Record<NextStep, () => void>> = {
    accept: () => void action.run(accept),
    start: () => void action.run(() => moveTo('IN_PROGRESS')),
    complete: () => void action.run(() => moveTo('COMPLETED')),
    pay: () => setQuestion('pay'),
    release: () => setQuestion('release'),
    review: () => navigate(`/gigs/${gig_id}/review`),
  }
  const work = works[step]
  return (
    <section class="gig-actions" aria-label={words.nextStep}>
      <ErrorNote error={action.error} />
      {work ? (
        <Button isWide isBusy={action.isBusy} onClick={work}>
          {words.steps[step]}
        </Button>
      ) : (
        <p class="step-note" role="status">
          {words.steps[step]}
        </p>
      )}
      <div class="others">
        {gig.room_id !== null && (
          <a class="button quiet" href={hrefOf(`/chat/${gig.room_id}`)}>
            {words.message}
          </a>
        )}
        {gig.payment_status !== null && (
          <a class="button quiet" href={hrefOf(`/gigs/${gig_id}/payment`)}>
            {words.payment}
          </a>
        )}
        {canRevise(gig, user.id) && (
          <>
            <a class="button quiet" href={hrefOf(`/gigs/${gig_id}/edit`)}>
              {words.change}
            </a>
            <Button kind="danger" onClick={() => setQuestion('withdraw')}>
              {words.withdraw}
            </Button>
          </>
        )}
        {canCancel(gig, user.id) && (
          <Button kind="danger" onClick={() => setQuestion('cancel')}>
            {words.cancel}
          </Button>
        )}
      </div>
      {question && (
        <GigQuestion
          about={question}
          gig={gig}
          onChange={onChange}
          onReload={onReload}
          onClose={() => setQuestion(null)}
        />
      )}
    </section>
  )
}
