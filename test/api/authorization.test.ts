import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type AccessRow, type AccessWorld, accessRows, fillPrivately } from '../support/access-cells.ts'
import { createRejectedCallers, type RejectedCaller } from '../support/callers.ts'
import { openRoom } from '../support/chat.ts'
import { type OpenApiDocument, type Operation, operationsOf } from '../support/operations.ts'
import { joinAfresh, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectWith } from '../support/sockets.ts'

/**
 * The authorization matrix: every operation of the document against thirteen kinds of callers. Each request is one that
 * its owner may make, so a rejection has no other reason than the caller.
 */

const secret = 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE'

let server: TestServer
let world: AccessWorld
let operations: Map<string, Operation>
let rejected: Record<'access' | 'refresh', Record<string, RejectedCaller>>
let privateWords: string[]

beforeAll(async () => {
  server = await startTestServer({
    env: { JWT_SECRET: secret, QUOTA_FILES: '100000' },
  })
  const [owner, other, stranger] = [
    await joinAfresh(server, 'Somchai'),
    await joinAfresh(server, 'Mali'),
    await joinAfresh(server, 'Nok'),
  ]
  world = { server, owner, other, stranger }
  rejected = await createRejectedCallers(server, owner, secret)
  privateWords = await fillPrivately(world)
  const { body } = await owner.client.get<OpenApiDocument>('/openapi.json')
  operations = new Map(operationsOf(body).map(operation => [operation.name, operation]))
})
afterAll(() => server.stop())

type Ready = Awaited<ReturnType<AccessRow['prepare']>>

const send = async ({ method, path }: Operation, ready: Ready, authorization: string | null) => {
  const { params = {}, query, body, headers = {} } = ready
  const isForm = body instanceof FormData || body instanceof URLSearchParams
  const answer = await fetch(
    server.url + path.replace(/\{(\w+)\}/g, (_, name) => params[name] ?? name) + (query ? `?${query}` : ''),
    {
      method,
      headers: {
        ...(authorization !== null && { authorization }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    },
  )
  const text = await answer.text()
  const code: unknown = answer.status < 400 ? answer.status : JSON.parse(text).error_code
  return { outcome: code, text }
}

const isRefresh = ({ security = [] }: Operation) => security.some(one => 'RefreshToken' in one)

/** Answers for all thirteen callers of an operation, in the order of the matrix. */
const tryCallers = async (operation: Operation, row: AccessRow) => {
  let ready = await row.prepare(world)
  const ask = async (authorization: string | null) => {
    const answer = await send(operation, ready, authorization)
    const hasChanged = typeof answer.outcome === 'number' && operation.method !== 'GET'
    if (hasChanged) ready = await row.prepare(world)
    return answer
  }
  const authorizationOf = ({ tokens }: Person) =>
    `Bearer ${isRefresh(operation) ? tokens.refresh_token : tokens.access_token}`
  const outcomes: Record<string, unknown> = {}
  // A row that ends sessions has people of its own, so that it does not end those of the others.
  const { owner, other, stranger } = row.endsSession ? await joinThree() : world
  const callers = row.endsSession ? await createRejectedCallers(server, owner, secret) : rejected
  const kind = isRefresh(operation) ? 'refresh' : 'access'
  for (const [name, { authorization }] of Object.entries(callers[kind]))
    outcomes[name] = (await ask(authorization)).outcome
  const asked = JSON.stringify(ready)
  const toStranger = await ask(authorizationOf(stranger))
  outcomes.stranger = toStranger.outcome
  outcomes.other = (await ask(authorizationOf(other))).outcome
  outcomes.owner = (await ask(authorizationOf(owner))).outcome
  const leaked = privateWords.filter(word => toStranger.text.includes(word) && !asked.includes(word))
  return { outcomes, leaked }
}

const joinThree = async () => ({
  owner: await joinAfresh(server, 'Owner'),
  other: await joinAfresh(server, 'Other'),
  stranger: await joinAfresh(server, 'Stranger'),
})

describe('the authorization matrix', () => {
  test('has a row for every operation of the document, and for nothing else', () => {
    expect(Object.keys(accessRows).sort()).toEqual([...operations.keys()].sort())
    expect(Object.keys(rejected.access).length + Object.keys(world).length - 1).toBe(13)
  })

  test.each(Object.entries(accessRows))(
    '%s answers thirteen kinds of callers as its row says',
    async (name, row) => {
      const operation = operations.get(name)
      if (!operation) throw new Error(`${name} is not in the document.`)
      expect(row.isOpen ?? false).toBe(operation.security?.length === 0)
      const kind = isRefresh(operation) ? 'refresh' : 'access'
      const expected = Object.entries(rejected[kind]).map(([caller, { code }]) => [
        caller,
        row.isOpen || (row.takesExpiredToken && code === 'TOKEN_EXPIRED') ? row.outcomes.owner : code,
      ])
      const { outcomes, leaked } = await tryCallers(operation, row)
      expect(outcomes).toEqual({ ...Object.fromEntries(expected), ...row.outcomes })
      expect(leaked).toEqual([])
    },
  )
})

/** The close codes of each channel of the AsyncAPI document, for the three who have a token; null stays open. */
const channelCodes: Record<string, { owner: number | null; other: number | null; stranger: number | null }> =
  {
    '/ws/chat/{room_id}': { owner: null, other: null, stranger: 4003 },
    // Asked without a box, which is looked at after the token.
    '/ws/gigs': { owner: 4000, other: 4000, stranger: 4000 },
    '/ws/notifications': { owner: null, other: null, stranger: null },
  }

describe('the authorization matrix of sockets', () => {
  /** Null for a connection that the server keeps. */
  const closeCodeOf = async (path: string, token: string): Promise<number | null> => {
    const socket = connectWith(server, path, token)
    const closed = socket.closed.then(({ code }) => code)
    const kept = socket.next('pong').then(() => null)
    await socket.opened()
    socket.send({ type: 'ping' })
    const code = await Promise.race([closed, kept])
    await socket.close()
    return code
  }

  test('has a row for every channel of the document, and for nothing else', async () => {
    const { body } = await world.owner.client.get<{ channels: Record<string, { address: string }> }>(
      '/asyncapi.json',
    )
    const addresses = Object.values(body.channels).map(({ address }) => address)
    expect(Object.keys(channelCodes).sort()).toEqual(addresses.sort())
  })

  test.each(Object.entries(channelCodes))('%s lets in whom its row says', async (address, codes) => {
    const room = await openRoom(world.owner, world.other)
    const path = address.replace('{room_id}', room.id)
    const outcomes: Record<string, number | null> = {}
    for (const [name, { authorization }] of Object.entries(rejected.access))
      outcomes[name] = await closeCodeOf(path, authorization?.replace(/^\w+ /, '') ?? '')
    const { owner, other, stranger } = world
    for (const [name, { tokens }] of Object.entries({ owner, other, stranger }))
      outcomes[name] = await closeCodeOf(path, tokens.access_token)
    const expected = Object.keys(rejected.access).map(name => [name, 4001])
    expect(outcomes).toEqual({ ...Object.fromEntries(expected), ...codes })
  })
})
