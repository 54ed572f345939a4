import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join as joinPath } from 'node:path'
import Database from 'better-sqlite3'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { postAccepted } from '../support/gigs.ts'
import { Auditor } from '../support/ledger.ts'
import { askRecord, pay, payAccepted, payCompleted } from '../support/payments.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { temporaryFolder } from '../support/process.ts'
import { startTestServer, type TestServer, takeEngine } from '../support/server.ts'
import { onPostgres } from '../support/test-database.ts'

const { path: dataDir, remove } = temporaryFolder()

let server: TestServer
let auditor: Auditor
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer({ env: { DATA_DIR: dataDir } })
  auditor = new Auditor(server.ctx.config)
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  await payCompleted(somchai, mali, 1500)
  await payCompleted(mali, somchai, 0.05)
  await payAccepted(somchai, mali, 200.5)
  const { transaction } = await payAccepted(somchai, mali, 99)
  await somchai.client.put(`/api/transactions/${transaction.id}/cancel`)
  await pay(somchai, await postAccepted(somchai, mali), 'mock_payment_declined')
})
afterAll(async () => {
  await auditor.close()
  await server.stop()
  remove()
})

describe('the double-entry ledger (P5)', () => {
  test('sums to zero, step by step and as a whole, and the escrow holds what is pending', async () => {
    expect(await auditor.findProblems()).toEqual([])
    expect(await auditor.balanceOf('ESCROW')).toBe(20_050)
    expect(await auditor.balanceOf('FEES')).toBe(7500)
    expect(await auditor.balanceOf({ userId: somchai.user.id })).toBe(-150_000 + 5 - 20_050)
    expect(await auditor.balanceOf({ userId: mali.user.id })).toBe(142_500 - 5)
  })

  test('posts nothing for a fee that rounds to nothing', async () => {
    const fees = "SELECT count(*) FROM ledger_entries WHERE account = 'FEES'"
    expect(await auditor.number(fees)).toBe(1)
  })

  // Left out: the statements are those of SQLite; test/e2e/postgres-faults.slow.ts tries PostgreSQL's own.
  test.skipIf(onPostgres)('cannot be changed by any statement, not even one that replaces', () => {
    const db = new Database(joinPath(dataDir, databaseFileName))
    const before = db.prepare('SELECT * FROM ledger_entries').all()
    const forgeries = [
      'UPDATE ledger_entries SET amount_satang = amount_satang * 2',
      'UPDATE ledger_entries SET n = n + 1000',
      'UPDATE OR REPLACE ledger_entries SET n = 1 WHERE n = 2',
      'UPDATE OR IGNORE ledger_entries SET amount_satang = 1',
      'DELETE FROM ledger_entries',
      'DELETE FROM ledger_entries WHERE n = 1',
      `INSERT OR REPLACE INTO ledger_entries
        SELECT n, transaction_id, step, account, user_id, 1, posted_at FROM ledger_entries WHERE n = 1`,
      `REPLACE INTO ledger_entries (transaction_id, step, account, user_id, amount_satang, posted_at)
        SELECT transaction_id, step, account, user_id, 1, posted_at FROM ledger_entries WHERE n = 1`,
      `INSERT INTO ledger_entries SELECT n, transaction_id, step, account, user_id, 1, posted_at
        FROM ledger_entries WHERE n = 1 ON CONFLICT DO UPDATE SET amount_satang = 1`,
      'DELETE FROM transactions',
    ]
    for (const forgery of forgeries) {
      expect(() => db.exec(forgery)).toThrow(/never (changed|deleted|replaced)|FOREIGN KEY/)
    }
    expect(db.prepare('SELECT * FROM ledger_entries').all()).toEqual(before)
    db.close()
  })

  // Left out: the same constraints of PostgreSQL say other sentences, which test/e2e/postgres-faults.slow.ts reads.
  test.skipIf(onPostgres)('takes no empty entry, and no account that is nobody’s', () => {
    const db = new Database(joinPath(dataDir, databaseFileName))
    const post = (columns: string) => () =>
      db.exec(`INSERT INTO ledger_entries (transaction_id, step, account, user_id, amount_satang, posted_at)
        SELECT id, 'CANCEL', ${columns}, '2025' FROM transactions WHERE status = 'COMPLETED' LIMIT 1`)
    for (const columns of [
      "'ESCROW', NULL, 0",
      "'USER', NULL, 1",
      "'ESCROW', payer_id, 1",
      "'BANK', NULL, 1",
    ]) {
      expect(post(columns)).toThrow('CHECK')
    }
    expect(post("'USER', '00000000-0000-4000-8000-000000000000', 1")).toThrow('FOREIGN KEY')
    db.close()
  })

  // Left out: the plans are those of SQLite; test/e2e/postgres-plans.slow.ts reads those of PostgreSQL.
  test.skipIf(onPostgres)('gives balances and references from indexes alone (P4)', () => {
    const db = new Database(joinPath(dataDir, databaseFileName))
    const planOf = (sql: string, ...values: unknown[]) =>
      db
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...values)
        .map(row => row.detail)
    const ofSomchai = { userId: somchai.user.id }
    const balance =
      "SELECT sum(amount_satang) FROM ledger_entries WHERE account = 'USER' AND user_id = @userId"
    const plans = [
      planOf(balance, ofSomchai),
      planOf('SELECT max(ref_number) FROM transactions WHERE ref_hour = ?', '2025100110'),
    ]
    for (const plan of plans) {
      expect(plan).toHaveLength(1)
      expect(plan[0]).toMatch(/^SEARCH \w+ USING (COVERING INDEX|PRIMARY KEY)/)
    }
    db.close()
  })
})

describe('after a restart', () => {
  test('slow payments that were under way go through', async () => {
    const folder = temporaryFolder()
    const engine = await takeEngine()
    const env = { DATA_DIR: folder.path, ...engine.env }
    const first = await startTestServer({ env })
    const [payer, payee] = await Promise.all([joinSomchai(first), joinMali(first)])
    const slow = await pay(payer, await postAccepted(payer, payee), 'mock_payment_slow')
    await first.stop()
    const second = await startTestServer({ env })
    const ask = () => askRecord({ ...payer, client: payer.client.at(second.url) }, slow)
    // The server takes payments up while it already answers.
    let answer = await ask()
    while (answer.body.status === 'PROCESSING') {
      second.clock.advance(3000)
      answer = await ask()
    }
    expect(answer.body).toMatchObject({ id: slow.id, status: 'PENDING' })
    const books = new Auditor(second.ctx.config)
    expect(await books.findProblems()).toEqual([])
    await books.close()
    await second.stop()
    await engine.giveBack()
    folder.remove()
  })
})
