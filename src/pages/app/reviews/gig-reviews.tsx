import type { Gig } from '../../../client/index.ts'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { useSession } from '../session-context.ts'
import { ReviewCard } from './review-card.tsx'
import { reviewWords } from './words.ts'

export const GigReviews = ({ gig }: { gig: Gig }) => {
  const words = useWords(reviewWords)
  const { client } = useSession()
  const { value, error, reload } = useLoaded(`gig reviews ${gig.id} ${gig.updated_at}`, signal =>
    client.getGigReviews({ gig_id: gig.id }, { signal }),
  )
  if (gig.status !== 'COMPLETED' || (!error && !value?.reviews.length)) return null
  return (
    <section class="form" aria-label={words.reviews}>
      <h2>{words.reviews}</h2>
      <ErrorNote error={error} onRetry={reload} />
      {value?.reviews.map(review => (
        <ReviewCard key={review.id} review={review} hasGig={false} />
      ))}
    </section>
  )
}
