import type { Context } from '../../context.ts'
import { addBuddy, listBuddies } from '../../domain/buddies/service.ts'
import type { GigId, GigStatus } from '../../domain/gigs/store.ts'
import { postReview } from '../../domain/reviews/service.ts'
import { createMockProvider } from '../../domain/transactions/provider.ts'
import { createEscrow, releasePayment } from '../../domain/transactions/service.ts'
import type { UserId } from '../../domain/users/store.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { opinions } from './texts.ts'

export interface Pair {
  seeker: UserId
  helper: UserId
}

/**
 * What the two of a gig of the example world do about it when it has moved: the seeker pays when it is accepted, some
 * only when it is done, and then the money is released, most review each other, and some want to meet again.
 */
export const dealWithMove = async (
  world: Context,
  random: SeededRandom,
  gigId: GigId,
  status: GigStatus,
  { seeker, helper }: Pair,
): Promise<void> => {
  if (status === 'ACCEPTED' && random.chance(0.7)) await payFor(world, random, gigId, seeker)
  if (status !== 'COMPLETED') return
  const held = await world.store.transactions.findOfGig(gigId)
  const { id } = held?.status === 'PENDING' ? held : await payFor(world, random, gigId, seeker)
  await releasePayment(world, id, seeker, 'Gig completed successfully')
  if (random.chance(0.9)) await reviewFor(world, random, gigId, seeker, helper)
  if (random.chance(0.7)) await reviewFor(world, random, gigId, helper, seeker)
  if (random.chance(0.6)) await befriend(world, seeker, helper)
}

/** Now and then a card is declined first. */
const payFor = async (world: Context, random: SeededRandom, gigId: GigId, payerId: UserId) => {
  const provider = createMockProvider(world.clock)
  const pay = (paymentMethod: 'mock_payment' | 'mock_payment_declined') =>
    createEscrow(world, provider, { gigId, payerId, paymentMethod })
  if (random.chance(0.1)) await pay('mock_payment_declined')
  return pay('mock_payment')
}

const reviewFor = async (
  world: Context,
  random: SeededRandom,
  gigId: GigId,
  reviewerId: UserId,
  revieweeId: UserId,
) => {
  const { rating, comment } = random.pick(opinions)
  await postReview(world, { gigId, reviewerId, revieweeId, rating, comment })
}

const befriend = async (world: Context, ownerId: UserId, buddyUserId: UserId) => {
  const { items } = await listBuddies(world, ownerId, false, { skip: 0, limit: 100 })
  if (items.some(({ user }) => user.id === buddyUserId)) return
  await addBuddy(world, ownerId, { buddyUserId, notes: 'Great helper, very reliable' })
}
