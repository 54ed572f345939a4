import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  acceptAs,
  closeMarketplace,
  type Marketplace,
  openMarketplace,
  postAs,
} from '../../test/support/bots.ts'
import { changeGigStatus } from '../domain/gigs/service.ts'
import type { User } from '../domain/users/user.ts'
import { commandOf } from '../lib/command.ts'
import { readCity } from './city.ts'

let market: Marketplace
beforeEach(async () => {
  market = await openMarketplace({ botUsers: [{}, { isAvailable: false }] })
})
afterEach(() => closeMarketplace(market))

const stateOf = async ({ id }: User) =>
  (await readCity(market.ctx)).people.find(({ user }) => user.id === id)?.state ?? null
const change = (
  gig: Awaited<ReturnType<typeof postAs>>,
  by: User,
  status: 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED',
) => changeGigStatus(market.ctx, commandOf(by.id, market.ctx), gig.id, status)

describe('what somebody in the city does', () => {
  test('is to be there or away where no gig is open', async () => {
    const [there, away] = market.botUsers
    if (!there || !away) throw new Error('Nobody is there.')
    expect([await stateOf(there), await stateOf(away), await stateOf(market.mali)]).toEqual([
      'available',
      'away',
      'available',
    ])
  })

  test('is the first of several things that hold, whichever gig came first', async () => {
    const { somchai, mali } = market
    const asked = await postAs(market, mali.id)
    expect(await stateOf(mali)).toBe('asking')
    const done = await postAs(market, somchai.id)
    await acceptAs(market, mali.id, done)
    expect([await stateOf(mali), await stateOf(somchai)]).toEqual(['engaged', 'asking'])
    await change(done, mali, 'IN_PROGRESS')
    await postAs(market, mali.id)
    expect([await stateOf(mali), await stateOf(somchai)]).toEqual(['working', 'asking'])
    await change(done, mali, 'COMPLETED')
    expect([await stateOf(mali), await stateOf(somchai)]).toEqual(['asking', 'available'])
    await change(asked, mali, 'CANCELLED')
    expect(await stateOf(mali)).toBe('asking')
  })
})

describe('the gigs of the city', () => {
  test('are all that are open, by their status, and the twenty newest that are called off', async () => {
    const { somchai, mali, clock, ctx } = market
    const open = await postAs(market, somchai.id)
    const taken = await postAs(market, somchai.id)
    await acceptAs(market, mali.id, taken)
    const over = []
    for (let count = 0; count < 21; count += 1) {
      clock.advance(1000)
      const gig = await postAs(market, somchai.id)
      await change(gig, somchai, 'CANCELLED')
      over.push(gig.id)
    }
    const city = await readCity(ctx)
    expect([city.gigCount, city.peopleCount]).toEqual([2, 4])
    expect(city.gigs.map(({ id }) => id)).toEqual([open.id, taken.id, ...over.slice(1).reverse()])
  })

  test('are none, and so are the people, in a world that nobody has entered', async () => {
    const empty = { ...market.ctx.store.users, listAll: async () => [] }
    const city = await readCity({ ...market.ctx, store: { ...market.ctx.store, users: empty } })
    expect(city).toEqual({ people: [], peopleCount: 0, gigs: [], gigCount: 0 })
  })
})
