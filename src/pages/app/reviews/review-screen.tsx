import type { Gig, Review } from '../../../client/index.ts'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Waiting } from '../../shared/waiting.tsx'
import { hrefOf } from '../router.ts'
import type { ScreenProps } from '../screen.ts'
import { useSession } from '../session-context.ts'
import { ReviewForm } from './review-form.tsx'
import { reviewWords } from './words.ts'

interface ReviewState {
  gig: Gig
  own: Review | null
}

/** Or changes it. */
export const ReviewScreen = ({ params: { gig_id = '' } }: ScreenProps) => {
  const words = useWords(reviewWords)
  const { client, user } = useSession()
  const { value, error, reload } = useLoaded(`review ${gig_id}`, async (signal): Promise<ReviewState> => {
    const [gig, { reviews }] = await Promise.all([
      client.getGigDetails({ gig_id }, { signal }),
      client.getGigReviews({ gig_id }, { signal }),
    ])
    return { gig, own: reviews.find(({ reviewer_id }) => reviewer_id === user.id) ?? null }
  })
  if (!value) {
    return (
      <div class="page">{error ? <ErrorNote error={error} onRetry={reload} /> : <Waiting lines={5} />}</div>
    )
  }
  const { gig, own } = value
  const other = user.id === gig.seeker_id ? gig.helper : gig.seeker
  return (
    <div class="page">
      {other && gig.status === 'COMPLETED' ? (
        <ReviewForm key={own?.updated_at ?? ''} gig={gig} other={other} own={own} />
      ) : (
        <div class="empty">
          <p>{words.notNow}</p>
          <a class="button quiet" href={hrefOf(`/gigs/${gig_id}`)}>
            {words.toGig}
          </a>
        </div>
      )}
    </div>
  )
}
