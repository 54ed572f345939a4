import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { sendMessage } from '../../src/domain/chat/service.ts'
import type { Gig } from '../../src/domain/gigs/gig.ts'
import { changeGigStatus, withdrawGig } from '../../src/domain/gigs/service.ts'
import { commandOf } from '../../src/lib/command.ts'
import {
  acceptAs,
  closeMarketplace,
  type Marketplace,
  openMarketplace,
  passSeconds,
  passUntil,
  payAs,
  postAs,
  releaseAs,
  roomAbout,
  talkAbout,
  untilReviewed,
  untilSaid,
  untilStatus,
} from '../support/bots.ts'
import { testNow } from '../support/server.ts'

let market: Marketplace

const secondsPassed = () => (market.clock.now() - testNow) / 1000

/** Somchai does what he is asked to. */
const goAlong = async (gig: Gig) => {
  const { id } = market.somchai
  await untilSaid(market, gig, /escrow|ในระบบ/)
  await payAs(market, id, gig)
  await untilStatus(market, gig, 'COMPLETED')
  await untilSaid(market, gig, /release|ปล่อยเงิน/)
  await releaseAs(market, id, gig)
  return untilReviewed(market, gig, id)
}

describe('a simulated helper', () => {
  beforeEach(async () => {
    market = await openMarketplace()
    await market.bots.start()
  })
  afterEach(() => closeMarketplace(market))

  test('takes a gig, talks, waits for the money, does the work and reviews, within a minute', async () => {
    const gig = await postAs(market, market.somchai.id)
    const taken = await untilStatus(market, gig, 'ACCEPTED')
    expect(market.botUsers.map(({ id }) => id)).toContain(taken.helperId ?? market.somchai.id)
    expect(secondsPassed()).toBeLessThan(5)
    const review = await goAlong(gig)
    expect([review.reviewerId, review.revieweeId, review.rating]).toEqual([
      taken.helperId ?? market.somchai.id,
      market.somchai.id,
      5,
    ])
    expect(secondsPassed()).toBeLessThan(60)
    const said = (await talkAbout(market, gig)).map(({ content }) => content)
    expect(said).toHaveLength(5)
    expect(said[1]).toBe('Please put the 1,500 baht into escrow, then I will set off.')
  })

  test('goes on in good faith with somebody who does nothing, and is through within a minute too', async () => {
    const gig = await postAs(market, market.somchai.id)
    const review = await untilReviewed(market, gig, market.somchai.id)
    expect(review.rating).toBe(5)
    expect(secondsPassed()).toBeLessThan(60)
    const said = (await talkAbout(market, gig)).map(({ content }) => content)
    expect(said.filter(line => /escrow/.test(line))).toHaveLength(2)
    expect(said.at(-1)).toBe('No hurry with the payment, whenever it suits you.')
  })

  test('speaks Thai about a gig that is written in Thai, from the first word to the review', async () => {
    const gig = await postAs(market, market.somchai.id, { title: 'ช่วยขนของ', description: 'Third floor' })
    const { comment } = await goAlong(gig)
    const said = (await talkAbout(market, gig)).map(({ content }) => content)
    for (const line of [...said, comment]) {
      expect(line).toMatch(/\p{Script=Thai}/u)
      expect(line).not.toMatch(/[a-z]/i)
    }
  })

  test('does nothing while the clock stands, and everything that is due when it is moved', async () => {
    const gig = await postAs(market, market.somchai.id)
    for (let turn = 0; turn < 50; turn += 1) await new Promise(resolve => setImmediate(resolve))
    expect((await market.ctx.store.gigs.find(gig.id))?.status).toBe('PENDING')
    market.clock.advance(10_000)
    for (let turn = 0; turn < 50; turn += 1) await new Promise(resolve => setImmediate(resolve))
    expect(await talkAbout(market, gig)).toHaveLength(2)
  })

  test('is put off by no refusal: the gig is gone, taken, or called off', async () => {
    const { ctx, somchai, mali } = market
    const [gone, taken] = [await postAs(market, somchai.id), await postAs(market, somchai.id)]
    await passSeconds(market, 1)
    await withdrawGig(ctx, commandOf(somchai.id, ctx), gone.id)
    await acceptAs(market, mali.id, taken)
    const called = await postAs(market, somchai.id)
    await untilStatus(market, called, 'ACCEPTED')
    await changeGigStatus(ctx, commandOf(somchai.id, ctx), called.id, 'CANCELLED')
    await untilSaid(market, called, /next time/)
    await passSeconds(market, 60)
    expect(await talkAbout(market, taken)).toEqual([])
    const next = await postAs(market, somchai.id)
    await untilStatus(market, next, 'ACCEPTED')
  })

  test('asks for nothing that has been given already', async () => {
    const gig = await postAs(market, market.somchai.id)
    await untilStatus(market, gig, 'ACCEPTED')
    await payAs(market, market.somchai.id, gig)
    await untilStatus(market, gig, 'IN_PROGRESS')
    await releaseAs(market, market.somchai.id, gig)
    await untilReviewed(market, gig, market.somchai.id)
    const said = (await talkAbout(market, gig)).map(({ content }) => content)
    expect(said.filter(line => /escrow|release/.test(line))).toEqual([])
  })

  test('answers about a gig that was called off long ago, and does not come back to it', async () => {
    const { ctx, somchai } = market
    const gig = await postAs(market, somchai.id)
    await untilStatus(market, gig, 'ACCEPTED')
    market.bots.stop()
    await changeGigStatus(ctx, commandOf(somchai.id, ctx), gig.id, 'CANCELLED')
    await market.bots.start()
    const { id } = await roomAbout(market, gig)
    await sendMessage(ctx, commandOf(somchai.id, ctx), id, {
      content: 'Thank you!',
      imageUrl: null,
      clientId: null,
    })
    await passSeconds(market, 60)
    const said = (await talkAbout(market, gig)).map(({ content }) => content)
    expect(said).toEqual(['Thank you!', 'You are welcome 😊'])
  })

  test('stops in the middle when the cast is stopped, and is taken up when it begins again', async () => {
    const gig = await postAs(market, market.somchai.id)
    await untilStatus(market, gig, 'ACCEPTED')
    market.bots.stop()
    await passSeconds(market, 90)
    expect(await talkAbout(market, gig)).toEqual([])
    expect(market.ctx.hub.size).toBe(0)
    await market.bots.start()
    await untilStatus(market, gig, 'COMPLETED')
  })

  test('says and writes nothing again about work that it has reviewed, when the cast comes back', async () => {
    const { ctx, somchai, bots } = market
    const gig = await postAs(market, somchai.id)
    await goAlong(gig)
    const said = await talkAbout(market, gig)
    bots.stop()
    await bots.start()
    await passSeconds(market, 60)
    expect(await talkAbout(market, gig)).toEqual(said)
    expect(await ctx.store.reviews.listOfGig(gig.id)).toHaveLength(1)
  })

  test('takes a gig that was posted minutes before the cast came, and does it in as much time as any other', async () => {
    market.bots.stop()
    const gig = await postAs(market, market.somchai.id)
    await passSeconds(market, 300)
    await market.bots.start()
    await untilStatus(market, gig, 'ACCEPTED')
    await passSeconds(market, 4)
    expect(await talkAbout(market, gig)).toHaveLength(1)
  })

  test('leaves work alone that was begun long before the cast came back', async () => {
    const gig = await postAs(market, market.somchai.id)
    await untilStatus(market, gig, 'ACCEPTED')
    market.bots.stop()
    await passSeconds(market, 11 * 60)
    await market.bots.start()
    await passSeconds(market, 60)
    expect(await talkAbout(market, gig)).toEqual([])
    expect((await market.ctx.store.gigs.find(gig.id))?.status).toBe('ACCEPTED')
  })

  test('leaves gigs alone that were posted long before the cast came', async () => {
    market.bots.stop()
    const old = await postAs(market, market.somchai.id)
    await passSeconds(market, 11 * 60)
    await market.bots.start()
    await passSeconds(market, 30)
    expect((await market.ctx.store.gigs.find(old.id))?.status).toBe('PENDING')
  })
})

describe('who takes a gig', () => {
  afterEach(() => closeMarketplace(market))

  const takerOf = async (gig: Gig) => {
    const { gigs, users } = market.ctx.store
    // Who has to join first is so late by the clock of the test that the work is done at once.
    const helperId = await passUntil(market, async () => (await gigs.find(gig.id))?.helperId)
    const helper = await users.find(helperId)
    if (!helper) throw new Error('Nobody took it.')
    return helper
  }

  test('somebody near by, never who lives elsewhere', async () => {
    const far = { latitude: 18.79, longitude: 98.98 }
    market = await openMarketplace({ botUsers: [far, { latitude: 13.76, longitude: 100.51 }, far, far] })
    await market.bots.start()
    expect((await takerOf(await postAs(market, market.somchai.id))).email).toBe('person2@example.com')
  })

  test('where nobody is near, somebody who comes there first', async () => {
    market = await openMarketplace({ botUsers: [{ latitude: 18.79, longitude: 98.98 }] })
    await market.bots.start()
    const helper = await takerOf(await postAs(market, market.somchai.id))
    expect(helper.email).toBe('person1@example.com')
    expect(Math.abs((helper.latitude ?? 0) - 13.7563)).toBeLessThan(0.05)
  })

  test('in a world without such people, somebody who joins; two gigs at once are for two people', async () => {
    market = await openMarketplace({ botUsers: [] })
    await market.bots.start()
    const one = await postAs(market, market.somchai.id)
    const another = await postAs(market, market.mali.id)
    const helpers = [await takerOf(one), await takerOf(another)]
    expect(helpers.map(({ email }) => email)).toEqual(['cast1@example.com', 'cast2@example.com'])
    expect(market.bots.state().bots).toBe(2)
  })
})
