import { useState } from 'preact/hooks'
import type { Gig, GigPerson, Review } from '../../../client/index.ts'
import { Avatar } from '../../shared/avatar.tsx'
import { Button } from '../../shared/button.tsx'
import { ErrorNote, fieldErrorOf } from '../../shared/error-note.tsx'
import { Field, noteIdOf } from '../../shared/field.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { Question } from '../../shared/question.tsx'
import { navigate } from '../router.ts'
import { useSession } from '../session-context.ts'
import { RatingField } from './rating-field.tsx'
import { reviewWords } from './words.ts'

interface Props {
  gig: Gig
  other: GigPerson
  own: Review | null
}

export const ReviewForm = ({ gig, other, own }: Props) => {
  const words = useWords(reviewWords)
  const { client } = useSession()
  const action = useAction()
  const [rating, setRating] = useState(own?.rating ?? 0)
  const [comment, setComment] = useState(own?.comment ?? '')
  const [isUnrated, setUnrated] = useState(false)
  const [isRemoving, setRemoving] = useState(false)
  const done = () => navigate(`/gigs/${gig.id}`, 'replace')
  const save = async () => {
    setUnrated(rating === 0)
    if (rating === 0) return
    const isSaved = await action.run(() =>
      own
        ? client.updateReview({ review_id: own.id, rating, comment })
        : client.createReview({ gig_id: gig.id, reviewee_id: other.id, rating, comment }),
    )
    if (isSaved) done()
  }
  return (
    <form
      class="form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void save()
      }}
    >
      <div class="card person">
        <Avatar person={other} size="large" />
        <div>
          <h2>{words.of(other.full_name)}</h2>
          <p class="quiet">{gig.title}</p>
        </div>
      </div>
      <RatingField rating={rating} error={isUnrated ? words.pickRating : ''} onChange={setRating} />
      <Field
        id="comment"
        label={words.comment}
        hint={words.commentHint}
        error={fieldErrorOf(action.error, 'comment')}
      >
        <textarea
          id="comment"
          rows={5}
          maxLength={1000}
          aria-describedby={noteIdOf('comment')}
          value={comment}
          onInput={event => setComment(event.currentTarget.value)}
        />
      </Field>
      <ErrorNote error={action.error} hasFields />
      <Button type="submit" isWide isBusy={action.isBusy}>
        {own ? words.save : words.send}
      </Button>
      {own && (
        <Button kind="danger" isWide onClick={() => setRemoving(true)}>
          {words.remove}
        </Button>
      )}
      {own && isRemoving && (
        <Question
          title={words.removeQuestion}
          yes={words.remove}
          no={words.keep}
          onYes={() => client.deleteReview({ review_id: own.id }).then(done)}
          onClose={() => setRemoving(false)}
        />
      )}
    </form>
  )
}
