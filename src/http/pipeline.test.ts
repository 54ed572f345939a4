import { describe, expect, test } from 'bun:test'
import { contextOf, plainEndpoint } from '../../test/support/contexts.ts'
import { AppError } from '../errors.ts'
import type { Endpoint } from './endpoint.ts'
import { LargeReplies } from './large-replies.ts'
import { type CompletedRequest, createPipeline } from './pipeline.ts'
import { jsonReply } from './reply.ts'

const endpointOf = (respond: Endpoint['respond']): Endpoint => ({
  ...plainEndpoint(),
  respond,
})

const serve = async (
  endpoint: Endpoint,
  {
    url = 'http://a/',
    guard = () => undefined as void | Promise<void>,
    largeReplies = undefined as LargeReplies | undefined,
  } = {},
) => {
  const { environment, params, server } = contextOf()
  const completed: CompletedRequest[] = []
  const pipeline = createPipeline({
    environment,
    guard,
    onCompleted: one => completed.push(one),
    ...(largeReplies && { largeReplies }),
  })
  const headers: Record<string, unknown> = {}
  // A request whose URL is a path alone has no Host header that could be one.
  const request = url.startsWith('/')
    ? Object.defineProperty(new Request('http://a/'), 'url', { value: url })
    : new Request(url)
  const reply = await pipeline(endpoint, { request, params, server, headers })
  const [done] = completed
  if (!done || completed.length !== 1) throw new Error('It was not completed once.')
  return { reply, headers, done }
}

const failing = (error: unknown) => endpointOf(() => Promise.reject(error))

describe('a request', () => {
  test('is answered with an id and the headers of every answer, and then told of', async () => {
    const endpoint = endpointOf(async () => jsonReply(201, '{}'))
    const { reply, headers, done } = await serve(endpoint)
    expect([reply.status, reply.body]).toEqual([201, '{}'])
    expect(headers).toEqual({
      'x-request-id': done.context.id,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-type': 'application/json',
    })
    expect([done.status, done.endpoint]).toEqual([201, endpoint])
    expect(done.ms >= 0 && done.ms < 5000).toBeTrue()
    expect([done.context.errorCode, done.context.internalError]).toEqual([null, null])
  })

  test('gets an answer that is known already without anything being made', async () => {
    const known = jsonReply(200, '"known"')
    let isMade = false
    const endpoint = endpointOf(async () => {
      isMade = true
      return jsonReply(200, '"made"')
    })
    expect((await serve({ ...endpoint, cachedReply: () => known })).reply).toBe(known)
    expect(isMade).toBeFalse()
    expect((await serve({ ...endpoint, cachedReply: () => null })).reply.body).toBe('"made"')
  })

  test('that the guard keeps out reaches no endpoint, whether it says so at once or later', async () => {
    let isReached = false
    const endpoint = endpointOf(async () => {
      isReached = true
      return jsonReply(200, '')
    })
    for (const guard of [
      () => {
        throw new AppError('RATE_LIMITED', undefined, { retryAfterSeconds: 7 })
      },
      () => Promise.reject(new AppError('RATE_LIMITED', undefined, { retryAfterSeconds: 7 })),
    ]) {
      const { reply, headers, done } = await serve(endpoint, { guard })
      expect([reply.status, headers['retry-after'], done.context.errorCode]).toEqual([
        429,
        '7',
        'RATE_LIMITED',
      ])
    }
    expect(isReached).toBeFalse()
    expect((await serve(endpoint, { guard: async () => {} })).reply.status).toBe(200)
  })

  test('to a host that cannot be is refused before the guard sees it', async () => {
    const guard = () => {
      throw new Error('The guard was asked.')
    }
    const { reply, done } = await serve(
      endpointOf(async () => jsonReply(200, '')),
      { url: '/health', guard },
    )
    expect([reply.status, done.context.errorCode]).toEqual([400, 'BAD_REQUEST'])
  })

  test('that fails for a reason of ours keeps it for the log, and tells the client nothing', async () => {
    const cause = new Error('no such table: secrets')
    for (const [error, status, internal] of [
      [cause, 500, cause],
      [new AppError('STORAGE_FAILED', undefined, { cause }), 503, cause],
      [new AppError('OVERLOADED'), 503, null],
      [new AppError('RESOURCE_NOT_FOUND'), 404, null],
    ] as const) {
      const { reply, done } = await serve(failing(error))
      expect([reply.status, done.status, done.context.internalError]).toEqual([status, status, internal])
      expect(reply.body).not.toContain('secrets')
    }
    const bare = new AppError('INTERNAL_ERROR')
    expect((await serve(failing(bare))).done.context.internalError).toBe(bare)
  })

  test('is sent a long answer by pieces where that is asked for', async () => {
    const { environment } = contextOf()
    const endpoint = endpointOf(async context => {
      context.caller = { userId: environment.newId(), sessionId: environment.newId() }
      return jsonReply(200, 'x'.repeat(256 * 1024))
    })
    expect((await serve(endpoint)).reply.body).toBeString()
    const { reply } = await serve(endpoint, { largeReplies: new LargeReplies() })
    expect(reply.body).toBeInstanceOf(ReadableStream)
  })
})
