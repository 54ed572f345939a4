import type { Review } from '../../../client/index.ts'
import { useWords } from '../../shared/language.tsx'
import { Stars } from '../../shared/stars.tsx'
import { Time } from '../../shared/time.tsx'
import { hrefOf } from '../router.ts'
import { reviewWords } from './words.ts'

interface Props {
  review: Review
  /** The gig's own page leaves its name out. */
  hasGig?: boolean
}

export const ReviewCard = ({ review, hasGig = true }: Props) => {
  const words = useWords(reviewWords)
  return (
    <article class="card review">
      <p class="review-head">
        <Stars rating={review.rating} />
        <a href={hrefOf(`/people/${review.reviewer_id}`)}>{words.by(review.reviewer_name)}</a>
        <span class="quiet">
          <Time at={review.created_at} />
        </span>
      </p>
      <p class="review-text">{review.comment}</p>
      {hasGig && <p class="quiet">{words.about(review.gig_title)}</p>}
    </article>
  )
}
