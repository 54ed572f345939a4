import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { behaviours, isBehaviour } from '../../src/dev/bots/behaviour.ts'
import { sendMessage } from '../../src/domain/chat/service.ts'
import type { Gig } from '../../src/domain/gigs/gig.ts'
import { changeGigStatus } from '../../src/domain/gigs/service.ts'
import { commandOf, systemWrite } from '../../src/lib/command.ts'
import {
  acceptAs,
  closeMarketplace,
  gigsOf,
  type Marketplace,
  openMarketplace,
  passSeconds,
  passUntil,
  payAs,
  postAs,
  roomAbout,
  talkAbout,
  untilReviewed,
  untilSaid,
  untilStatus,
} from '../support/bots.ts'
import { testNow } from '../support/server.ts'

let market: Marketplace
beforeEach(async () => {
  market = await openMarketplace()
})
afterEach(() => closeMarketplace(market))

const postAsSomchai = () => postAs(market, market.somchai.id)

const write = async (gig: Gig, content: string) => {
  const room = await roomAbout(market, gig)
  await sendMessage(market.ctx, commandOf(market.somchai.id, market.ctx), room.id, {
    content,
    imageUrl: null,
    clientId: null,
  })
}

/** What the simulated people said about a gig. */
const saidByCast = async (gig: Gig) =>
  (await talkAbout(market, gig))
    .filter(({ senderId }) => senderId !== market.somchai.id)
    .map(({ content }) => content)

describe('behaviours', () => {
  test('are known by name, and nothing else is', () => {
    expect(behaviours.every(isBehaviour)).toBe(true)
    expect(['mixed', '', 'Friendly'].some(isBehaviour)).toBe(false)
  })

  test('a slow one takes ten times as long', async () => {
    await market.bots.start({ behaviour: 'slow' })
    const gig = await postAsSomchai()
    await untilStatus(market, gig, 'ACCEPTED')
    const seconds = (market.clock.now() - testNow) / 1000
    expect(seconds).toBeGreaterThanOrEqual(20)
    expect(seconds).toBeLessThan(40)
  })

  test('a haggler asks for more before starting, and gives in when answered', async () => {
    await market.bots.start({ behaviour: 'haggler' })
    const gig = await postAsSomchai()
    await untilSaid(market, gig, /Could you add a little/)
    await write(gig, 'No, I am sorry. When can you come?')
    await untilSaid(market, gig, /keep it at 1,500 baht/)
    await untilStatus(market, gig, 'IN_PROGRESS')
    const said = await saidByCast(gig)
    expect(said.filter(line => /keep it at/.test(line))).toHaveLength(1)
    expect(said.findIndex(line => /keep it at/.test(line))).toBeLessThan(
      said.findIndex(line => /into escrow/.test(line)),
    )
  })

  test('a haggler gives in to silence too', async () => {
    await market.bots.start({ behaviour: 'haggler' })
    const gig = await postAsSomchai()
    await untilStatus(market, gig, 'IN_PROGRESS')
    expect((await saidByCast(gig)).filter(line => /keep it at/.test(line))).toHaveLength(1)
  })

  test('a ghost takes a gig, and reads, answers and does nothing', async () => {
    await market.bots.start({ behaviour: 'ghost' })
    const gig = await postAsSomchai()
    await untilStatus(market, gig, 'ACCEPTED')
    await payAs(market, market.somchai.id, gig)
    await write(gig, 'Hello? Are you there?')
    await passSeconds(market, 300)
    expect((await market.ctx.store.gigs.find(gig.id))?.status).toBe('ACCEPTED')
    expect(await saidByCast(gig)).toEqual([])
    expect((await roomAbout(market, gig)).helper.readSeq).toBe(0)
  })

  test('a late canceller works nearly to the end and calls it off; the money comes back', async () => {
    await market.bots.start({ behaviour: 'late-canceller' })
    const gig = await postAsSomchai()
    await untilStatus(market, gig, 'ACCEPTED')
    await payAs(market, market.somchai.id, gig)
    await untilStatus(market, gig, 'IN_PROGRESS')
    await untilStatus(market, gig, 'CANCELLED')
    expect((await market.ctx.store.transactions.findOfGig(gig.id))?.status).toBe('CANCELLED')
    expect((await saidByCast(gig)).at(-1)).toMatch(/something has come up/)
  })

  test('a harsh one does the work and leaves one or two stars', async () => {
    await market.bots.start({ behaviour: 'harsh' })
    const review = await untilReviewed(market, await postAsSomchai(), market.somchai.id)
    expect([1, 2]).toContain(review.rating)
    expect(review.comment).toMatch(/Disappointing|Never again/)
  })

  test('racers take what other simulated people have posted, seconds later', async () => {
    await market.ctx.store.users.revise(systemWrite(market.ctx), market.mali.id, user => ({
      ...user,
      latitude: 13.757,
      longitude: 100.502,
    }))
    await market.bots.start({ behaviour: 'racer' })
    const posted = await passUntil(market, async () => {
      for (const { id } of market.botUsers) {
        const [gig] = await gigsOf(market, id, 'seeker')
        if (gig) return gig
      }
      return null
    })
    const taken = await passUntil(market, async () => {
      const gig = await market.ctx.store.gigs.find(posted.id)
      return gig?.helperId && gig
    })
    expect(market.botUsers.map(({ id }) => id)).toContain(taken.helperId ?? market.mali.id)
    expect(Date.parse(taken.updatedAt) - Date.parse(posted.createdAt)).toBeLessThan(8000)
    await untilStatus(market, posted, 'COMPLETED')
    await passSeconds(market, 120)
    // Two of them say what is to be said, and do not answer each other for ever.
    expect((await talkAbout(market, posted)).length).toBeLessThan(12)
  })
})

describe('a gig with an assigned behaviour', () => {
  test('is taken in that way by a cast that does otherwise, or nothing at all', async () => {
    const [ghostly, other] = [await postAsSomchai(), await postAsSomchai()]
    await market.bots.assign(ghostly.id, 'ghost')
    await untilStatus(market, ghostly, 'ACCEPTED')
    await passSeconds(market, 60)
    expect(await saidByCast(ghostly)).toEqual([])
    expect((await market.ctx.store.gigs.find(other.id))?.status).toBe('PENDING')
    expect(market.bots.state().isRunning).toBe(false)
  })

  test('and is taken up differently when somebody is on the way to it already', async () => {
    await market.bots.start({ behaviour: 'friendly' })
    const gig = await postAsSomchai()
    await passSeconds(market, 1)
    await market.bots.assign(gig.id, 'harsh')
    expect((await untilReviewed(market, gig, market.somchai.id)).rating).toBeLessThan(3)
    expect(await gigsOf(market, market.somchai.id)).toHaveLength(1)
  })

  test('a racer has it when the promise is kept: whoever is about to accept it comes too late', async () => {
    const [seeker] = market.botUsers
    if (!seeker) throw new Error('Nobody is there.')
    const gig = await postAs(market, seeker.id)
    await market.bots.assign(gig.id, 'racer')
    const late = acceptAs(market, market.mali.id, gig)
    await expect(late).rejects.toMatchObject({ code: 'GIG_ALREADY_ACCEPTED' })
  })

  test('a racer is never the seeker: where there is nobody else, somebody joins', async () => {
    await closeMarketplace(market)
    market = await openMarketplace({ botUsers: [{ latitude: 18.79, longitude: 98.98 }] })
    const [seeker] = market.botUsers
    if (!seeker) throw new Error('Nobody is there.')
    const gig = await postAs(market, seeker.id)
    await market.bots.assign(gig.id, 'racer')
    const { helperId } = (await market.ctx.store.gigs.find(gig.id)) ?? {}
    const racer = helperId && (await market.ctx.store.users.find(helperId))
    expect(racer).toMatchObject({ email: 'cast1@example.com' })
  })

  test('a simulated seeker treats whoever took it in that way', async () => {
    const [seeker] = market.botUsers
    if (!seeker) throw new Error('Nobody is there.')
    const gig = await postAs(market, seeker.id)
    await market.bots.assign(gig.id, 'late-canceller')
    await acceptAs(market, market.mali.id, gig)
    await passSeconds(market, 20)
    await changeGigStatus(market.ctx, commandOf(market.mali.id, market.ctx), gig.id, 'IN_PROGRESS')
    expect((await untilStatus(market, gig, 'CANCELLED')).status).toBe('CANCELLED')
  })
})
