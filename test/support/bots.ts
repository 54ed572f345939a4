import { readConfig } from '../../src/config.ts'
import { type Context, createContext, disposeContext } from '../../src/context.ts'
import { Bots } from '../../src/dev/bots/bots.ts'
import type { Gig, GigRole } from '../../src/domain/gigs/gig.ts'
import { acceptGig, listGigsOf, postGig } from '../../src/domain/gigs/service.ts'
import type { UserId } from '../../src/domain/ids.ts'
import { createMockProvider } from '../../src/domain/transactions/provider.ts'
import { createEscrow, releasePayment } from '../../src/domain/transactions/service.ts'
import type { User } from '../../src/domain/users/user.ts'
import { type ManualClock, manualClock } from '../../src/lib/clock.ts'
import { commandOf, systemWrite } from '../../src/lib/command.ts'
import { createLog } from '../../src/lib/log.ts'
import { toSatang } from '../../src/lib/money.ts'
import { testNow } from './server.ts'
import { makeUser } from './stores.ts'

export const bangkok = { latitude: 13.7563, longitude: 100.5018 }
const aRoadAway = { latitude: 13.7613, longitude: 100.5068 }

export interface Marketplace {
  ctx: Context
  clock: ManualClock
  bots: Bots
  logLines: string[]
  /** Outside the cast. */
  somchai: User
  mali: User
  /** In it. */
  botUsers: User[]
}

interface MarketplaceOptions {
  seed?: number
  botUsers?: Partial<User>[]
  baseUrl?: string | null
}

/** A marketplace in memory with Somchai, Mali and some simulated people, whose clock stands until it is moved. */
export const openMarketplace = async ({
  seed = 1,
  botUsers = [aRoadAway, aRoadAway, aRoadAway],
  baseUrl = null,
}: MarketplaceOptions = {}): Promise<Marketplace> => {
  const logLines: string[] = []
  const log = createLog('info', { write: line => logLines.push(line) })
  const clock = manualClock(testNow)
  const ctx = createContext(readConfig({ DATA_DIR: ':memory:' }, 'demo'), { clock, log })
  const settle = async (user: User) => {
    await ctx.store.users.register(systemWrite(ctx), user, 'nobody logs in')
    return user
  }
  const somchai = await settle(makeUser({ email: 'somchai@example.com', fullName: 'Somchai' }))
  const mali = await settle(makeUser({ email: 'mali@example.com', fullName: 'Mali' }))
  const people = botUsers.map((changes, at) =>
    makeUser({ email: `person${at + 1}@example.com`, fullName: `Person ${at + 1}`, ...changes }),
  )
  for (const person of people) await settle(person)
  return { ctx, clock, bots: new Bots(ctx, { seed, baseUrl }), logLines, somchai, mali, botUsers: people }
}

/** @throws Error when a bot has failed, which the log alone tells */
export const closeMarketplace = async ({ ctx, bots, logLines }: Marketplace): Promise<void> => {
  bots.stop()
  await disposeContext(ctx)
  const errors = logLines.filter(line => JSON.parse(line).level >= 50)
  if (errors.length > 0) throw new Error(errors.join('\n'))
}

/** Lets everybody finish what they are doing at this moment of the clock. */
const breathe = async () => {
  for (let turn = 0; turn < 8; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

/** Lets time pass. */
export const passSeconds = async ({ clock }: Pick<Marketplace, 'clock'>, seconds: number): Promise<void> => {
  await breathe()
  for (let at = 0; at < seconds * 2; at += 1) {
    clock.advance(500)
    await breathe()
  }
}

/** Lets time pass until something is there. */
export const passUntil = async <Seen>(
  market: Pick<Marketplace, 'clock'>,
  see: () => Promise<Seen | null | undefined | false>,
): Promise<Seen> => {
  for (;;) {
    await breathe()
    const seen = await see()
    if (seen) return seen
    market.clock.advance(500)
  }
}

export const postAs = ({ ctx }: Pick<Marketplace, 'ctx'>, seeker: UserId, changes: Partial<Gig> = {}) => {
  const budgetSatang = toSatang(1500)
  if (budgetSatang === null) throw new RangeError('No budget.')
  return postGig(ctx, commandOf(seeker, ctx), {
    title: 'Help move furniture',
    description: 'A sofa and a table',
    durationHours: 3,
    budgetSatang,
    addressText: 'Khao San Road',
    imageUrls: [],
    startsAt: null,
    ...bangkok,
    ...changes,
  })
}

/** Waits until a gig has a status. */
export const untilStatus = (market: Marketplace, { id }: Gig, status: Gig['status']): Promise<Gig> =>
  passUntil(market, async () => {
    const gig = await market.ctx.store.gigs.find(id)
    return gig?.status === status && gig
  })

/** What was said about a gig, oldest first, each with who said it. */
export const talkAbout = async ({ ctx }: Pick<Marketplace, 'ctx'>, { id, seekerId }: Gig) => {
  const { items } = await ctx.store.chat.listRooms(seekerId, { skip: 0, limit: 100 })
  const room = items.find(({ gigId }) => gigId === id)
  if (!room) return []
  return (await ctx.store.chat.listMessages(room, { skip: 0, limit: 100 })).items
}

export const roomAbout = async ({ ctx }: Pick<Marketplace, 'ctx'>, { id, seekerId }: Gig) => {
  const { items } = await ctx.store.chat.listRooms(seekerId, { skip: 0, limit: 100 })
  const room = items.find(({ gigId }) => gigId === id)
  if (!room) throw new Error('The gig has no room.')
  return room
}

/** Waits until somebody says something that fits. */
export const untilSaid = (market: Marketplace, gig: Gig, words: RegExp) =>
  passUntil(market, async () => (await talkAbout(market, gig)).find(({ content }) => words.test(content)))

export const payAs = ({ ctx }: Marketplace, payerId: UserId, { id: gigId }: Gig) =>
  createEscrow(ctx, createMockProvider(ctx.clock), commandOf(payerId, ctx), {
    gigId,
    paymentMethod: 'mock_payment',
  })

export const releaseAs = async ({ ctx }: Marketplace, payerId: UserId, { id }: Gig) => {
  const payment = await ctx.store.transactions.findOfGig(id)
  if (!payment) throw new Error('Nobody has paid.')
  return releasePayment(ctx, commandOf(payerId, ctx), payment.id, null)
}

export const acceptAs = ({ ctx }: Marketplace, helper: UserId, { id }: Gig) =>
  acceptGig(ctx, commandOf(helper, ctx), id)

export const gigsOf = async (
  { ctx }: Pick<Marketplace, 'ctx'>,
  userId: UserId,
  role: GigRole | null = null,
): Promise<Gig[]> =>
  (await listGigsOf(ctx, userId, { role, status: null }, { skip: 0, limit: 100 }, null)).items

/** Waits until a review of a gig by somebody else than `user` is there. */
export const untilReviewed = (market: Marketplace, { id }: Gig, user: UserId) =>
  passUntil(market, async () =>
    (await market.ctx.store.reviews.listOfGig(id)).find(({ reviewerId }) => reviewerId !== user),
  )
