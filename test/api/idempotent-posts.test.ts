import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import openApi from '../contract/openapi.json'
import { type Answer, refusalIn } from '../support/client.ts'
import { type KeyedPost, keyedPosts } from '../support/keyed-posts.ts'
import { joinAfresh, logInAs, type Person } from '../support/people.ts'
import { temporaryFolder } from '../support/process.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'
import { openTestDatabase } from '../support/test-database.ts'

/** Ruling P7 for every operation of the document that takes an Idempotency-Key. */

const dayMs = 24 * 3_600_000

const folder = temporaryFolder()
let server: TestServer
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer({ mode: 'demo', env: { DATA_DIR: folder.path } })
})
beforeEach(async () => {
  server.clock.set(testNow)
  ;[somchai, mali] = await Promise.all([joinAfresh(server, 'Somchai'), joinAfresh(server, 'Mali')])
})
afterAll(async () => {
  await server.stop()
  folder.remove()
})

/** Somebody who has logged in again: tokens do not live as long as keys. */
const logInAgain = async (person: Person): Promise<Person> => {
  const tokens = await logInAs(server.url, person.user.email, person.password)
  return { ...person, tokens, client: person.client.withToken(tokens.access_token) }
}

const send = (
  { sender, path, body }: Pick<KeyedPost, 'sender' | 'path' | 'body'>,
  key: string,
): Promise<Answer<object>> =>
  sender.client.send<object>('POST', path, { body, headers: { 'idempotency-key': key } })

const isReplayed = ({ headers }: Answer<object>) => headers.get('idempotency-replayed')

const posts = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  'post' in methods ? [{ name: `POST ${path}`, path, operation: methods.post }] : [],
)

const documentsKey = ({ operation }: (typeof posts)[number]) =>
  'parameters' in operation && operation.parameters.some(({ name }) => name === 'Idempotency-Key')

/** POSTs that P7 gives the key to and that do not document it yet; the list may only become shorter. */
const gaps: string[] = []

describe('the operations that take an Idempotency-Key (P7)', () => {
  test('are every POST under /api but those of authentication, uploads, development and operation', () => {
    const ignoring = /^\/api\/(auth|upload|_dev|_ops)(\/|$)/
    const ruled = posts.filter(({ path }) => path.startsWith('/api/') && !ignoring.test(path))
    const documented = posts.filter(documentsKey).map(({ name }) => name)
    expect([...documented, ...gaps].sort()).toEqual(ruled.map(({ name }) => name).sort())
  })

  test('each have a row in the table of these tests', () => {
    const documented = posts.filter(documentsKey).map(({ name }) => name)
    expect(Object.keys(keyedPosts).sort()).toEqual(documented.sort())
  })
})

for (const [name, prepare] of Object.entries(keyedPosts)) {
  describe(`${name} with an Idempotency-Key (P7)`, () => {
    test('sent twice at once, and again, is done once and answered the same', async () => {
      const post = await prepare(somchai, mali)
      const before = await post.countEffects?.(post.sender)
      const both = await Promise.all([send(post, 'once'), send(post, 'once')])
      expect(both.map(isReplayed).sort()).toEqual([null, 'true'].sort())
      const [first, repeat] = both
      expect([first?.status, first?.body]).toEqual([repeat?.status ?? 0, repeat?.body])
      expect([200, 201]).toContain(first?.status ?? 0)
      const later = await send({ ...post, path: `${post.path}/` }, 'once')
      expect([later.status, isReplayed(later), later.body]).toEqual([
        first?.status ?? 0,
        'true',
        first?.body ?? {},
      ])
      if (post.countEffects) expect(await post.countEffects(post.sender)).toBe((before ?? 0) + 1)
    })

    test('is another thing with another key', async () => {
      const post = await prepare(somchai, mali)
      await send(post, 'one')
      const other = await send(post, 'two')
      expect([refusalIn(other), isReplayed(other)]).toEqual([post.again, null])
    })

    test('is answered from memory for 24 hours, and done anew then', async () => {
      const post = await prepare(somchai, mali)
      const first = await send(post, 'for a day')
      server.clock.set(testNow + dayMs - 1)
      const late = await send({ ...post, sender: await logInAgain(post.sender) }, 'for a day')
      expect([late.status, isReplayed(late), late.body]).toEqual([first.status, 'true', first.body])
      server.clock.set(testNow + dayMs)
      const sender = await logInAgain(post.sender)
      const before = await post.countEffects?.(sender)
      const anew = await send({ ...post, sender }, 'for a day')
      expect([refusalIn(anew), isReplayed(anew)]).toEqual([post.again, null])
      const added = post.again[1] === null ? 1 : 0
      if (post.countEffects) expect(await post.countEffects(sender)).toBe((before ?? 0) + added)
    })

    test('with another body under the same key is refused, and nothing is done', async () => {
      const post = await prepare(somchai, mali)
      await send(post, 'reused')
      const before = await post.countEffects?.(post.sender)
      const other = await send(
        { ...post, body: post.otherBody ?? { note: 'a body that is not read' } },
        'reused',
      )
      // Where an operation takes no body, there is none that could differ.
      const refused: [number, string | null] = post.otherBody ? [422, 'IDEMPOTENCY_KEY_REUSED'] : [200, null]
      expect(refusalIn(other)).toEqual(refused)
      if (post.countEffects) expect(await post.countEffects(post.sender)).toBe(before ?? 0)
      const repeat = await send(post, 'reused')
      expect(isReplayed(repeat)).toBe('true')
    })
  })
}

describe('answers that have been kept for 24 hours (P7)', () => {
  const countKept = async (): Promise<number> => {
    const db = openTestDatabase(server.ctx.config)
    const count = await db.number('SELECT count(*) FROM idempotency_records')
    await db.close()
    return count
  }

  test('are cleared away in small steps, each with a new one, until none is left', async () => {
    const post = await keyedPosts['POST /api/transactions/calculate-fee']?.(somchai, mali)
    if (!post) throw new Error('The fee takes no key.')
    await Promise.all(Array.from({ length: 60 }, (_, at) => send(post, `old ${at}`)))
    const old = await countKept()
    expect(old).toBeGreaterThanOrEqual(60)
    // All that this file kept before is as old: its clock began at the same moment.
    server.clock.set(testNow + 10 * dayMs)
    const sender = await logInAgain(post.sender)
    for (let sent = 1; sent <= old; sent += 1) {
      const before = await countKept()
      const waiting = before - (sent - 1)
      if (waiting === 0) break
      expect(isReplayed(await send({ ...post, sender }, `new ${sent}`))).toBeNull()
      const cleared = before + 1 - (await countKept())
      expect(cleared).toBeLessThanOrEqual(16)
      expect(cleared).toBeGreaterThanOrEqual(Math.min(2, waiting))
    }
    const fresh = await countKept()
    await send({ ...post, sender }, 'one more')
    expect(await countKept()).toBe(fresh + 1)
  })
})
