import { addBuddy } from '../../domain/buddies/service.ts'
import { endRoom } from '../../domain/chat/service.ts'
import type { TransactionId } from '../../domain/ids.ts'
import { postReview } from '../../domain/reviews/service.ts'
import { createMockProvider } from '../../domain/transactions/provider.ts'
import { createEscrow, releasePayment } from '../../domain/transactions/service.ts'
import type { PaymentMethod } from '../../domain/transactions/transaction.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { hourMs, minuteMs } from './calendar.ts'
import type { PlannedGig } from './gig.ts'
import { gradeOf } from './lives.ts'
import { drawId, type Step } from './step.ts'
import { say } from './wording.ts'

/** What the people of a world have done so far that counts for what they do next. */
export interface Memory {
  reviews: number
  /** Who has whom as a buddy. */
  buddies: Set<string>
}

/** The seeker pays. The id of the transaction is that of the step. */
export const planPayment = (
  random: SeededRandom,
  { id, seeker }: PlannedGig,
  paymentMethod: PaymentMethod,
  atMs: number,
): Step & { id: TransactionId } => ({
  atMs,
  id: drawId(random, atMs),
  act: world =>
    createEscrow(world, createMockProvider(world.clock), { gigId: id, payerId: seeker.id, paymentMethod }),
})

/** What the two do when the work is done: the money is released, most review each other, some want to meet again. */
export const planEnd = (
  random: SeededRandom,
  memory: Memory,
  gig: PlannedGig,
  payment: TransactionId,
  doneMs: number,
): Step[] => {
  const { seeker, helper, roomId, phrases } = gig
  const releasedMs = doneMs + Math.round(random.between(2, 60) * minuteMs)
  const reason = say(random.pick(phrases.reasons), seeker.gender, gig.words)
  const later = (hours: number) => releasedMs + Math.round(random.between(0.05, hours) * hourMs)
  const steps: Step[] = [
    { atMs: releasedMs, id: null, act: world => releasePayment(world, payment, seeker.id, reason) },
  ]
  if (random.chance(0.9)) steps.push(planReview(random, memory, gig, 'seeker', later(12)))
  if (random.chance(0.5)) steps.push(planReview(random, memory, gig, 'helper', later(12)))
  const pair = `${seeker.id} ${helper.id}`
  if (random.chance(0.4) && !memory.buddies.has(pair)) {
    memory.buddies.add(pair)
    const wish = { buddyUserId: helper.id, notes: random.pick(phrases.notes) }
    steps.push({ atMs: later(1), id: null, act: world => addBuddy(world, seeker.id, wish) })
  }
  if (random.chance(0.15))
    steps.push({ atMs: later(12), id: null, act: world => endRoom(world, roomId, seeker.id) })
  return steps
}

const planReview = (
  random: SeededRandom,
  memory: Memory,
  gig: PlannedGig,
  by: 'seeker' | 'helper',
  atMs: number,
): Step => {
  const { phrases, words, seeker, helper } = gig
  const [reviewer, reviewee, texts] =
    by === 'seeker' ? [seeker, helper, phrases.opinions] : [helper, seeker, phrases.impressions]
  const rating = gradeOf(memory.reviews)
  memory.reviews += 1
  const comment = say(random.pick(texts[rating - 1] ?? []), reviewer.gender, words)
  const review = { gigId: gig.id, reviewerId: reviewer.id, revieweeId: reviewee.id, rating, comment }
  return { atMs, id: null, act: world => postReview(world, review) }
}
