import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { parseId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { openPostgresStore } from '../../src/storage/postgres/open.ts'
import { refusalIn } from '../support/client.ts'
import { ask } from '../support/desk.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { exampleGig, post } from '../support/gigs.ts'
import { payCompleted } from '../support/payments.ts'
import { joinAfresh, joinMali, joinSomchai } from '../support/people.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { type PostgresTunnel, replaceIn, startPostgresTunnel } from '../support/postgres-tunnel.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToNotifications } from '../support/sockets.ts'
import { at, makeUser, makeWrite, silentLog } from '../support/stores.ts'

/** What goes wrong between the product and PostgreSQL, and databases that cannot be used. */

let postgres: PostgresServer
let tunnel: PostgresTunnel
beforeAll(async () => {
  postgres = await startPostgres()
  tunnel = await startPostgresTunnel(postgres.port)
}, 60_000)
afterAll(async () => {
  tunnel.end()
  await postgres.end()
})

/** The next COMMIT reaches the server, and its answer reaches nobody. */
const loseNextCommit = () => {
  tunnel.fromClient = bytes => {
    if (!bytes.includes('COMMIT')) return bytes
    tunnel.fromClient = all => all
    tunnel.fromServer = answer => {
      if (!answer.includes('COMMIT')) return answer
      tunnel.fromServer = all => all
      return null
    }
    return bytes
  }
}

/** The next COMMIT does not reach the server, which rolls back. */
const dropNextCommit = () => {
  tunnel.fromClient = bytes => {
    if (!bytes.includes('COMMIT')) return bytes
    tunnel.fromClient = all => all
    return null
  }
}

describe('a connection that is lost while the server commits', () => {
  let server: TestServer
  beforeAll(async () => {
    const url = await postgres.newDatabase()
    server = await startTestServer({ env: { DATABASE_URL: tunnel.urlOf(url), COPIES: '1' } })
  })
  afterAll(() => server.stop())

  test('is not answered as if nothing had happened, and a repeat with the key tells the truth', async () => {
    const { client } = await joinSomchai(server)
    const post = () =>
      client.send<{ detail: string; id: string }>('POST', '/api/gigs', {
        body: exampleGig,
        headers: { 'idempotency-key': 'once' },
      })
    loseNextCommit()
    const lost = await post()
    expect(refusalIn(lost)).toEqual([503, 'STORAGE_FAILED'])
    expect(lost.body.detail).toContain('may have been stored')
    expect(lost.body.detail).not.toContain('Nothing was changed')
    const repeat = await post()
    expect([repeat.status, repeat.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    const { body } = await client.get<{ total_count: number }>('/api/gigs/my-gigs')
    expect(body.total_count).toBe(1)
  })

  test('during a logout leaves no session that the process remembers', async () => {
    const { client } = await joinMali(server)
    expect((await client.get('/api/auth/me')).status).toBe(200)
    loseNextCommit()
    expect((await client.post('/api/auth/logout', {})).status).toBe(503)
    expect((await client.get('/api/auth/me')).status).toBe(401)
  })

  test('leaves no memory of what is hidden or disabled that differs from the database, and no socket', async () => {
    const [owner, reporter] = [await joinAfresh(server, 'Nok'), await joinAfresh(server, 'Anan')]
    const { id } = await post(owner)
    const report = { kind: 'gig', subject_id: id, reason: 'Spam' }
    const { body } = await reporter.client.post<{ id: string }>('/api/reports', report)
    const { users, reports } = server.ctx.store
    const isHidden = async () => reports.isHidden('gig', id)
    const ownerId = parseId<'user'>(owner.user.id)
    const isDisabled = async () => ownerId !== null && users.isDisabled(ownerId)
    const socket = await connectToNotifications(server, owner)
    const hiding = (name: string) => [name, { report_id: body.id }, isHidden] as const
    const disabling = (name: string) => [name, { user_id: owner.user.id }, isDisabled] as const
    for (const [[name, fields, isSo], lose, after] of [
      [hiding('report.hide'), dropNextCommit, false],
      [hiding('report.hide'), loseNextCommit, true],
      [hiding('report.unhide'), dropNextCommit, true],
      [hiding('report.unhide'), loseNextCommit, false],
      [disabling('user.disable'), dropNextCommit, false],
      [disabling('user.disable'), loseNextCommit, true],
      [disabling('user.enable'), loseNextCommit, false],
    ] as const) {
      lose()
      await expect(ask(server, name, { ...fields, reason: 'A test.' })).rejects.toThrow(
        'may have been stored',
      )
      await expectSoon(isSo, after)
    }
    expect((await socket.closed).code).toBe(4001)
  })
})

test('a COMMIT that is lost leaves no memory that differs from the database at one of several copies', async () => {
  const url = await postgres.newDatabase()
  const store = await openPostgresStore({ url: tunnel.urlOf(url), log: silentLog, isSole: false })
  const user = makeUser()
  await store.users.register(makeWrite(), user, 'hash')
  const isDisabled = async () => store.users.isDisabled(user.id)
  dropNextCommit()
  await expect(store.users.setDisabled(makeWrite(), user.id, at(1))).rejects.toThrow('may have been stored')
  expect(await isDisabled()).toBeTrue()
  await expectSoon(isDisabled, false)
  await store.close()
})

test('the ledger takes no empty entry, and no account that is nobody’s', async () => {
  const url = await postgres.newDatabase()
  const server = await startTestServer({ env: { DATABASE_URL: url, COPIES: '1' } })
  await payCompleted(await joinSomchai(server), await joinMali(server))
  const sql = new SQL({ url, max: 1 })
  const post = async (columns: string): Promise<string> => {
    const text = `INSERT INTO ledger_entries (transaction_id, step, account, user_id, amount_satang, posted_at)
      SELECT id, 'CANCEL', ${columns}, '2025-10-01T10:00:00.000000Z' FROM transactions`
    return sql.unsafe(text).then(
      () => 'It was taken.',
      (error: unknown) => String(error),
    )
  }
  for (const columns of ["'ESCROW', NULL, 0", "'USER', NULL, 1", "'ESCROW', payer_id, 1", "'BANK', NULL, 1"])
    expect(await post(columns)).toContain('violates check constraint')
  expect(await post("'USER', '00000000-0000-4000-8000-000000000000', 1")).toContain('foreign key constraint')
  for (const forgery of [
    'UPDATE ledger_entries SET amount_satang = 1',
    'DELETE FROM ledger_entries',
    `INSERT INTO ledger_entries OVERRIDING SYSTEM VALUE SELECT n, transaction_id, step, account, user_id, 1, posted_at
      FROM ledger_entries ON CONFLICT (n) DO UPDATE SET amount_satang = 1`,
    'TRUNCATE transactions CASCADE',
  ])
    await expect(sql.unsafe(forgery)).rejects.toThrow('is never changed or deleted')
  await sql.close()
  await server.stop()
})

describe('a database that cannot be used', () => {
  const refusalOf = async (url: string): Promise<string> => {
    const store = await openPostgresStore({ url, log: silentLog }).catch((error: unknown) => error)
    return store instanceof Error ? store.message : 'It was opened.'
  }
  const untouched = { fromClient: (bytes: Buffer) => bytes, fromServer: (bytes: Buffer) => bytes }

  test('is one on an older server', async () => {
    // The number of the version, as the server sends it.
    tunnel.fromServer = bytes => {
      const text = bytes.toString('latin1')
      return Buffer.from(text.replace(/1[5-9]\d{4}(?=\D)/g, '140000'), 'latin1')
    }
    expect(await refusalOf(tunnel.urlOf(postgres.urlOf()))).toMatch(
      /^The PostgreSQL server "127\.0\.0\.1:\d+" of DATABASE_URL is version .+\. Chayenity needs 15 or a newer one\.$/,
    )
    Object.assign(tunnel, untouched)
  })

  test('is one on a server without PostGIS', async () => {
    tunnel.fromClient = replaceIn('postgis', 'postgix')
    expect(await refusalOf(tunnel.urlOf(postgres.urlOf()))).toContain(
      'The server of DATABASE_URL has no postgi',
    )
    Object.assign(tunnel, untouched)
  })

  test('is one whose user has another password', async () => {
    tunnel.fromServer = bytes => bytes
    const sql = new SQL({ url: postgres.urlOf(), max: 1 })
    const [{ file }]: [{ file: string }] = await sql.unsafe(`SELECT current_setting('hba_file') AS file`)
    await Bun.write(file, 'host all mali 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n')
    await sql.unsafe("CREATE ROLE mali LOGIN PASSWORD 'right'")
    await sql.unsafe('SELECT pg_reload_conf()')
    await sql.close()
    const url = new URL(postgres.urlOf())
    url.username = 'mali'
    url.password = 'wrong'
    expect(await refusalOf(url.href)).toBe(
      `The PostgreSQL server "127.0.0.1:${postgres.port}" of DATABASE_URL rejects the user or the password of DATABASE_URL.`,
    )
  })

  test('is told when Thai text is slow in it', async () => {
    const sql = new SQL({ url: postgres.urlOf(), max: 1 })
    await sql.unsafe("CREATE DATABASE plain_c ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0")
    await sql.close()
    const lines: string[] = []
    const log = createLog('info', { write: line => lines.push(line) })
    const store = await openPostgresStore({ url: postgres.urlOf('plain_c'), log })
    await store.close()
    expect(lines.join()).toContain(
      'Searches for Thai text are slow in this database: its LC_CTYPE is C. Create one with C.UTF-8.',
    )
  })
})
