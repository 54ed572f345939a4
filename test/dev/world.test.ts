import { describe, expect, test } from 'bun:test'
import { readConfig } from '../../src/config.ts'
import { createContext, disposeContext } from '../../src/context.ts'
import { buildWorld } from '../../src/dev/city/world.ts'
import { gigStatuses } from '../../src/domain/gigs/store.ts'
import { testNow } from '../support/server.ts'

const bangkok = { latitude: 13.7563, longitude: 100.5018 }

const worldOf = async (seed: number) => {
  const ctx = createContext(readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'demo'))
  await buildWorld(ctx, { seed, people: 6, gigs: 45, asOfMs: testNow, baseUrl: null })
  const search = { center: bangkok, radiusKm: 50, status: null, minBudgetSatang: null, maxBudgetSatang: null }
  const gigs = await ctx.store.gigs.search(search, { skip: 0, limit: 100 })
  const asker = gigs.items[0]?.gig.seekerId
  if (!asker) throw new Error('The world has no gigs.')
  const people = await ctx.store.users.listNearby({
    center: bangkok,
    radiusKm: 50,
    onlyAvailable: false,
    asker,
    limit: 100,
  })
  await disposeContext(ctx)
  return { gigs: gigs.items.map(({ gig }) => gig), people: people.map(({ user }) => user) }
}

describe('the example world', () => {
  test('is the same for the same seed, ids and times included, and another for another', async () => {
    const [one, same, other] = [await worldOf(42), await worldOf(42), await worldOf(7)]
    expect(same).toEqual(one)
    expect(other.gigs.map(gig => gig.id)).not.toEqual(one.gigs.map(gig => gig.id))
  })

  test('gives the two with printed logins a room where something was said', async () => {
    const ctx = createContext(readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'demo'))
    await buildWorld(ctx, { seed: 3, people: 5, gigs: 1, asOfMs: testNow, baseUrl: null })
    const [seeker, helper] = await Promise.all(
      ['somchai@example.com', 'mali@example.com'].map(email => ctx.store.users.findCredentials(email)),
    )
    if (!seeker || !helper) throw new Error('The two are not there.')
    const { items } = await ctx.store.chat.listRooms(helper.userId, { skip: 0, limit: 9 })
    const [room] = items
    expect([room?.seekerId, room?.isActive]).toEqual([seeker.userId, true])
    expect(room?.lastSeq).toBeGreaterThan(1)
    await disposeContext(ctx)
  })

  test('has gigs of every status, none of them from the future', async () => {
    const { gigs } = await worldOf(42)
    expect(gigs).toHaveLength(45)
    expect(new Set(gigs.map(gig => gig.status))).toEqual(new Set(gigStatuses))
    const now = new Date(testNow).toISOString()
    expect(gigs.filter(gig => gig.createdAt > now || gig.updatedAt > now)).toEqual([])
    expect(gigs.filter(gig => gig.updatedAt < gig.createdAt)).toEqual([])
  })
})
