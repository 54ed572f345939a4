import { withdrawGig } from '../../domain/gigs/service.ts'
import { createMockProvider } from '../../domain/transactions/provider.ts'
import { createEscrow, releasePayment } from '../../domain/transactions/service.ts'
import { type Act, haggle } from './act.ts'
import { attempt, type Engagement } from './engagement.ts'
import { seekerLines } from './lines.ts'

/** How long a seeker waits for a helper before the gig is taken off the map. */
export const patienceSeconds = 1800

/** What somebody does who has posted a gig. */
export const seekerActs = {
  PENDING: async part => {
    const isTaken = await part.until(() => part.hasMoved(), patienceSeconds)
    if (!isTaken) await attempt(() => withdrawGig(part.ctx, part.gig.id, part.memberId))
  },

  ACCEPTED: async part => {
    if (await part.movesWithin(1, 2)) return
    await part.say(seekerLines.hello)
    if (part.character.haggles) await haggle(part, seekerLines)
    if (await part.movesWithin(1, 2)) return
    await pay(part)
    await untilMoved(part)
  },

  IN_PROGRESS: async part => {
    await pay(part)
    if (await part.movesWithin(1, 2)) return
    await part.say(seekerLines.begun)
    if (part.character.cancelsLate) {
      if (await part.movesWithin(6, 9)) return
      await part.say(seekerLines.sorry)
      await part.move('CANCELLED')
    } else await untilMoved(part)
  },

  COMPLETED: async part => {
    if (await part.hasReviewed()) return
    await part.wait(2, 3)
    await pay(part)
    const payment = await part.findPayment()
    if (payment?.status === 'PENDING')
      await attempt(() => releasePayment(part.ctx, payment.id, part.memberId, 'The work is done'))
    await part.say(seekerLines.thanks)
    await part.wait(1, 2)
    await part.review()
  },

  CANCELLED: async part => {
    if (!part.character.cancelsLate) await part.say(seekerLines.pity)
  },
} satisfies Record<string, Act>

/** It is the helper's turn. */
const untilMoved = (part: Engagement) => part.until(() => part.hasMoved(), Number.POSITIVE_INFINITY)

/** Puts the budget into escrow, where that has not been done. */
const pay = async (part: Engagement): Promise<void> => {
  const payment = await part.findPayment()
  if (payment?.status === 'PENDING' || payment?.status === 'COMPLETED') return
  const wish = { gigId: part.gig.id, payerId: part.memberId, paymentMethod: 'mock_payment' } as const
  const held = await attempt(() => createEscrow(part.ctx, createMockProvider(part.ctx.clock), wish))
  if (held && part.gig.status === 'ACCEPTED') await part.say(seekerLines.paid)
}
