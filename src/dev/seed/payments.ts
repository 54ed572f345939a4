import type { TransactionId } from '../../domain/ids.ts'
import type { PaymentMethod } from '../../domain/transactions/transaction.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { seedActions } from './actions.ts'
import { hourMs, minuteMs } from './calendar.ts'
import type { PlannedGig } from './gig.ts'
import { drawId, type Operation } from './operation.ts'
import { type PlanningState, planReview } from './reviews.ts'
import { fillTemplate } from './templates.ts'

/** The payment of a seeker. The id of the operation is the id of the transaction. */
export const planPayment = (
  random: SeededRandom,
  { id, seeker }: PlannedGig,
  paymentMethod: PaymentMethod,
  atMs: number,
): Operation & { id: TransactionId } => ({
  atMs,
  id: drawId(random, atMs),
  run: seedActions.payEscrow(seeker.id, id, paymentMethod),
})

/** What follows the work: the release of the payment, and often reviews, a buddy entry, or the end of the room. */
export const planSettlement = (
  random: SeededRandom,
  state: PlanningState,
  gig: PlannedGig,
  payment: TransactionId,
  doneMs: number,
): Operation[] => {
  const { seeker, helper, roomId, phrases } = gig
  const releasedMs = doneMs + Math.round(random.between(2, 60) * minuteMs)
  const reason = fillTemplate(random.pick(phrases.reasons), seeker.gender, gig.values)
  const later = (hours: number) => releasedMs + Math.round(random.between(0.05, hours) * hourMs)
  const operations: Operation[] = [
    { atMs: releasedMs, id: null, run: seedActions.releasePayment(seeker.id, payment, reason) },
  ]
  if (random.chance(0.9)) operations.push(planReview(random, state, gig, 'seeker', later(12)))
  if (random.chance(0.5)) operations.push(planReview(random, state, gig, 'helper', later(12)))
  const pair = `${seeker.id} ${helper.id}`
  if (random.chance(0.4) && !state.buddies.has(pair)) {
    state.buddies.add(pair)
    const run = seedActions.addBuddy(seeker.id, helper.id, random.pick(phrases.notes))
    operations.push({ atMs: later(1), id: null, run })
  }
  if (random.chance(0.15))
    operations.push({ atMs: later(12), id: null, run: seedActions.endRoom(seeker.id, roomId) })
  return operations
}
