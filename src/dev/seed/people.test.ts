import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { drawingAt } from '../../../test/support/drawing.ts'
import { readConfig } from '../../config.ts'
import { type Context, createContext, disposeContext } from '../../context.ts'
import type { User } from '../../domain/users/user.ts'
import { greatCircleKm } from '../../lib/geo.ts'
import { createLog } from '../../lib/log.ts'
import { seededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { createCalendar, dayMs, hourMs } from './calendar.ts'
import { cities } from './cities.ts'
import { runOperations } from './operation.ts'
import { drawResidents, planReadNotifications, planResidents, type Resident } from './people.ts'
import { newcomerKey, personas } from './personas.ts'

/** Seven in the evening in Bangkok. */
const asOfMs = Date.UTC(2026, 5, 15, 12)
const calendar = createCalendar(asOfMs, 100.5)
const isPlain = ({ persona }: Resident) => persona === null

describe('the residents of example data', () => {
  test('are the personas and as many others as are missing, with addresses of their own', () => {
    const residents = drawResidents(seededRandom(1), calendar, 40)
    expect(residents).toHaveLength(40)
    expect(residents.slice(0, personas.length).map(({ persona }) => persona)).toEqual(
      personas.map(({ key }) => key),
    )
    expect(residents.filter(isPlain).map(({ email }) => email)).toEqual(
      Array.from({ length: 35 }, (_, index) => `person${index + 1}@example.com`),
    )
    expect(new Set(residents.map(({ id }) => id)).size).toBe(40)
  })

  test('have joined between a month and three months ago, by day, and the newcomer just now', () => {
    const joined = (place: number) =>
      drawResidents(drawingAt(place), calendar, 6).map(({ persona, joinedMs }) => [
        persona === newcomerKey,
        toTimestamp(joinedMs).slice(0, 16),
      ])
    expect(joined(0)).toContainEqual([true, '2026-06-15T12:00'])
    expect(joined(0).filter(([isNew]) => !isNew)).toEqual(Array(5).fill([false, '2026-05-14T00:00']))
    expect(joined(1)).toContainEqual([true, '2026-06-15T12:00'])
    expect(joined(1).filter(([isNew]) => !isNew)).toEqual(Array(5).fill([false, '2026-03-18T15:00']))
  })

  test('have numbers of mobile phones in Thailand', () => {
    const numbers = [0, 1].map(place => drawResidents(drawingAt(place), calendar, 6).at(-1)?.contactInfo)
    expect(numbers).toEqual(['phone:+66810000000', 'phone:+66899999999'])
  })

  test('have a name in their language: two thirds of them are Thai, women and men', () => {
    const residents = drawResidents(seededRandom(1), calendar, 400).filter(isPlain)
    const count = (language: string) => residents.filter(one => one.language === language).length
    expect(count('thai') / residents.length).toBeWithin(0.6, 0.8)
    for (const { fullName, language } of residents)
      expect(/\p{Script=Thai}/u.test(fullName)).toBe(language === 'thai')
    expect(new Set(residents.map(({ gender }) => gender)).size).toBe(2)
    for (const { fullName } of residents) expect(fullName).toMatch(/^\S+ \S+$/)
  })
})

describe('what residents have done by the time the example data is looked at', () => {
  const residents = drawResidents(seededRandom(2), calendar, 200)
  const planned = planResidents(seededRandom(3), cities.bangkok, residents)
  const silent = createLog('silent')
  let ctx: Context
  let users: Map<string, User>

  beforeAll(async () => {
    ctx = createContext(readConfig({ DATA_DIR: ':memory:' }, 'demo'), { log: silent })
    const random = seededRandom(5)
    await runOperations(ctx, random, [...planned.operations], () => {})
    await runOperations(ctx, random, [...planned.verifications], () => {})
    users = new Map((await ctx.store.users.listAll()).map(user => [user.email, user]))
  })
  afterAll(() => disposeContext(ctx))

  const userOf = ({ email }: Resident): User => {
    const user = users.get(email)
    if (!user) throw new Error(`${email} has no account.`)
    return user
  }
  const shareOf = (fits: (user: User) => boolean) => {
    const plain = residents.filter(isPlain).map(userOf)
    return plain.filter(fits).length / plain.length
  }

  test('is to register when they joined; the newcomer is left for the end', () => {
    expect(users.size).toBe(residents.length - 1)
    for (const resident of residents) {
      if (resident.persona === newcomerKey) continue
      const { id, fullName, contactInfo, joinedMs } = resident
      expect(userOf(resident)).toMatchObject({ id, fullName, contactInfo, createdAt: toTimestamp(joinedMs) })
    }
    expect(users.has('john@example.com')).toBe(false)
  })

  test('is to have a place in the city: every persona, and most of the others', () => {
    const [first] = cities.bangkok.neighbourhoods
    const names = cities.bangkok.neighbourhoods.flatMap(({ name }) => [name.english, name.thai])
    expect(shareOf(({ latitude }) => latitude !== null)).toBeWithin(0.75, 0.95)
    for (const resident of residents) {
      if (resident.persona === newcomerKey) continue
      const { latitude, longitude, addressText } = userOf(resident)
      if (!isPlain(resident)) expect(latitude).not.toBeNull()
      if (latitude === null || longitude === null || !first) continue
      expect(greatCircleKm(first.center, { latitude, longitude })).toBeLessThan(20)
      expect(names).toContain(addressText ?? 'nowhere')
      expect(/\p{Script=Thai}/u.test(addressText ?? '')).toBe(resident.language === 'thai')
    }
  })

  test('is to be verified a day later: Somchai, Mali and a third of the others', () => {
    expect(shareOf(({ isVerified }) => isVerified)).toBeWithin(0.2, 0.4)
    const verified = residents.filter(one => one.persona !== newcomerKey && userOf(one).isVerified)
    expect(verified.map(({ persona }) => persona)).toEqual(expect.arrayContaining(['somchai', 'mali']))
    const joined = new Map(verified.map(({ id, joinedMs }) => [joinedMs + dayMs, id]))
    for (const { atMs } of planned.verifications) expect(joined.has(atMs)).toBe(true)
  })

  test('is to be unavailable at times, but no persona is', () => {
    expect(shareOf(({ isAvailable }) => !isAvailable)).toBeWithin(0.1, 0.3)
    const away = residents.filter(one => one.persona !== newcomerKey && !userOf(one).isAvailable)
    expect(away.filter(one => !isPlain(one))).toEqual([])
  })

  test('is to have a portrait, all personas first, and sixty at the most', () => {
    const owners = planned.images.map(({ ownerId }) => ownerId)
    const shown = personas.filter(({ key }) => key !== newcomerKey).map(({ id }) => id)
    expect(owners.slice(0, shown.length)).toEqual(shown)
    expect(owners).toHaveLength(60)
    expect(new Set(planned.images.map(({ category }) => category))).toEqual(new Set(['profile']))
    const few = drawResidents(seededRandom(2), calendar, 40)
    const portraits = planResidents(seededRandom(3), cities.bangkok, few).images.length
    expect(portraits - shown.length).toBeWithin(14, 30)
  })
})

describe('who has read their notifications', () => {
  const residents = drawResidents(seededRandom(2), calendar, 200)

  const hoursAgo = (random = seededRandom(6)) =>
    planReadNotifications(random, calendar, residents).map(({ atMs }) => (asOfMs - atMs) / hourMs)

  test('are Somchai and Mali, an hour ago, and half of the others, within two days', () => {
    expect(hoursAgo().slice(0, 2)).toEqual([1, 1])
    const others = hoursAgo().slice(2)
    expect(others.length).toBeWithin(75, 120)
    expect(new Set(others.map(Math.floor)).size).toBeGreaterThan(20)
  })

  test('have done so between one and forty-eight hours ago', () => {
    const halfOf = (place: number) => ({ ...drawingAt(place), chance: () => true })
    expect(new Set(hoursAgo(halfOf(0)))).toEqual(new Set([1]))
    expect(new Set(hoursAgo(halfOf(1)))).toEqual(new Set([1, 48]))
    expect(hoursAgo(halfOf(1)).filter(hours => hours === 1)).toHaveLength(2)
    expect(hoursAgo(halfOf(1))).toHaveLength(2 + residents.filter(isPlain).length)
  })
})
