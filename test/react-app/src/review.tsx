import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Gig, User } from 'chayenity/client'
import { api } from './api'

export const Review = ({ gig, me }: { gig: Gig; me: User }) => {
  const queries = useQueryClient()
  const reviews = useQuery({
    queryKey: ['gig', gig.id, 'reviews'],
    queryFn: ({ signal }) => api.getGigReviews({ gig_id: gig.id }, { signal }),
  })
  const revieweeId = gig.seeker_id === me.id ? gig.helper_id : gig.seeker_id
  const posting = useMutation({
    mutationFn: async (form: FormData) => {
      if (revieweeId === null) return
      await api.createReview({
        gig_id: gig.id,
        reviewee_id: revieweeId,
        rating: Number(form.get('rating')),
        comment: String(form.get('comment')),
      })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['gig', gig.id] }),
  })
  const isDone = reviews.data?.reviews.some(({ reviewer_id }) => reviewer_id === me.id) ?? true
  return (
    <section aria-label="Reviews">
      {reviews.data?.reviews.map(review => (
        <p key={review.id}>
          {review.reviewer_name}: {'★'.repeat(review.rating)} {review.comment}
        </p>
      ))}
      {!isDone && (
        <form action={form => posting.mutate(form)}>
          <label>
            Stars <input name="rating" type="number" min={1} max={5} defaultValue={5} />
          </label>
          <label>
            Comment <input name="comment" required />
          </label>
          <button type="submit">Review</button>
        </form>
      )}
      {posting.error && <p role="alert">{posting.error.message}</p>}
    </section>
  )
}
