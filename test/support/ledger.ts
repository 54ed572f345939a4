import { join } from 'node:path'
import Database from 'better-sqlite3'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'

/** Reads the books of a server beside it, from the file, as an auditor would. Amounts are in satang. */
export class Auditor {
  readonly #db: Database.Database

  constructor(dataDir: string) {
    this.#db = new Database(join(dataDir, databaseFileName), { readonly: true })
  }

  close() {
    this.#db.close()
  }

  number(sql: string, ...values: unknown[]): number {
    return Number(
      this.#db
        .prepare(sql)
        .pluck()
        .get(...values),
    )
  }

  /** The sum of an account's entries. */
  balanceOf(account: 'ESCROW' | 'FEES' | { userId: string }): number {
    if (typeof account === 'string') {
      return this.number('SELECT total(amount_satang) FROM ledger_entries WHERE account = ?', account)
    }
    return this.number(
      "SELECT total(amount_satang) FROM ledger_entries WHERE account = 'USER' AND user_id = ?",
      account.userId,
    )
  }

  /** Everything that is wrong with the books, a sentence each. */
  findProblems(): string[] {
    const problems: string[] = []
    const expect = (what: string, found: number, right: number) => {
      if (found !== right) problems.push(`${what}: ${found} instead of ${right}`)
    }
    const sumOf = (sql: string) => this.number(`SELECT total(amount) FROM (${sql})`)
    expect('the sum of the ledger', this.number('SELECT total(amount_satang) FROM ledger_entries'), 0)
    expect(
      'steps that do not balance',
      this.number(
        'SELECT count(*) FROM (SELECT 1 FROM ledger_entries GROUP BY transaction_id, step HAVING sum(amount_satang) <> 0)',
      ),
      0,
    )
    expect(
      'the escrow',
      this.balanceOf('ESCROW'),
      sumOf("SELECT amount_satang AS amount FROM transactions WHERE status = 'PENDING'"),
    )
    expect(
      'the fees',
      this.balanceOf('FEES'),
      sumOf("SELECT service_fee_satang AS amount FROM transactions WHERE status = 'COMPLETED'"),
    )
    expect(
      'people whose reputation is not that of their reviews',
      this.number(`
        SELECT count(*) FROM users
        WHERE review_count <> (SELECT count(*) FROM reviews WHERE reviewee_id = users.id)
          OR rating_sum <> (SELECT coalesce(sum(rating), 0) FROM reviews WHERE reviewee_id = users.id)`),
      0,
    )
    expect(
      'cancelled gigs that somebody paid for',
      this.number(`
        SELECT count(*) FROM gigs JOIN transactions ON gig_id = gigs.id
        WHERE gigs.status = 'CANCELLED' AND transactions.status IN ('PROCESSING', 'PENDING', 'COMPLETED')`),
      0,
    )
    return problems
  }

  /** How SQLite finds the rows of a statement, a line each. */
  planOf(sql: string, ...values: unknown[]): string[] {
    const rows = this.#db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
    return rows.map(row => row.detail)
  }
}
