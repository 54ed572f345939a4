import type { GigStatus } from '../../domain/gigs/gig.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { seedActions } from './actions.ts'
import { type Calendar, hourMs, minuteMs } from './calendar.ts'
import { planConversation, planMessage } from './chat.ts'
import type { PlannedGig } from './gig.ts'
import type { Operation } from './operation.ts'
import { planPayment, planSettlement } from './payments.ts'
import type { Resident } from './people.ts'
import type { PlanningState } from './reviews.ts'
import type { GigOutcome } from './schedules.ts'

const changeStatus = (gig: PlannedGig, status: GigStatus, actor: Resident, atMs: number): Operation => ({
  atMs,
  id: null,
  run: seedActions.changeGigStatus(actor.id, gig.id, status),
})

export const planGigTimeline = (
  random: SeededRandom,
  calendar: Calendar,
  state: PlanningState,
  gig: PlannedGig,
  outcome: GigOutcome,
): Operation[] => {
  const { id, seeker, helper, draft, roomId, postedMs, acceptedMs } = gig
  const posting: Operation = { atMs: postedMs, id, run: seedActions.postGig(seeker.id, draft) }
  if (outcome === 'open') return [posting]
  if (outcome === 'withdrawn') return [posting, changeStatus(gig, 'CANCELLED', seeker, acceptedMs)]
  const acceptance: Operation = { atMs: acceptedMs, id: roomId, run: seedActions.acceptGig(helper.id, id) }
  const conversation = planConversation(random, gig)
  return [posting, acceptance, ...conversation, ...planAfterAcceptance(random, calendar, state, gig, outcome)]
}

const planAfterAcceptance = (
  random: SeededRandom,
  calendar: Calendar,
  state: PlanningState,
  gig: PlannedGig,
  outcome: GigOutcome,
): Operation[] => {
  const { seeker, acceptedMs } = gig
  const paidMs = acceptedMs + Math.round(random.between(5, 30) * minuteMs)
  switch (outcome) {
    case 'accepted':
      return []
    case 'cancelled':
      return [changeStatus(gig, 'CANCELLED', seeker, paidMs)]
    default: {
      const payment = planPayment(random, gig, paidMs)
      if (outcome === 'paid') return [payment]
      const work = planWork(random, calendar, gig, outcome)
      if (outcome !== 'done') return [payment, ...work]
      const doneMs = Math.max(...work.map(({ atMs }) => atMs))
      return [payment, ...work, ...planSettlement(random, state, gig, payment.id, doneMs)]
    }
  }
}

const planWork = (
  random: SeededRandom,
  calendar: Calendar,
  gig: PlannedGig,
  outcome: GigOutcome,
): Operation[] => {
  const { seeker, helper, phrases, startsMs, hours, ensured } = gig
  const startedMs = Math.min(startsMs + Math.round(random.between(-3, 12) * minuteMs), calendar.asOfMs)
  const arrival = planMessage(gig, helper, random.pick(phrases.arrivals), startsMs - 8 * minuteMs)
  const start = [
    ...(ensured.includes('latest messages') || random.chance(0.4) ? [arrival] : []),
    changeStatus(gig, 'IN_PROGRESS', helper, startedMs),
  ]
  if (ensured.includes('latest messages'))
    start.push(planMessage(gig, seeker, random.pick(phrases.welcomes), calendar.asOfMs - 5 * minuteMs))
  if (outcome === 'in progress') return start
  const endMs = startsMs + hours * hourMs + Math.round(random.between(-15, 15) * minuteMs)
  const thanks = planMessage(gig, seeker, random.pick(phrases.thanks), endMs + minuteMs)
  return [...start, changeStatus(gig, 'COMPLETED', helper, endMs), ...(random.chance(0.4) ? [thanks] : [])]
}
