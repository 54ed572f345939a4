import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  bangkok,
  closeMarketplace,
  type Marketplace,
  openMarketplace,
  postAs,
} from '../../../test/support/bots.ts'
import { drawingAt } from '../../../test/support/drawing.ts'
import type { User } from '../../domain/users/user.ts'
import { greatCircleKm } from '../../lib/geo.ts'
import { toMilliseconds } from '../../lib/timestamp.ts'
import { hourMs } from '../seed/calendar.ts'
import { BotPool } from './pool.ts'
import { BotPosts } from './posts.ts'
import { BotTime } from './timeline.ts'

let market: Marketplace
let mali: User
beforeEach(async () => {
  market = await openMarketplace()
  mali = { ...market.mali, ...bangkok, addressText: 'Khao San Road' }
})
afterEach(() => closeMarketplace(market))

/** The posts of a cast that draws at one end of every range. */
const openPosts = async (place: number, speed = 1) => {
  const { ctx, clock, botUsers } = market
  const time = new BotTime(clock)
  time.speed = speed
  const pool = new BotPool(ctx, { onNotification: () => {}, isBusy: () => false })
  pool.addFrom(botUsers)
  const posts = new BotPosts(ctx, time, pool, drawingAt(place))
  await posts.updateNeighbours([mali])
  return posts
}

const countAfter = async (posts: BotPosts, ms: number) => {
  market.clock.advance(ms)
  return (await posts.postDue()).length
}

describe('the gigs that bots post', () => {
  test('come three to eight seconds after somebody is there, and twenty to sixty seconds after each other', async () => {
    const quick = await openPosts(0)
    expect([
      await countAfter(quick, 2999),
      await countAfter(quick, 1),
      await countAfter(quick, 19_999),
      await countAfter(quick, 1),
    ]).toEqual([0, 1, 0, 1])
  })

  test('come later where the greatest times are drawn', async () => {
    const slow = await openPosts(1)
    expect([
      await countAfter(slow, 7999),
      await countAfter(slow, 1),
      await countAfter(slow, 59_999),
      await countAfter(slow, 1),
    ]).toEqual([0, 1, 0, 1])
  })

  test('come sooner at a higher speed', async () => {
    const posts = await openPosts(0, 10)
    expect([await countAfter(posts, 299), await countAfter(posts, 1)]).toEqual([0, 1])
  })

  test('are three at the most, and more when those are half an hour old', async () => {
    const posts = await openPosts(0)
    const counts = []
    for (const ms of [3000, 20_000, 20_000, 20_000]) counts.push(await countAfter(posts, ms))
    expect(counts).toEqual([1, 1, 1, 0])
    expect(await countAfter(posts, 1_800_000 - 60_000)).toBe(0)
    expect(await countAfter(posts, 20_001)).toBe(1)
  })

  test('are no fewer for gigs of people, who are no bots', async () => {
    for (let count = 0; count < 3; count += 1) await postAs(market, market.somchai.id)
    expect(await countAfter(await openPosts(0), 3000)).toBe(1)
  })

  test('keep their time while the place of a person is looked up again', async () => {
    const posts = await openPosts(0)
    expect(await countAfter(posts, 2000)).toBe(0)
    await posts.updateNeighbours([mali])
    expect(await countAfter(posts, 1000)).toBe(1)
    await posts.updateNeighbours([])
    expect(await countAfter(posts, 60_000)).toBe(0)
  })

  test.each([0, 1])('are near the person, and ask for work within a day, drawn at %p', async place => {
    const posts = await openPosts(place)
    market.clock.advance(8000)
    const [gig] = await posts.postDue()
    if (!gig?.startsAt) throw new Error('Nothing was posted.')
    expect(greatCircleKm(bangkok, gig)).toBeCloseTo(place === 0 ? 0.1 : 2.7, 1)
    expect((toMilliseconds(gig.startsAt) - market.clock.now()) / hourMs).toBe(place === 0 ? 1 : 24)
    expect(gig.addressText).toBe('Khao San Road')
    expect(market.botUsers.map(({ id }) => id)).toContain(gig.seekerId)
    expect(gig.title + gig.description).not.toMatch(/[{}]|undefined/)
  })
})

describe('where a person is to a bot', () => {
  const postedFor = async (other: User) => {
    const posts = await openPosts(0)
    await posts.updateNeighbours([other])
    market.clock.advance(8000)
    return (await posts.postDue())[0]
  }

  test('is the place of the person, named by its coordinates where it has no name', async () => {
    const gig = await postedFor({ ...mali, addressText: null })
    expect(gig?.addressText).toBe('13.7563, 100.5018')
  })

  test('is that of the last gig where the person has no place', async () => {
    const chiangMai = { latitude: 18.79, longitude: 98.98 }
    await postAs(market, market.mali.id, { addressText: 'Silom' })
    market.clock.advance(1000)
    await postAs(market, market.mali.id, { ...chiangMai, addressText: 'Old City' })
    const gig = await postedFor(market.mali)
    expect(gig?.addressText).toBe('Old City')
    expect(greatCircleKm(chiangMai, gig ?? bangkok)).toBeLessThan(3)
  })

  test('is nowhere for a person without a place and a gig', async () => {
    expect(await postedFor(market.mali)).toBeUndefined()
  })
})
