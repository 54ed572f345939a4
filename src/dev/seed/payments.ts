import type { TransactionId } from '../../domain/ids.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { seedActions } from './actions.ts'
import { hourMs, minuteMs } from './calendar.ts'
import type { PlannedGig } from './gig.ts'
import { drawId, type Operation } from './operation.ts'
import type { Resident } from './people.ts'
import { type PlanningState, planReview } from './reviews.ts'
import { fillTemplate } from './templates.ts'

/** The id of the operation is that of the transaction. */
export const planPayment = (
  random: SeededRandom,
  { id, seeker }: PlannedGig,
  atMs: number,
): Operation & { id: TransactionId } => ({
  atMs,
  id: drawId(random, atMs),
  run: seedActions.payEscrow(seeker.id, id, 'mock_payment'),
})

export const planSettlement = (
  random: SeededRandom,
  state: PlanningState,
  gig: PlannedGig,
  payment: TransactionId,
  doneMs: number,
): Operation[] => {
  const { seeker, helper, roomId, phrases, ensured } = gig
  const releasedMs = doneMs + Math.round(random.between(2, 60) * minuteMs)
  const reason = fillTemplate(random.pick(phrases.reasons), seeker.gender, gig.values)
  const later = (hours: number) => releasedMs + Math.round(random.between(0.05, hours) * hourMs)
  const operations: Operation[] = [
    { atMs: releasedMs, id: null, run: seedActions.releasePayment(seeker.id, payment, reason) },
  ]
  if (ensured.includes('reviews') || random.chance(0.9))
    operations.push(planReview(random, state, gig, 'seeker', later(12)))
  if (ensured.includes('reviews') || random.chance(0.5))
    operations.push(planReview(random, state, gig, 'helper', later(12)))
  const addBuddy = (owner: Resident, buddy: Resident, notes: string) => {
    const pair = `${owner.id} ${buddy.id}`
    if (state.buddies.has(pair)) return
    state.buddies.add(pair)
    operations.push({ atMs: later(1), id: null, run: seedActions.addBuddy(owner.id, buddy.id, notes) })
  }
  if (ensured.includes('buddies') || random.chance(0.4)) addBuddy(seeker, helper, random.pick(phrases.notes))
  if (ensured.includes('buddies')) addBuddy(helper, seeker, random.pick(phrases.clientNotes))
  if (ensured.includes('end of the room') || random.chance(0.15))
    operations.push({ atMs: later(12), id: null, run: seedActions.endRoom(seeker.id, roomId) })
  return operations
}
