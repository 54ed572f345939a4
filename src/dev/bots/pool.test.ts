import { afterEach, describe, expect, test } from 'bun:test'
import { bangkok, closeMarketplace, type Marketplace, openMarketplace } from '../../../test/support/bots.ts'
import { drawingAt } from '../../../test/support/drawing.ts'
import { makeUser, newId } from '../../../test/support/stores.ts'
import type { UserId } from '../../domain/ids.ts'
import type { User } from '../../domain/users/user.ts'
import { systemWrite } from '../../lib/command.ts'
import { destinationOf, greatCircleKm } from '../../lib/geo.ts'
import { seededRandom } from '../../lib/random.ts'
import { BotPool, pointNear } from './pool.ts'

let market: Marketplace

const away = (km: number) => destinationOf(bangkok, km, 90)
const asker: UserId = newId<'user'>()

const openPool = async (botUsers: Partial<User>[], isBusy: (id: UserId) => boolean = () => false) => {
  market = await openMarketplace({ botUsers })
  const pool = new BotPool(market.ctx, { onNotification: () => {}, isBusy })
  pool.addFrom(market.botUsers)
  return pool
}

const numberOf = (id: UserId) => market.botUsers.findIndex(user => user.id === id)

/** Which of the bots are found when one looks again and again. */
const foundBy = async (pool: BotPool, except = asker) => {
  const random = seededRandom(2)
  const found = new Set<number>()
  for (let turn = 0; turn < 40; turn += 1) found.add(numberOf(await pool.findNear(bangkok, except, random)))
  return [...found].toSorted()
}

describe('the bot that is found', () => {
  afterEach(() => closeMarketplace(market))

  test('is one of the three nearest', async () => {
    expect(await foundBy(await openPool([away(4), away(1), away(3), away(2), away(0.5)]))).toEqual([1, 3, 4])
  })

  test('is free, available and not the one who asks', async () => {
    const busy: UserId[] = []
    const pool = await openPool([away(1), away(2), { ...away(3), isAvailable: false }, away(4)], id =>
      busy.includes(id),
    )
    const [first, second] = market.botUsers
    if (!first || !second) throw new Error('There are no bots.')
    busy.push(first.id)
    expect(await foundBy(pool, second.id)).toEqual([3])
  })

  test('stays where it is within five kilometres, and comes to within one from farther', async () => {
    const placeAfter = async (km: number) => {
      const pool = await openPool([away(km)])
      const id = await pool.findNear(bangkok, asker, seededRandom(1))
      const { latitude, longitude } = (await market.ctx.store.users.find(id)) ?? {}
      if (typeof latitude !== 'number' || typeof longitude !== 'number') throw new Error('It is nowhere.')
      return greatCircleKm(bangkok, { latitude, longitude })
    }
    // Distances are taken from snapped places, which may lie 200 m away.
    expect(await placeAfter(4.7)).toBeCloseTo(4.7, 1)
    await closeMarketplace(market)
    expect(await placeAfter(5.3)).toBeLessThanOrEqual(1)
  })

  test('is a new one where nobody is free, under the first address that is', async () => {
    const pool = await openPool([])
    const taken = makeUser({ email: 'cast1@example.com' })
    await market.ctx.store.users.register(systemWrite(market.ctx), taken, 'nobody logs in')
    const id = await pool.findNear(bangkok, asker, seededRandom(1))
    const joined = await market.ctx.store.users.find(id)
    expect(joined).toMatchObject({ email: 'cast2@example.com' })
    expect(pool.has(id)).toBe(true)
    expect(pool.size).toBe(1)
  })
})

describe('a pool of bots', () => {
  afterEach(() => closeMarketplace(market))

  test('has residents and bots of former runs, and leaves everybody else', async () => {
    market = await openMarketplace({ botUsers: [] })
    const pool = new BotPool(market.ctx, { onNotification: () => {}, isBusy: () => false })
    const emails = ['person1@example.com', 'cast12@example.com', 'somchai@example.com', 'cast@example.com']
    const others = pool.addFrom([...emails, 'outcast1@example.com'].map(email => makeUser({ email })))
    expect(others.map(({ email }) => email)).toEqual([
      'somchai@example.com',
      'cast@example.com',
      'outcast1@example.com',
    ])
    expect(pool.size).toBe(2)
  })

  test('has one socket for each, however often it is told of them, and none once it is disconnected', async () => {
    const pool = await openPool([away(1), away(2)])
    pool.addFrom(market.botUsers)
    expect(market.ctx.hub.size).toBe(2)
    pool.disconnect()
    expect(market.ctx.hub.size).toBe(0)
    pool.addFrom([makeUser({ email: 'person9@example.com' })])
    expect(market.ctx.hub.size).toBe(0)
  })

  test('follows who becomes unavailable', async () => {
    const pool = await openPool([away(1), away(2)])
    const [first] = market.botUsers
    if (!first) throw new Error('There are no bots.')
    pool.addFrom([{ ...first, isAvailable: false }])
    expect(await foundBy(pool)).toEqual([1])
  })
})

test('a point near a place is a hundred metres away at the least, and the given distance at the most', () => {
  expect(greatCircleKm(bangkok, pointNear(bangkok, 2, drawingAt(0)))).toBeCloseTo(0.1, 2)
  expect(greatCircleKm(bangkok, pointNear(bangkok, 2, drawingAt(1)))).toBeCloseTo(2, 2)
  const north = [0, 1].map(place => pointNear(bangkok, 2, drawingAt(place)))
  for (const { latitude, longitude } of north) {
    expect(longitude).toBe(bangkok.longitude)
    expect(latitude).toBeGreaterThan(bangkok.latitude)
  }
})
