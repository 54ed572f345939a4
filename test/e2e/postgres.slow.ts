import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { AppError } from '../../src/errors.ts'
import { isUncertainCommit } from '../../src/storage/postgres/engine/conflicts.ts'
import { createRunOnce } from '../../src/storage/postgres/engine/once.ts'
import { createPool } from '../../src/storage/postgres/engine/pool.ts'
import { createUnitOfWork } from '../../src/storage/postgres/engine/unit-of-work.ts'
import { openPostgresStore } from '../../src/storage/postgres/open.ts'
import { Client, refusalIn } from '../support/client.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { exampleGig } from '../support/gigs.ts'
import { joinSomchai } from '../support/people.ts'
import { startPgbouncer } from '../support/pgbouncer.ts'
import { type PostgresServer, postgresPassword, startPostgres } from '../support/postgres.ts'
import { runToEnd, temporaryFolder } from '../support/process.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { at, makeIdempotency, makeUser, makeWrite, silentLog } from '../support/stores.ts'

let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(() => postgres.end())

const unavailable: [number, string] = [503, 'STORAGE_FAILED']

/** Runs statements as the administrator of a database. */
const run = async (url: string, ...statements: string[]): Promise<void> => {
  const sql = new SQL({ url, max: 1 })
  for (const statement of statements) await sql.unsafe(statement)
  await sql.close()
}

describe('a server on PostgreSQL', () => {
  let server: TestServer
  let client: Client
  let url: string
  let folder: ReturnType<typeof temporaryFolder>
  beforeAll(async () => {
    url = await postgres.newDatabase()
    folder = temporaryFolder()
    server = await startTestServer({ env: { DATABASE_URL: url, COPIES: '1', DATA_DIR: folder.path } })
    client = (await joinSomchai(server)).client
  })
  afterAll(async () => {
    await server.stop()
    folder.remove()
  })

  const post = () => client.post<{ id: string }>('/api/gigs', exampleGig)
  const statusOfPost = async () => (await post()).status

  test('is alone: another one on its database says so', async () => {
    await expect(openPostgresStore({ url, log: silentLog })).rejects.toThrow(
      'Another Chayenity server uses the database of DATABASE_URL.',
    )
  })

  test('answers 503 with Retry-After within the deadline while the server is frozen, and then as before', async () => {
    expect(await statusOfPost()).toBe(201)
    postgres.freeze()
    const [read, written, health] = await Promise.all([
      client.get('/api/gigs/my-gigs'),
      post(),
      new Client(server.url).get('/health'),
    ])
    postgres.thaw()
    expect([refusalIn(read), refusalIn(written), health.status]).toEqual([unavailable, unavailable, 503])
    expect(read.headers.get('retry-after')).toBe('1')
    await expectSoon(statusOfPost, 201)
    expect((await client.get('/api/gigs/my-gigs')).status).toBe(200)
    expect(server.logLines.join()).toContain('All connections were replaced')
  })

  test('loses and doubles no acknowledged gig while the server is restarted, and answers 503 or as before', async () => {
    const before = (await client.get<{ total_count: number }>('/api/gigs/my-gigs')).body.total_count
    const answers: number[] = []
    let isOver = false
    const posting = Array.from({ length: 8 }, async () => {
      while (!isOver) answers.push(await statusOfPost())
    })
    await postgres.restart()
    await expectSoon(statusOfPost, 201)
    isOver = true
    await Promise.all(posting)
    const made = answers.filter(status => status === 201).length + 1
    expect(new Set(answers).isSubsetOf(new Set([201, 503]))).toBeTrue()
    const after = (await client.get<{ total_count: number }>('/api/gigs/my-gigs')).body.total_count
    // A commit whose answer was cut off may have happened.
    expect(after - before).toBeGreaterThanOrEqual(made)
    expect(after - before).toBeLessThanOrEqual(made + answers.filter(status => status === 503).length)
  })

  test('tells nobody the password of DATABASE_URL', async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toContain('chayenity_')
    expect(server.logLines.length).toBeGreaterThan(0)
    expect([metrics, ...server.logLines].filter(text => text.includes(postgresPassword))).toEqual([])
  })

  test('keeps the ledger and the audit from every change', async () => {
    for (const table of ['ledger_entries', 'audit'])
      await expect(run(url, `TRUNCATE ${table}`)).rejects.toThrow('never changed')
  })
})

test('what one of several copies disables, another one knows soon, and not for ever', async () => {
  const url = await postgres.newDatabase()
  const open = () => openPostgresStore({ url, log: silentLog, isSole: false })
  const [one, other] = [await open(), await open()]
  const user = makeUser()
  await one.users.register(makeWrite(), user, 'hash')
  const isDisabledThere = async () => other.users.isDisabled(user.id)
  await one.users.setDisabled(makeWrite(), user.id, at(1))
  await expectSoon(isDisabledThere, true)
  await one.users.setDisabled(makeWrite(), user.id, null)
  await expectSoon(isDisabledThere, false)
  await expect(openPostgresStore({ url, log: silentLog })).rejects.toThrow(
    'Another Chayenity server uses the database of DATABASE_URL.',
  )
  await Promise.all([one.close(), other.close()])
})

test('the example world is made in PostgreSQL by "seed", and not a second time', async () => {
  const url = await postgres.newDatabase()
  const folder = temporaryFolder()
  const env = { DATABASE_URL: url, COPIES: '1', DATA_DIR: folder.path }
  const seed = () => runToEnd(['seed', '--users', '20', '--gigs', '20'], env)
  expect((await seed()).exitCode).toBe(0)
  expect((await seed()).exitCode).toBe(0)
  const sql = new SQL({ url, max: 1 })
  const [counted]: unknown[] = await sql.unsafe(`
    SELECT (SELECT count(*) FROM users)::int AS users, (SELECT count(*) FROM gigs)::int AS gigs,
      (SELECT sum(amount_satang) FROM ledger_entries)::int AS ledger,
      (SELECT count(*) FROM (SELECT owner, list, kind, sum(count) AS count, sum(amount) AS amount FROM list_totals
          GROUP BY owner, list, kind) AS kept
        FULL JOIN recounted_list_totals AS recounted USING (owner, list, kind)
        WHERE coalesce(kept.count, 0) <> coalesce(recounted.count, 0)
          OR coalesce(kept.amount, 0) <> coalesce(recounted.amount, 0))::int AS "wrongTotals"`)
  await sql.close()
  folder.remove()
  expect(counted).toEqual({ users: 20, gigs: 20, ledger: 0, wrongTotals: 0 })
})

describe('a transaction', () => {
  const openUnit = async (maxConnections = 4) => {
    const url = await postgres.newDatabase()
    const pool = createPool({
      url,
      maxConnections,
      deadlineMs: 6000,
      preparesStatements: true,
      onReplaced: () => {},
    })
    return { pool, url, ...createUnitOfWork(pool, () => {}) }
  }

  test('that the server ends because of a deadlock is made again as a whole', async () => {
    const { pool, transact, url } = await openUnit()
    await run(url, 'CREATE TABLE two (id int PRIMARY KEY, n int)', 'INSERT INTO two VALUES (1, 0), (2, 0)')
    const both = Promise.withResolvers<void>()
    let begun = 0
    let runs = 0
    const addIn = (order: readonly number[]) =>
      transact(makeWrite<null>(), async tx => {
        runs += 1
        for (const [at, id] of order.entries()) {
          await tx.run('UPDATE two SET n = n + 1 WHERE id = $1', [id])
          if (at > 0) continue
          begun += 1
          if (begun === 2) both.resolve()
          await both.promise
        }
        return { result: null }
      })
    await Promise.all([addIn([1, 2]), addIn([2, 1])])
    expect(runs).toBeGreaterThan(2)
    expect(await pool.reads.all<{ n: number }>('SELECT n FROM two ORDER BY id')).toEqual([{ n: 2 }, { n: 2 }])
    await pool.close()
  })

  test('of work that one copy does at a time is one of this copy, for which two connections are enough', async () => {
    const { pool } = await openUnit(2)
    const runOnce = createRunOnce(pool)
    const look = async () => {
      await pool.reads.get('SELECT 1')
    }
    expect(await Promise.all(['one', 'other'].map(name => runOnce(name, look)))).toEqual([true, true])
    await pool.close()
  })

  test('whose connection is cut changes nothing, and the next ones go on', async () => {
    const { pool, transact, url } = await openUnit()
    await run(url, 'CREATE TABLE one (n int)')
    const cut = transact(makeWrite<null>(), async tx => {
      await tx.run('INSERT INTO one VALUES (1)')
      await run(url, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()')
      await tx.run('INSERT INTO one VALUES (2)')
      return { result: null }
    })
    const failure = await cut.catch((error: unknown) => error)
    expect(failure instanceof AppError && failure.code).toBe('STORAGE_FAILED')
    await transact(makeWrite<null>(), async tx => {
      await tx.run('INSERT INTO one VALUES (3)')
      return { result: null }
    })
    expect(await pool.reads.all<{ n: number }>('SELECT n FROM one')).toEqual([{ n: 3 }])
    await pool.close()
  })
})

describe('a database that cannot be used', () => {
  const refusalOf = async (url: string): Promise<string> => {
    const store = await openPostgresStore({ url, log: silentLog }).catch((error: unknown) => error)
    if (!(store instanceof Error)) return 'It was opened.'
    expect(Bun.inspect(store)).not.toContain(postgresPassword)
    return store.message
  }

  test('is one that is not there', async () => {
    expect(await refusalOf(postgres.urlOf('nowhere'))).toContain('has no database "nowhere".')
  })

  test('is one in another encoding than UTF-8', async () => {
    await run(postgres.urlOf(), "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    expect(await refusalOf(postgres.urlOf('latin'))).toContain('has the encoding LATIN1.')
  })

  test('is one in which the user may not create PostGIS', async () => {
    await run(postgres.urlOf(), 'CREATE ROLE somchai LOGIN', 'CREATE DATABASE plain OWNER somchai')
    const url = postgres.urlOf('plain').replace('//postgres:', '//somchai:')
    expect(await refusalOf(url)).toBe(
      'The user of DATABASE_URL may not create the extension postgis. Let an administrator run CREATE EXTENSION postgis in its database.',
    )
  })

  test('is one that a newer version has written', async () => {
    const url = await postgres.newDatabase()
    await run(url, "INSERT INTO schema_steps VALUES (999, '9.8.7')")
    expect(await refusalOf(url)).toContain('The data was written by Chayenity 9.8.7 (schema 999)')
  })
})

describe('pgbouncer that gives each transaction another connection', () => {
  test('is between the server and PostgreSQL, with DATABASE_POOLER=transaction', async () => {
    const url = await postgres.newDatabase()
    const pgbouncer = await startPgbouncer(postgres.port)
    const pooled = url.replace(`:${postgres.port}/`, `:${pgbouncer.port}/`)
    const store = await openPostgresStore({ url: pooled, log: silentLog, isPooled: true })
    const users = Array.from({ length: 200 }, () => makeUser())
    await Promise.all(users.map(user => store.users.register(makeWrite(), user, 'hash')))
    const found = await Promise.all(users.map(({ id }) => store.users.find(id)))
    expect(found).toEqual(users)
    const idempotency = makeIdempotency<unknown>()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => store.users.register(makeWrite({ idempotency }), makeUser(), 'hash')),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await store.close()
    await pgbouncer.end()
  })

  test('and loses its connection to PostgreSQL before a COMMIT leaves open whether that has happened', async () => {
    const url = await postgres.newDatabase()
    const pgbouncer = await startPgbouncer(postgres.port)
    const { transaction, close } = createPool({
      url: url.replace(`:${postgres.port}/`, `:${pgbouncer.port}/`),
      maxConnections: 2,
      deadlineMs: 6000,
      preparesStatements: false,
      onReplaced: () => {},
    })
    const cut = transaction(async () => {
      const others = 'datname = current_database() AND pid <> pg_backend_pid()'
      await run(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`)
    })
    expect(isUncertainCommit(await cut.catch((error: unknown) => error))).toBeTrue()
    await transaction(async tx => expect(await tx.run('SELECT 1')).toBe(1))
    await close()
    await pgbouncer.end()
  })
})
