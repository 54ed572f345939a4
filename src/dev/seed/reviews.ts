import type { SeededRandom } from '../../lib/random.ts'
import { seedActions } from './actions.ts'
import type { PlannedGig } from './gig.ts'
import type { Operation } from './operation.ts'
import { fillTemplate } from './templates.ts'

export interface PlanningState {
  reviews: number
  buddies: Set<string>
}

/** Taken in turn: all of them occur, and most are good. */
const ratings = [5, 4, 5, 3, 5, 2, 5, 4, 1, 5, 5, 4, 5, 5, 3, 5, 4, 5, 5, 4] as const

const ratingOf = (index: number): 1 | 2 | 3 | 4 | 5 => ratings[index % ratings.length] ?? 5

export const planReview = (
  random: SeededRandom,
  state: PlanningState,
  gig: PlannedGig,
  by: 'seeker' | 'helper',
  atMs: number,
): Operation => {
  const { phrases, values, seeker, helper } = gig
  const [reviewer, reviewee, texts] =
    by === 'seeker' ? [seeker, helper, phrases.opinions] : [helper, seeker, phrases.impressions]
  const rating = ratingOf(state.reviews)
  state.reviews += 1
  const comment = fillTemplate(random.pick(texts[rating - 1] ?? []), reviewer.gender, values)
  const review = { gigId: gig.id, revieweeId: reviewee.id, rating, comment }
  return { atMs, id: null, run: seedActions.postReview(reviewer.id, review) }
}
