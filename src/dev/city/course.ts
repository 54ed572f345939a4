import type { GigStatus } from '../../domain/gigs/gig.ts'
import { acceptGig, changeGigStatus, postGig } from '../../domain/gigs/service.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { type Calendar, hourMs, minuteMs } from './calendar.ts'
import { type Memory, planEnd, planPayment } from './dealings.ts'
import type { PlannedGig } from './gig.ts'
import type { Life } from './lives.ts'
import type { Resident } from './people.ts'
import type { Step } from './step.ts'
import { planMessage, planTalk } from './talk.ts'

const move = (gig: PlannedGig, status: GigStatus, actor: Resident, atMs: number): Step => ({
  atMs,
  id: null,
  act: world => changeGigStatus(world, gig.id, status, actor.id),
})

/** Everything that happens to a gig in its life. */
export const planCourse = (
  random: SeededRandom,
  calendar: Calendar,
  memory: Memory,
  gig: PlannedGig,
  life: Life,
): Step[] => {
  const { id, seeker, helper, wish, roomId, postedMs, acceptedMs } = gig
  const posting: Step = { atMs: postedMs, id, act: world => postGig(world, seeker.id, wish) }
  if (life === 'open') return [posting]
  if (life === 'withdrawn') return [posting, move(gig, 'CANCELLED', seeker, acceptedMs)]
  const accepting: Step = { atMs: acceptedMs, id: roomId, act: world => acceptGig(world, id, helper.id) }
  return [posting, accepting, ...planTalk(random, gig), ...planRest(random, calendar, memory, gig, life)]
}

/** What happens after the gig was accepted. */
const planRest = (
  random: SeededRandom,
  calendar: Calendar,
  memory: Memory,
  gig: PlannedGig,
  life: Life,
): Step[] => {
  const { seeker, acceptedMs } = gig
  const paidMs = acceptedMs + Math.round(random.between(5, 30) * minuteMs)
  const decline = (atMs: number) => planPayment(random, gig, 'mock_payment_declined', atMs)
  switch (life) {
    case 'accepted':
      return []
    case 'declined':
      return [decline(paidMs)]
    case 'processing':
      return [planPayment(random, gig, 'mock_payment_slow', calendar.asOfMs - 1000)]
    default: {
      const payment = planPayment(random, gig, 'mock_payment', paidMs)
      const before = random.chance(0.05) ? [decline(paidMs - 2 * minuteMs)] : []
      const paying = [...before, payment]
      if (life === 'paid') return paying
      if (life === 'called off')
        return [
          ...paying,
          move(gig, 'CANCELLED', seeker, paidMs + Math.round(random.between(1, 20) * minuteMs)),
        ]
      const work = planWork(random, calendar, gig, life)
      if (life !== 'done') return [...paying, ...work]
      const doneMs = Math.max(...work.map(({ atMs }) => atMs))
      return [...paying, ...work, ...planEnd(random, memory, gig, payment.id, doneMs)]
    }
  }
}

/** The helper arrives, works, and is thanked where there is an end of it. */
const planWork = (random: SeededRandom, calendar: Calendar, gig: PlannedGig, life: Life): Step[] => {
  const { seeker, helper, phrases, startsMs, hours } = gig
  const beganMs = Math.min(startsMs + Math.round(random.between(-3, 12) * minuteMs), calendar.asOfMs)
  const arrival = planMessage(gig, helper, random.pick(phrases.arrivals), startsMs - 8 * minuteMs)
  const start = [...(random.chance(0.4) ? [arrival] : []), move(gig, 'IN_PROGRESS', helper, beganMs)]
  if (life === 'under way') return start
  const endMs = startsMs + hours * hourMs + Math.round(random.between(-15, 15) * minuteMs)
  const thanks = planMessage(gig, seeker, random.pick(phrases.thanks), endMs + minuteMs)
  return [...start, move(gig, 'COMPLETED', helper, endMs), ...(random.chance(0.4) ? [thanks] : [])]
}
