import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { sendMessage } from '../../src/domain/chat/service.ts'
import type { Gig } from '../../src/domain/gigs/gig.ts'
import { changeGigStatus } from '../../src/domain/gigs/service.ts'
import { setPlace } from '../../src/domain/users/service.ts'
import { commandOf } from '../../src/lib/command.ts'
import { greatCircleKm } from '../../src/lib/geo.ts'
import {
  acceptAs,
  bangkok,
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

let market: Marketplace
beforeEach(async () => {
  market = await openMarketplace()
})
afterEach(() => closeMarketplace(market))

const gigsOfCast = async (): Promise<Gig[]> => {
  const all = await Promise.all(market.botUsers.map(({ id }) => gigsOf(market, id, 'seeker')))
  return all.flat()
}

describe('simulated seekers', () => {
  test('post gigs around a person who is there, a few and no more, and take them back when nobody comes', async () => {
    await setPlace(market.ctx, commandOf(market.mali.id, market.ctx), bangkok, null)
    await market.bots.start()
    await passSeconds(market, 600)
    const open = await gigsOfCast()
    // The others of the cast leave them for her.
    expect(open.map(({ status }) => status)).toEqual(['PENDING', 'PENDING', 'PENDING'])
    for (const gig of open) expect(greatCircleKm(bangkok, gig)).toBeLessThan(3)
    await passSeconds(market, 1800)
    const later = await gigsOfCast()
    expect(later.length).toBeLessThanOrEqual(3)
    expect(later.filter(({ id }) => open.some(gig => gig.id === id))).toEqual([])
  })

  test('post nothing where nobody is', async () => {
    await market.bots.start()
    await passSeconds(market, 300)
    expect(await gigsOfCast()).toEqual([])
  })

  test('pay, talk, and when the work is done release the money and review', async () => {
    await setPlace(market.ctx, commandOf(market.mali.id, market.ctx), bangkok, null)
    await market.bots.start()
    const gig = await passUntil(market, async () => (await gigsOfCast())[0])
    await acceptAs(market, market.mali.id, gig)
    await untilSaid(market, gig, /escrow|ในระบบ/)
    expect((await market.ctx.store.transactions.findOfGig(gig.id))?.status).toBe('PENDING')
    await changeGigStatus(market.ctx, commandOf(market.mali.id, market.ctx), gig.id, 'IN_PROGRESS')
    await passSeconds(market, 120)
    expect((await market.ctx.store.gigs.find(gig.id))?.status).toBe('IN_PROGRESS')
    await changeGigStatus(market.ctx, commandOf(market.mali.id, market.ctx), gig.id, 'COMPLETED')
    const review = await untilReviewed(market, gig, market.mali.id)
    expect([review.reviewerId, review.rating]).toEqual([gig.seekerId, 5])
    expect((await market.ctx.store.transactions.findOfGig(gig.id))?.status).toBe('COMPLETED')
  })

  test('leave what one of them has posted to people outside the cast', async () => {
    const [seeker] = market.botUsers
    if (!seeker) throw new Error('Nobody is there.')
    const gig = await postAs(market, seeker.id)
    await market.bots.start()
    await passSeconds(market, 60)
    expect((await market.ctx.store.gigs.find(gig.id))?.status).toBe('PENDING')
  })

  test('look after gigs that they had posted long before, as soon as somebody takes one', async () => {
    const [seeker] = market.botUsers
    if (!seeker) throw new Error('Nobody is there.')
    const gig = await postAs(market, seeker.id)
    await passSeconds(market, 3600)
    await market.bots.start({ behaviour: 'haggler' })
    await acceptAs(market, market.mali.id, gig)
    await untilSaid(market, gig, /for a little less than 1,500 baht/)
    await untilSaid(market, gig, /escrow/)
    expect((await market.ctx.store.gigs.find(gig.id))?.helperId).toBe(market.mali.id)
  })
})

describe('a simulated seeker whose gig somebody has taken', () => {
  let gig: Gig
  beforeEach(async () => {
    const [seeker] = market.botUsers
    if (!seeker) throw new Error('Nobody is there.')
    gig = await postAs(market, seeker.id)
  })

  const becomes = (status: Gig['status']) =>
    changeGigStatus(market.ctx, commandOf(market.mali.id, market.ctx), gig.id, status)
  const said = async () => (await talkAbout(market, gig)).map(({ content }) => content)
  const paid = async () => (await market.ctx.store.transactions.findOfGig(gig.id))?.status

  test('pays without a word about it where the work has begun already', async () => {
    await market.bots.start()
    await acceptAs(market, market.mali.id, gig)
    await becomes('IN_PROGRESS')
    await passSeconds(market, 30)
    expect(await paid()).toBe('PENDING')
    expect(await said()).toEqual([expect.stringMatching(/anything you need|something is unclear/)])
  })

  test('pays at the end where it had no time before, and releases it at once', async () => {
    await market.bots.start()
    await acceptAs(market, market.mali.id, gig)
    await becomes('IN_PROGRESS')
    await becomes('COMPLETED')
    await untilReviewed(market, gig, market.mali.id)
    expect(await paid()).toBe('COMPLETED')
    expect(await said()).toEqual(['Well done, I have released the money. Thank you 🙏'])
  })

  test('says that it is a pity when the work is called off, and nothing more', async () => {
    await market.bots.start()
    await acceptAs(market, market.mali.id, gig)
    await untilSaid(market, gig, /escrow/)
    await becomes('CANCELLED')
    await passSeconds(market, 60)
    expect((await said()).slice(2)).toEqual(['What a pity. Maybe another time.'])
  })

  test('says sorry and no more where it calls the work off itself', async () => {
    await market.bots.assign(gig.id, 'late-canceller')
    await acceptAs(market, market.mali.id, gig)
    await untilSaid(market, gig, /escrow/)
    await becomes('IN_PROGRESS')
    await untilStatus(market, gig, 'CANCELLED')
    await passSeconds(market, 60)
    expect((await said()).at(-1)).toMatch(/my plans have changed/)
    expect((await said()).filter(line => /pity/.test(line))).toEqual([])
  })

  test('says nothing again about work that it has reviewed, when the cast comes back', async () => {
    await market.bots.start()
    await acceptAs(market, market.mali.id, gig)
    await becomes('IN_PROGRESS')
    await becomes('COMPLETED')
    await untilReviewed(market, gig, market.mali.id)
    const before = await said()
    market.bots.stop()
    await market.bots.start()
    await passSeconds(market, 60)
    expect(await said()).toEqual(before)
  })
})

describe('the cast', () => {
  test('never acts for people outside it', async () => {
    const { ctx, bots, somchai, mali } = market
    await bots.start({ behaviour: 'mixed' })
    const between = await postAs(market, somchai.id)
    await acceptAs(market, mali.id, between)
    await payAs(market, somchai.id, between)
    const room = await roomAbout(market, between)
    await sendMessage(ctx, commandOf(somchai.id, ctx), room.id, {
      content: 'Hello?',
      imageUrl: null,
      clientId: null,
    })
    const before = await Promise.all([somchai.id, mali.id].map(id => ctx.store.users.find(id)))
    await passSeconds(market, 900)
    expect(await ctx.store.gigs.find(between.id)).toMatchObject({ status: 'ACCEPTED', helperId: mali.id })
    expect(await talkAbout(market, between)).toHaveLength(1)
    expect((await roomAbout(market, between)).helper.readSeq).toBe(0)
    expect((await ctx.store.transactions.findOfGig(between.id))?.status).toBe('PENDING')
    expect(await Promise.all([somchai.id, mali.id].map(id => ctx.store.users.find(id)))).toEqual(before)
    for (const { id } of [somchai, mali]) expect(await gigsOf(market, id)).toHaveLength(1)
  })

  test('chooses the same for the same seed and the same acts, and otherwise for another', async () => {
    const liveOnce = async (seed: number) => {
      await closeMarketplace(market)
      market = await openMarketplace({ seed })
      await setPlace(market.ctx, commandOf(market.mali.id, market.ctx), bangkok, null)
      await market.bots.start({ behaviour: 'mixed' })
      const gigs = [await postAs(market, market.somchai.id), await postAs(market, market.mali.id)]
      for (const gig of gigs) await untilStatus(market, gig, 'ACCEPTED')
      for (const gig of gigs) {
        const { id } = await roomAbout(market, gig)
        const hello = { content: 'Hello! How are you?', imageUrl: null, clientId: null }
        await sendMessage(market.ctx, commandOf(gig.seekerId, market.ctx), id, hello)
      }
      await passSeconds(market, 120)
      const talks = await Promise.all(gigs.map(gig => talkAbout(market, gig)))
      const posted = (await gigsOfCast()).map(({ title, latitude, createdAt }) => [
        title,
        latitude,
        createdAt,
      ])
      return { talks: talks.map(talk => talk.map(({ content, createdAt }) => [content, createdAt])), posted }
    }
    const [one, same, other] = [await liveOnce(5), await liveOnce(5), await liveOnce(6)]
    expect(same).toEqual(one)
    expect(one.posted.length).toBeGreaterThan(0)
    expect(other).not.toEqual(one)
  })
})
