import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Reader } from '../../src/lib/command.ts'
import { maxWaitingReads } from '../../src/storage/expensive-reads.ts'
import { maxRowsOnMainThread } from '../../src/storage/sqlite/read-routes.ts'
import { type Answer, refusalIn } from '../support/client.ts'
import { type GigPageJson, post } from '../support/gigs.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeGig, makeUser, makeWrite } from '../support/stores.ts'
import { onPostgres } from '../support/test-database.ts'

/** One person who asks for the most expensive things makes nobody else wait. */

// Left out: all reads of PostgreSQL run in processes of its own, so there is no queue for expensive ones.
describe.skipIf(onPostgres)('the queue of expensive reads', () => {
  const folder = makeFolder(existsSync('/dev/shm') ? '/dev/shm' : tmpdir())
  let server: TestServer
  let somchai: Person
  let mali: Person

  beforeAll(async () => {
    server = await startTestServer({ env: { DATA_DIR: folder.path } })
    somchai = await joinSomchai(server)
    mali = await joinMali(server)
    const { store } = server.ctx
    const seeker = await store.users.register(makeWrite(), makeUser(), 'hash')
    // So many that a search for text is expensive.
    const gigs = Array.from({ length: maxRowsOnMainThread + 100 }, () => makeGig(seeker))
    await Promise.all(gigs.map(gig => store.gigs.post(makeWrite(), gig)))
  })
  afterAll(async () => {
    await server.stop()
    folder.remove()
  })

  const figures = () => server.ctx.store.figures().expensiveReads
  const around = '/api/gigs/search?latitude=13.7563&longitude=100.5018&radius=100'
  const expensiveSearch = `${around}&q=furniture&sort=budget`
  /** It reads next to nothing, and goes through the queue as well. */
  const deepPage = `/api/gigs?skip=${maxRowsOnMainThread}`

  const until = async (isSo: () => boolean) => {
    while (!isSo()) await Bun.sleep(1)
  }
  beforeEach(() => until(() => figures().waiting === 0))

  /** Sends the same request several times at once. */
  const sendAtOnce = (person: Person, count: number, path: string): Promise<Answer<GigPageJson>>[] =>
    Array.from({ length: count }, () => person.client.get<GigPageJson>(path))

  const statusesOf = async (answers: Promise<{ status: number }>[]) =>
    (await Promise.all(answers)).map(({ status }) => status)

  describe('sixteen expensive searches at once', () => {
    test('let the health check, a cheap read and a post pass', async () => {
      // The check that follows within a second needs no write of its own.
      await somchai.client.get('/health')
      const searches = sendAtOnce(somchai, 16, expensiveSearch)
      await until(() => figures().waiting >= 8)
      const cheap = [
        somchai.client.get('/health'),
        mali.client.get('/api/auth/me'),
        mali.client.get(`${around.replace('=100', '=1')}&status=COMPLETED`),
      ]
      expect(await statusesOf(cheap)).toEqual([200, 200, 200])
      await post(mali)
      expect(figures().waiting).toBeGreaterThan(0)
      expect(await statusesOf(searches)).toEqual(Array.from({ length: 16 }, () => 200))
    })
  })

  test('the search of another person does not wait for the sixty before it', async () => {
    const first = sendAtOnce(somchai, 60, expensiveSearch)
    await until(() => figures().waiting >= 50)
    await mali.client.get(expensiveSearch)
    // Some end while her request and its answer are on their way.
    expect(figures().waiting).toBeGreaterThan(20)
    expect(await statusesOf(first)).toEqual(Array.from({ length: 60 }, () => 200))
  })

  describe('expensive reads', () => {
    test('show what the same person has posted a moment ago', async () => {
      for (let at = 0; at < 5; at += 1) {
        const before = figures().total
        const title = `Only once ${at}`
        const gig = await post(somchai, { title })
        const { body } = await somchai.client.get<GigPageJson>(`${around}&q=${encodeURIComponent(title)}`)
        expect(body.gigs.map(({ id }) => id)).toEqual([gig.id])
        expect(figures().total).toBe(before + 1)
      }
    })

    const deep = { skip: maxRowsOnMainThread, limit: 1 }
    const readDeep = ({ user }: Person) =>
      server.ctx.store.gigs.listNewestPending(deep, new Reader(user.id, null))
    const fillQueue = () => Array.from({ length: maxWaitingReads + 1 }, () => readDeep(somchai))

    test('that find the queue full get OVERLOADED with Retry-After', async () => {
      let refused: Answer<GigPageJson>
      do {
        const begun = fillQueue()
        refused = await somchai.client.get(deepPage)
        await Promise.all(begun)
        // Until the request is there, some reads may have ended.
      } while (refused.status === 200)
      expect(refusalIn(refused)).toEqual([503, 'OVERLOADED'])
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    })

    test('of another person take the place of the last one in a full queue', async () => {
      const begun = fillQueue()
      const displaced = begun.pop()?.catch(error => error.code)
      const before = figures().rejected
      const ofMali = readDeep(mali)
      expect(figures().rejected - before).toBe(1)
      expect(await displaced).toBe('OVERLOADED')
      expect((await ofMali).items).toHaveLength(1)
      await Promise.all(begun)
    })

    test('whose client has gone are not begun', async () => {
      const before = figures().total
      const leaving = new AbortController()
      const { token } = somchai.client
      const requests = Array.from({ length: 60 }, () =>
        fetch(server.url + expensiveSearch, {
          headers: { authorization: `Bearer ${token}` },
          signal: leaving.signal,
        }).then(
          () => 'answered',
          () => 'gone',
        ),
      )
      await until(() => figures().waiting >= 40)
      leaving.abort()
      expect(await Promise.all(requests)).toContain('gone')
      // One of somebody else comes after everything that is still in the queue.
      expect((await mali.client.get(deepPage)).status).toBe(200)
      await until(() => figures().waiting === 0)
      expect(figures().total - before).toBeLessThan(40)
    })

    test('may be sent a hundred times a minute, all at once (G12)', async () => {
      const limited = makeFolder()
      const strict = await startTestServer({ env: { DATA_DIR: limited.path, RATE_LIMIT: 'on' } })
      const person = await joinSomchai(strict)
      const statuses = await statusesOf(sendAtOnce(person, 101, deepPage))
      expect(statuses.filter(status => status === 200)).toHaveLength(100)
      expect(statuses.filter(status => status === 429)).toHaveLength(1)
      expect(strict.ctx.store.figures().expensiveReads.total).toBe(100)
      await strict.stop()
      limited.remove()
    })
  })
})
