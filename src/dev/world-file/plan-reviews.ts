import { postReview, reviseReview } from '../../domain/reviews/service.ts'
import { commandOf } from '../../lib/command.ts'
import { drawId, type Operation } from '../seed/operation.ts'
import { operationOf, type Plan, Steps } from './plan.ts'
import type { AcceptedGig } from './planned-gig.ts'

/** @throws WorldFileError */
export const planReviews = (plan: Plan, gig: AcceptedGig, completedMs: number): Operation[] =>
  (gig.reviews ?? []).flatMap(({ by, rating, comment, ...written }, index) => {
    const path = `${gig.path}.reviews[${index}]`
    const steps = new Steps(plan, completedMs)
    const [reviewer, reviewee] = by === 'seeker' ? [gig.seekerOf, gig.helperOf] : [gig.helperOf, gig.seekerOf]
    const atMs = steps.next(`${path}.posted_at`, written.posted_at)
    const id = written.id ?? drawId<'review'>(plan.random, atMs)
    const review = { gigId: gig.id, revieweeId: reviewee.id, rating, comment }
    const posting = operationOf(path, atMs, ctx => postReview(ctx, commandOf(reviewer.id, ctx), review), id)
    if (written.revised_at === undefined) return [posting]
    const revisedMs = steps.next(`${path}.revised_at`, written.revised_at)
    const change = { rating, comment }
    return [
      posting,
      operationOf(path, revisedMs, ctx => reviseReview(ctx, commandOf(reviewer.id, ctx), id, change)),
    ]
  })
