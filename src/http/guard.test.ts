import { describe, expect, test } from 'bun:test'
import { contextOf, plainEndpoint } from '../../test/support/contexts.ts'
import { AppError } from '../errors.ts'
import type { DiskLevel } from '../files/disk-space.ts'
import { manualClock } from '../lib/clock.ts'
import { object } from '../schema/objects.ts'
import { fileBody } from './body.ts'
import type { Endpoint } from './endpoint.ts'
import { type Authenticate, createGuard } from './guard.ts'
import { RateLimits } from './rate-limit.ts'
import type { RequestContext } from './request-context.ts'

const plain = plainEndpoint('POST')
const forUsers: Endpoint = { ...plain, access: 'user' }
const ofFiles: Endpoint = { ...plain, body: object({}), bodyTypes: ['formdata'], bodyLimits: fileBody(1000) }

const { newId } = contextOf().environment
const somchai = { userId: newId<'user'>(), sessionId: newId<'session'>() }

interface World {
  disk?: DiskLevel
  caller?: Awaited<ReturnType<Authenticate>>
  limits?: RateLimits
}

const limitsOf = (rateLimitOther: number) =>
  new RateLimits(
    { rateLimit: true, rateLimitAuth: 1, rateLimitUploads: 1, rateLimitVariants: 1, rateLimitOther },
    manualClock(0),
  )

/** @returns the error code that keeps the request out, or null */
const admit = async (
  endpoint: Endpoint,
  context: RequestContext,
  { disk = 'plenty', caller = somchai, limits = limitsOf(100) }: World = {},
) => {
  const asked: string[] = []
  const guard = createGuard({
    limits,
    authenticate: (authorization, kind) => {
      asked.push(`${authorization} ${kind}`)
      return caller
    },
    freeSpace: async () => {
      asked.push('disk')
      return disk
    },
  })
  const outcome = await Promise.resolve()
    .then(() => guard(endpoint, context))
    .then(
      () => null,
      error => (error instanceof AppError ? error : Promise.reject(error)),
    )
  return { code: outcome?.code ?? null, retry: outcome?.retryAfterSeconds, asked }
}

describe('a request is let in', () => {
  test('by its token, which is asked for where the endpoint needs one and by its kind', async () => {
    const headers = { authorization: 'Bearer x' }
    const asks = async (endpoint: Endpoint) => (await admit(endpoint, contextOf({ headers }))).asked
    expect(await asks(plain)).toEqual([])
    expect(await asks(forUsers)).toEqual(['Bearer x access'])
    expect(await asks({ ...forUsers, takesExpiredToken: true })).toEqual(['Bearer x expiredAccess'])
    expect(await asks({ ...plain, access: 'refresh' })).toEqual(['Bearer x refresh'])
  })

  test('of a user, who is then known, or not at all', async () => {
    const context = contextOf()
    expect((await admit(forUsers, context)).code).toBeNull()
    expect(context.caller).toEqual(somchai)
    const refused = contextOf()
    expect((await admit(forUsers, refused, { caller: new AppError('TOKEN_EXPIRED') })).code).toBe(
      'TOKEN_EXPIRED',
    )
    expect(refused.caller).toBeNull()
    // A refresh is checked by its endpoint.
    const refreshed = contextOf()
    const refresh: Endpoint = { ...plain, access: 'refresh' }
    expect((await admit(refresh, refreshed, { caller: new AppError('INVALID_TOKEN') })).code).toBeNull()
    expect(refreshed.caller).toBeNull()
  })

  test('up to the length that its body may have', async () => {
    const withLength = (length: number) =>
      contextOf({ method: 'DELETE', headers: { 'content-length': `${length}` } })
    expect((await admit(plain, withLength(128 * 1024))).code).toBeNull()
    expect((await admit(plain, withLength(128 * 1024 + 1))).code).toBe('BODY_TOO_LARGE')
    expect((await admit(ofFiles, withLength(1000 + 64 * 1024))).code).toBeNull()
    expect((await admit(ofFiles, withLength(1001 + 64 * 1024))).code).toBe('FILE_TOO_LARGE')
  })

  test('when there is room for what it adds', async () => {
    const send = (method: string, endpoint: Endpoint, disk: DiskLevel) =>
      admit(endpoint, contextOf({ method }), { disk })
    for (const method of ['POST', 'PUT']) {
      expect(await send(method, plain, 'full')).toMatchObject({ code: 'STORAGE_FULL', retry: 10 })
      expect((await send(method, plain, 'low')).code).toBeNull()
      expect(await send(method, ofFiles, 'low')).toMatchObject({ code: 'STORAGE_FULL', retry: 60 })
      expect((await send(method, { ...ofFiles, body: undefined }, 'low')).code).toBeNull()
      expect((await send(method, { ...ofFiles, bodyTypes: ['json', 'formdata'] }, 'low')).code).toBeNull()
      expect(await send(method, ofFiles, 'plenty')).toMatchObject({ code: null, asked: ['disk'] })
    }
    for (const method of ['GET', 'HEAD', 'DELETE'])
      expect(await send(method, plain, 'full')).toMatchObject({ code: null, asked: [] })
  })
})

describe('a request is counted', () => {
  test('by its user, else by its address', async () => {
    const limits = limitsOf(1)
    const mali = { userId: newId<'user'>(), sessionId: newId<'session'>() }
    const codeFor = async (world: World, endpoint = forUsers) =>
      (await admit(endpoint, contextOf(), { limits, ...world })).code
    expect(await codeFor({})).toBeNull()
    expect(await codeFor({})).toBe('RATE_LIMITED')
    expect(await codeFor({ caller: mali })).toBeNull()
    expect(await codeFor({ caller: new AppError('INVALID_TOKEN') })).toBe('INVALID_TOKEN')
    // Both come from the same address.
    expect(await codeFor({ caller: new AppError('INVALID_TOKEN') })).toBe('RATE_LIMITED')
    expect(await codeFor({}, plain)).toBe('RATE_LIMITED')
    expect(await codeFor({}, { ...plain, rateClass: 'none' })).toBeNull()
  })

  test('with its quota in the headers, also where it is refused afterwards', async () => {
    const context = contextOf()
    await admit(forUsers, context, { caller: new AppError('INVALID_TOKEN'), limits: limitsOf(7) })
    expect(context.headers).toMatchObject({ 'ratelimit-limit': '7', 'ratelimit-remaining': '6' })
  })

  test('by the endpoint itself where it knows repeats, unless its token is bad', async () => {
    const limits = limitsOf(1)
    let times = 0
    const endpoint: Endpoint = {
      ...plain,
      access: 'refresh',
      countOnce: async (_, count) => {
        times += 1
        if (times === 2) await count()
      },
    }
    const send = async (world: World = {}) => (await admit(endpoint, contextOf(), { limits, ...world })).code
    expect([await send(), await send(), await send()]).toEqual([null, null, null])
    expect(times).toBe(3)
    const caller = new AppError('INVALID_TOKEN')
    expect([await send({ caller }), await send({ caller })]).toEqual([null, 'RATE_LIMITED'])
    expect(times).toBe(3)
  })

  test('before it is let in, also where copies of the server count together', async () => {
    const limits = new RateLimits(limitsOf(1).config, manualClock(0), {
      count: async () => ({ count: 2, leftMs: 20_000 }),
    })
    expect(
      await admit(forUsers, contextOf(), { limits, caller: new AppError('INVALID_TOKEN') }),
    ).toMatchObject({
      code: 'RATE_LIMITED',
      retry: 20,
    })
  })
})
