import { afterAll, describe, expect, spyOn, test } from 'bun:test'
import { createHmac, randomUUID } from 'node:crypto'
import { readConfig } from '../../src/config.ts'
import { LoginAddresses } from '../../src/domain/auth/login-addresses.ts'
import { hashPassword, passwordBound } from '../../src/domain/auth/passwords.ts'
import { RecentRefreshes } from '../../src/domain/auth/recent-refreshes.ts'
import { createTokens } from '../../src/domain/auth/tokens.ts'
import { createKeptVariants } from '../../src/domain/uploads/kept-variants.ts'
import { createVariantCache } from '../../src/domain/uploads/variant-cache.ts'
import { createMemoryFileStore } from '../../src/files/memory.ts'
import { RateLimits } from '../../src/http/rate-limit.ts'
import type { Bound } from '../../src/lib/bound.ts'
import { manualClock } from '../../src/lib/clock.ts'
import { temporaryFolder } from '../support/process.ts'
import { makeGig, makeSession, makeUser, makeWrite, openStore, silentLog } from '../support/stores.ts'

/** Fills what clients can make the server keep, of each kind that the metrics count, one past its bound. */

const clock = manualClock(0)
const config = readConfig({ RATE_LIMIT: 'on' }, 'production')
const folder = temporaryFolder()
afterAll(folder.remove)

const boundIn = (bounds: readonly Bound[], name: string): Bound => {
  const bound = bounds.find(found => found.name === name)
  if (!bound) throw new Error(`There is no bound ${name}.`)
  return bound
}

/** Calls `keep` once more than what fits, with another number each time. */
const overfill = (bound: Bound, keep: (n: number) => void) => {
  for (let n = 0; n <= bound.max; n += 1) keep(n)
  expect(bound.used()).toBe(bound.max)
}

describe('at its bound, the oldest makes place', () => {
  test('for one more client in the rate limits', () => {
    const limits = new RateLimits(config, clock)
    overfill(boundIn(limits.bounds, 'rate_limit_windows'), n => limits.count('login', `client ${n}`))
    // The first client begins anew.
    expect(limits.countHere('login', 'client 0')?.remaining).toBe(4)
  })

  test('for one more user in the budgets of frames', () => {
    const limits = new RateLimits(config, clock)
    overfill(boundIn(limits.bounds, 'frame_budgets'), n => limits.countFrame('frame', `user ${n}`))
  })

  test('for one more address of a login', () => {
    const addresses = new LoginAddresses()
    overfill(addresses.bound, n => addresses.remember(`${n}@example.com`, '203.0.113.7'))
    expect(addresses.clientOf('0@example.com', '203.0.113.7')).toBe('account 0@example.com')
    expect(addresses.clientOf('9@example.com', '203.0.113.7')).toStartWith('address ')
  })

  test('for one more repeated refresh', () => {
    const refreshes = new RecentRefreshes(clock, config)
    let counted = 0
    const keep = (n: number) =>
      refreshes.countOnce({ refreshToken: `${n}`, oldAccessToken: 'old' }, () => {
        counted += 1
      })
    overfill(refreshes.bound, keep)
    expect(counted).toBe(refreshes.bound.max + 1)
  })

  test('for one more verified token', async () => {
    const key = Buffer.from('q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE')
    const tokens = createTokens(key)
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const head = encode({ alg: 'HS256' })
    const make = () => {
      const unsigned = `${head}.${encode({ kind: 'access', sub: randomUUID(), sid: randomUUID(), exp: 1 })}`
      return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`
    }
    const first = make()
    expect(await tokens.read(first)).not.toBeNull()
    for (let n = 0; n < tokens.bound.max; n += 1) await tokens.read(make())
    expect([tokens.bound.used(), tokens.recall(first)]).toEqual([tokens.bound.max, null])
  })

  test('for one more session', async () => {
    const store = openStore(`${folder.path}/sessions`)
    const user = makeUser()
    await store.users.register(makeWrite(), user, 'hash')
    const bound = store.sessions.bound()
    const sessions = Array.from({ length: bound.max + 1 }, () => makeSession(user))
    for (let at = 0; at < sessions.length; at += 5000)
      await Promise.all(sessions.slice(at, at + 5000).map(each => store.sessions.begin(makeWrite(), each)))
    for (const { id } of sessions) await store.sessions.find(id)
    expect(bound.used()).toBe(bound.max)
    const [first] = sessions
    if (!first) throw new Error('There is no session.')
    expect(store.sessions.recall(first.id)).toBeNull()
    expect((await store.sessions.find(first.id))?.id).toBe(first.id)
    await store.close()
  })

  test('for one more user, and one more gig with its people', async () => {
    const store = openStore(':memory:')
    const bound = store.users.bound()
    const users = Array.from({ length: bound.max + 1 }, () => makeUser())
    // Two people each: so many gigs fill both.
    const gigs = Array.from({ length: bound.max / 2 + 1 }, (_, at) => {
      const [seeker, helper] = [users[2 * at] ?? makeUser(), users[2 * at + 1] ?? users[0]]
      return makeGig(seeker, { helperId: helper?.id ?? null, status: 'ACCEPTED' })
    })
    for (let at = 0; at < users.length; at += 5000)
      await Promise.all(
        users.slice(at, at + 5000).map(user => store.users.register(makeWrite(), user, 'hash')),
      )
    for (let at = 0; at < gigs.length; at += 5000)
      await Promise.all(gigs.slice(at, at + 5000).map(gig => store.gigs.post(makeWrite(), gig)))
    for (const { id } of users) await store.users.find(id)
    for (const { id } of gigs) await store.gigs.find(id)
    expect(bound.used()).toBe(bound.max)
    const [characters, people] = store.gigs.bounds()
    expect(people?.used()).toBe(bound.max)
    expect(characters?.used()).toBeLessThanOrEqual(characters?.max ?? 0)
    expect(characters?.used()).toBeGreaterThan(0.99 * (characters?.max ?? 0))
    await store.close()
  })

  test('for one more variant in memory', () => {
    const kept = createKeptVariants({ config, files: createMemoryFileStore(clock), log: silentLog })
    const bound = boundIn(kept.bounds, 'variant_memory_bytes')
    const bytes = new Uint8Array(64 * 1024)
    const count = bound.max / bytes.length
    for (let n = 0; n <= count; n += 1) kept.add(`${randomUUID()}-w160.webp`, bytes)
    expect(bound.used()).toBe(bound.max)
  })

  test('for one more address of a variant', () => {
    const cache = createVariantCache(
      { recall: () => null },
      () => false,
      () => false,
    )
    const file = {
      name: 'a.webp',
      ownerId: makeUser().id,
      contentType: 'image/webp',
      variesByAccept: false,
    }
    for (let n = 0; n < 6000; n += 1)
      cache.remember(new Request(`http://localhost/${'a'.repeat(1600)}${n}`), file)
    const { max } = cache.bound
    expect(cache.bound.used()).toBeLessThanOrEqual(max)
    expect(cache.bound.used()).toBeGreaterThan(0.99 * max)
  })
})

test('of the passwords that wait to be hashed, one more is rejected', async () => {
  // The bound is on what waits, so what is waited for need not be slow.
  const hashing = spyOn(Bun.password, 'hash').mockResolvedValue('a hash')
  const all = await Promise.allSettled(
    Array.from({ length: passwordBound.max + 10 }, () => hashPassword('a good password')),
  )
  const codes = all.map(outcome => (outcome.status === 'rejected' ? outcome.reason.code : 'hashed'))
  // Four are hashed at a time.
  expect(codes.filter(code => code === 'OVERLOADED')).toHaveLength(6)
  expect(passwordBound.used()).toBe(0)
  hashing.mockRestore()
})
