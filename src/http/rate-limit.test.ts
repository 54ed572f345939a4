import { describe, expect, test } from 'bun:test'
import { AppError } from '../errors.ts'
import { manualClock } from '../lib/clock.ts'
import { applyQuota, type Quota, RateLimits } from './rate-limit.ts'

const config = {
  rateLimitAuth: 2,
  rateLimitUploads: 4,
  rateLimitVariants: 5,
  rateLimitOther: 3,
  rateLimit: true,
}

const limitsWith = (rateLimit = true) => {
  const clock = manualClock(1_000_000)
  return { clock, limits: new RateLimits({ ...config, rateLimit }, clock) }
}
const standing = (quota: Quota | null) => quota && [quota.remaining, quota.resetSeconds, quota.isExceeded]

describe('the rate limits (G12)', () => {
  test('count down to zero, then report that they are exceeded', () => {
    const { limits } = limitsWith()
    expect([1, 2, 3, 4, 5].map(() => standing(limits.countHere('other', 'a')))).toEqual([
      [2, 60, false],
      [1, 60, false],
      [0, 60, false],
      [0, 60, true],
      [0, 60, true],
    ])
  })

  test('begin a client’s minute with its first request, and the next one only with a request behind it', () => {
    const { limits, clock } = limitsWith()
    limits.countHere('other', 'a')
    clock.advance(30_001)
    expect(standing(limits.countHere('other', 'a'))).toEqual([1, 30, false])
    clock.advance(29_998)
    expect(standing(limits.countHere('other', 'a'))).toEqual([0, 1, false])
    clock.advance(100_000)
    expect(standing(limits.countHere('other', 'a'))).toEqual([2, 60, false])
  })

  test('count at all copies of the server together, and at this one alone while they cannot be reached', async () => {
    const elsewhere = [1, 4, 5]
    const limits = new RateLimits(config, manualClock(0), {
      count: async () => {
        const count = elsewhere.shift()
        return count === undefined ? null : { count, leftMs: 20_000 }
      },
    })
    expect(standing(await limits.count('other', 'a'))).toEqual([2, 20, false])
    expect(standing(await limits.count('other', 'a'))).toEqual([0, 20, true])
    expect(async () => limits.countFrame('request', 'a')).toThrow('Too many requests')
    // The requests before were counted here too.
    expect(standing(await limits.count('other', 'a'))).toEqual([0, 60, true])
    expect(standing(await limits.count('other', 'b'))).toEqual([2, 60, false])
  })

  test('are not made longer by rejected requests', () => {
    const { limits, clock } = limitsWith()
    for (let n = 0; n < 50; n += 1) limits.countHere('login', 'a')
    clock.advance(60_000)
    expect(standing(limits.countHere('login', 'a'))).toEqual([1, 60, false])
  })

  test.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('keep nobody out any longer or shorter when the system clock is set %s', (_, stepMs) => {
    const { limits, clock } = limitsWith()
    for (let n = 0; n < 5; n += 1) limits.countHere('login', 'a')
    clock.step(stepMs)
    expect(standing(limits.countHere('login', 'a'))).toEqual([0, 60, true])
    clock.advance(60_000)
    expect(standing(limits.countHere('login', 'a'))).toEqual([1, 60, false])
  })

  test('know each class and each client apart', () => {
    const { limits } = limitsWith()
    for (let n = 0; n < 9; n += 1) limits.countHere('register', 'a')
    for (const [rateClass, client] of [
      ['register', 'b'],
      ['login', 'a'],
      ['refresh', 'a'],
    ] as const) {
      expect(standing(limits.countHere(rateClass, client))).toEqual([1, 60, false])
    }
    expect(limits.limitOf('login')).toBe(2)
    expect(limits.limitOf('other')).toBe(3)
  })

  test('let an operator log in ten times a minute, also where nothing else is limited', () => {
    const { limits } = limitsWith(false)
    const taken = Array.from({ length: 11 }, () => limits.countHere('operator_login', 'a')?.isExceeded)
    expect(taken).toEqual([...Array.from({ length: 10 }, () => false), true])
    expect(limits.countHere('login', 'a')).toBeNull()
  })

  test('are those of the settings, for each class', () => {
    const { limits } = limitsWith()
    const classes = ['register', 'login', 'refresh', 'upload', 'variant', 'other', 'operator_login'] as const
    expect(classes.map(each => limits.limitOf(each))).toEqual([2, 2, 2, 4, 5, 3, 10])
  })

  test('are over in whole seconds, rounded up, and never in none', async () => {
    const lefts = [20_001, 1, 0]
    const limits = new RateLimits(config, manualClock(0), {
      count: async () => ({ count: 4, leftMs: lefts.shift() ?? 0 }),
    })
    for (const seconds of [21, 1, 1])
      expect(standing(await limits.count('other', 'a'))).toEqual([0, seconds, true])
  })

  test('tell of how many clients they count requests and frames', () => {
    const { limits } = limitsWith()
    limits.countHere('other', 'a')
    limits.countHere('login', 'a')
    limits.countHere('login', 'b')
    void limits.countFrame('frame', 'a')
    expect(limits.bounds.map(({ name, max, atBound, used }) => [name, max, atBound, used()])).toEqual([
      ['rate_limit_windows', 100_000, 'replaces', 2],
      ['frame_budgets', 100_000, 'replaces', 1],
    ])
  })

  const takeFrames = (limits: RateLimits, count: number, user = 'a') => {
    let taken = 0
    for (let n = 0; n < count; n += 1) {
      try {
        void limits.countFrame('frame', user)
        taken += 1
      } catch (error) {
        expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 1 })
      }
    }
    return taken
  }

  test('let a user send as many frames as one socket may, and give back what time earns (W4)', () => {
    const { limits, clock } = limitsWith()
    expect(takeFrames(limits, 100)).toBe(40)
    expect(takeFrames(limits, 100, 'b')).toBe(40)
    clock.advance(49)
    expect(takeFrames(limits, 1)).toBe(0)
    clock.advance(1)
    expect(takeFrames(limits, 2)).toBe(1)
    clock.advance(500)
    expect(takeFrames(limits, 100)).toBe(10)
    clock.advance(3_600_000)
    expect(takeFrames(limits, 100)).toBe(40)
  })

  test('count a frame that is a request with the requests of its user, and no other frame', () => {
    const { limits } = limitsWith()
    takeFrames(limits, 100)
    void limits.countFrame('request', 'a')
    expect(standing(limits.countHere('other', 'a'))).toEqual([1, 60, false])
    void limits.countFrame('request', 'a')
    expect(() => limits.countFrame('request', 'a')).toThrow('Too many requests')
    expect(standing(limits.countHere('other', 'a'))).toEqual([0, 60, true])
  })

  test('count nothing when they are switched off', () => {
    const { limits } = limitsWith(false)
    expect(limits.count('other', 'a')).toBeNull()
    expect(takeFrames(limits, 1000)).toBe(1000)
    for (let n = 0; n < 1000; n += 1) void limits.countFrame('request', 'a')
  })
})

describe('the headers of a quota (G12)', () => {
  const quota: Quota = { limit: 5, remaining: 2, resetSeconds: 42, isExceeded: false }

  test('report the limit, the remaining requests and the reset', () => {
    const headers: Record<string, unknown> = {}
    void applyQuota(quota, headers)
    expect(headers).toEqual({ 'ratelimit-limit': '5', 'ratelimit-remaining': '2', 'ratelimit-reset': '42' })
  })

  test('are those of the tighter of two, and of the exceeded one in any case', () => {
    const headers: Record<string, unknown> = {}
    void applyQuota(quota, headers)
    void applyQuota({ ...quota, remaining: 4 }, headers)
    expect(headers['ratelimit-remaining']).toBe('2')
    void applyQuota({ ...quota, remaining: 1, resetSeconds: 7 }, headers)
    expect([headers['ratelimit-remaining'], headers['ratelimit-reset']]).toEqual(['1', '7'])
    const exceeded = { ...quota, remaining: 0, resetSeconds: 9, isExceeded: true }
    try {
      void applyQuota(exceeded, headers)
      throw new Error('Nothing was rejected.')
    } catch (error) {
      expect(error).toBeInstanceOf(AppError)
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 9 })
    }
    expect([headers['ratelimit-remaining'], headers['ratelimit-reset']]).toEqual(['0', '9'])
  })

  test('may come later, where copies of the server count together', async () => {
    const headers: Record<string, unknown> = {}
    await applyQuota(Promise.resolve(quota), headers)
    expect(headers['ratelimit-remaining']).toBe('2')
    const exceeded = Promise.resolve({ ...quota, remaining: 0, isExceeded: true })
    await expect((async () => applyQuota(exceeded, headers))()).rejects.toMatchObject({
      retryAfterSeconds: 42,
    })
  })

  test('are none when nothing is counted', () => {
    const headers: Record<string, unknown> = {}
    void applyQuota(null, headers)
    expect(headers).toEqual({})
  })
})
