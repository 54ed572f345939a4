import { describe, expect, test } from 'bun:test'
import { Type } from '@sinclair/typebox'
import { contextOf } from '../../test/support/contexts.ts'
import { IdempotentReplay } from '../lib/command.ts'
import { object } from '../schema/objects.ts'
import { text } from '../schema/requests.ts'
import { view } from '../schema/views.ts'
import { jsonBody } from './body.ts'
import { endpoint, openEndpoint } from './endpoint.ts'
import { Reply } from './reply.ts'

const about = { tag: null, summary: '', description: '', errors: [] }
const Named = object({ name: view.string() })

const post = (body: unknown, headers: Record<string, string> = {}, path = '/things') => {
  const sent = JSON.stringify(body)
  const context = contextOf({
    path,
    method: 'POST',
    body: sent,
    headers: { 'content-length': String(Buffer.byteLength(sent)), ...headers },
  })
  const { newId } = context.environment
  context.caller = { userId: newId(), sessionId: newId() }
  return context
}

const echo = endpoint({
  ...about,
  method: 'POST',
  path: '/things',
  body: object({ name: text(1, 10) }),
  responses: { 201: Named, 200: Named },
  idempotent: true,
  run: ({ body, command }) => {
    // As a store does: the response is made within the transaction.
    command.idempotency?.respond(body)
    return body
  },
  status: ({ name }) => (name === 'old' ? 200 : 201),
  view: (thing: { name: string }) => thing,
})

describe('an endpoint', () => {
  test('answers with what its view makes of the result, in the status that it chooses', async () => {
    const made = await echo.respond(post({ name: ' new ', other: 1 }))
    expect([made.status, made.body, made.headers['content-type']]).toEqual([
      201,
      '{"name":"new"}',
      'application/json',
    ])
    expect((await echo.respond(post({ name: 'old' }))).status).toBe(200)
    await expect(echo.respond(post({}))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })

  test('answers in its first status where it chooses none, and without a body where it has no view', async () => {
    const run = () => null
    const plain = openEndpoint({
      ...about,
      method: 'POST',
      path: '/',
      access: 'anyone',
      responses: { 204: Type.Void() },
      run,
    })
    const { status, body, headers } = await plain.respond(contextOf())
    expect([status, body, headers]).toEqual([204, null, {}])
    const bare = openEndpoint({ ...about, method: 'POST', path: '/', access: 'anyone', responses: {}, run })
    expect((await bare.respond(contextOf())).status).toBe(200)
  })

  test('sends a reply that it made itself as it is', async () => {
    const reply = new Reply(302, null, { location: '/docs' })
    const open = openEndpoint({
      ...about,
      method: 'GET',
      path: '/',
      access: 'anyone',
      responses: {},
      run: () => reply,
    })
    expect(await open.respond(contextOf())).toBe(reply)
    const forUsers = endpoint({
      ...about,
      method: 'POST',
      path: '/',
      responses: {},
      idempotent: true,
      run: () => reply,
    })
    expect(await forUsers.respond(post({}))).toBe(reply)
    expect(await forUsers.respond(post({}, { 'idempotency-key': 'k' }))).toBe(reply)
  })

  test('has usual limits, and is for users who are logged in', () => {
    const plain = endpoint({ ...about, method: 'GET', path: '/', responses: {}, run: () => null })
    expect(plain).toMatchObject({
      access: 'user',
      rateClass: 'other',
      bodyTypes: ['json'],
      bodyLimits: jsonBody,
      idempotent: false,
      takesExpiredToken: false,
    })
    const open = openEndpoint({
      ...about,
      method: 'GET',
      path: '/',
      access: 'refresh',
      responses: {},
      run: () => null,
    })
    expect(open).toMatchObject({
      access: 'refresh',
      rateClass: 'other',
      idempotent: false,
      takesExpiredToken: false,
    })
  })

  test('for users never runs for nobody, and takes keys for a POST alone', async () => {
    const forUsers = endpoint({ ...about, method: 'GET', path: '/', responses: {}, run: () => null })
    await expect(forUsers.respond(contextOf())).rejects.toThrow('/: the guard let nobody in.')
    const put = { ...about, method: 'PUT' as const, path: '/x', responses: {}, run: () => null }
    expect(() => endpoint({ ...put, idempotent: true })).toThrow('/x: only POSTs take an Idempotency-Key.')
    expect(endpoint(put).idempotent).toBeFalse()
  })
})

describe('a request with a key', () => {
  const keyed = (key: string) => post({ name: 'new' }, { 'idempotency-key': key })

  test('has a response that the store keeps, for the user and the path in one spelling', async () => {
    const seen: (readonly string[])[] = []
    const spying = endpoint({
      ...about,
      method: 'POST',
      path: '/things/:id',
      body: object({ a: text(0, 9), b: text(0, 9) }),
      responses: { 201: Named },
      idempotent: true,
      run: ({ command }) => {
        const { idempotency } = command
        if (!idempotency) throw new Error('There is a key.')
        const { scope, key, fingerprint, expiredBefore } = idempotency
        seen.push([scope.replace(/^\S+/, ''), key, fingerprint, expiredBefore])
        idempotency.respond({ name: 'x' })
        return { name: 'y' }
      },
      view: (thing: { name: string }) => thing,
    })
    for (const [path, sent] of [
      ['/things/AB', { a: '1', b: '2' }],
      ['/things/ab/', { b: '2', a: '1' }],
      ['/things/ab?c', { a: '2', b: '1' }],
    ] as const) {
      const { body } = await spying.respond(post(sent, { 'idempotency-key': 'k' }, path))
      // The stored response is sent, so that a repeat gets the very same.
      expect(body).toBe('{"name":"x"}')
    }
    const [first, second, third] = seen
    expect(first).toEqual([' /things/ab', 'k', expect.any(String), '2025-09-30T10:00:00.000000Z'])
    expect(second).toEqual(first ?? [])
    expect(third?.[0]).toBe(' /things/ab')
    expect(third?.[2]).not.toBe(first?.[2])
  })

  test('has a key of 1 to 255 characters', async () => {
    for (const key of ['k', 'k'.repeat(255)]) expect((await echo.respond(keyed(key))).status).toBe(201)
    for (const key of ['', 'k'.repeat(256)])
      await expect(echo.respond(keyed(key))).rejects.toMatchObject({
        fieldErrors: { 'Idempotency-Key': ['Must be text of 1 to 255 characters.'] },
      })
  })

  test('gets the first answer again when it is a repeat, and any other error as it is', async () => {
    const failing = (error: Error) =>
      endpoint({
        ...about,
        method: 'POST',
        path: '/',
        responses: {},
        idempotent: true,
        run: () => {
          throw error
        },
      })
    const replay = new IdempotentReplay({ status: 201, body: '{"name":"first"}' })
    const { status, body, headers } = await failing(replay).respond(keyed('k'))
    expect([status, body]).toEqual([201, '{"name":"first"}'])
    expect(headers).toEqual({ 'content-type': 'application/json', 'idempotency-replayed': 'true' })
    await expect(failing(new Error('other')).respond(keyed('k'))).rejects.toThrow('other')
    await expect(failing(replay).respond(post({}))).rejects.toBe(replay)
  })

  test('is an error of ours where the command never reached the store', async () => {
    const forgetful = endpoint({
      ...about,
      method: 'POST',
      path: '/',
      responses: { 200: Named },
      idempotent: true,
      run: () => ({ name: 'x' }),
      view: (thing: { name: string }) => thing,
    })
    await expect(forgetful.respond(keyed('k'))).rejects.toThrow('did not go through the store')
    expect((await forgetful.respond(post({}))).status).toBe(200)
  })
})
