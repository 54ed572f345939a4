import type { Config } from '../../src/config.ts'
import { openTestDatabase, type TestDatabase } from './test-database.ts'

/** Reads the books of a server beside it, as an auditor would. Amounts are in satang. */
export class Auditor {
  readonly #db: TestDatabase

  constructor(config: Config) {
    this.#db = openTestDatabase(config)
  }

  close(): Promise<void> {
    return this.#db.close()
  }

  number(sql: string, ...values: string[]): Promise<number> {
    return this.#db.number(sql, ...values)
  }

  /** The sum of an account's entries. */
  balanceOf(account: 'ESCROW' | 'FEES' | { userId: string }): Promise<number> {
    if (typeof account === 'string') {
      return this.number(
        'SELECT coalesce(sum(amount_satang), 0) FROM ledger_entries WHERE account = ?',
        account,
      )
    }
    return this.number(
      "SELECT coalesce(sum(amount_satang), 0) FROM ledger_entries WHERE account = 'USER' AND user_id = ?",
      account.userId,
    )
  }

  /** Everything that is wrong with the books, a sentence each. */
  async findProblems(): Promise<string[]> {
    const problems: string[] = []
    const expect = (what: string, found: number, right: number) => {
      if (found !== right) problems.push(`${what}: ${found} instead of ${right}`)
    }
    const sumOf = (sql: string) => this.number(`SELECT coalesce(sum(amount), 0) FROM (${sql}) AS amounts`)
    expect(
      'the sum of the ledger',
      await this.number('SELECT coalesce(sum(amount_satang), 0) FROM ledger_entries'),
      0,
    )
    expect(
      'steps that do not balance',
      await this.number(
        'SELECT count(*) FROM (SELECT 1 FROM ledger_entries GROUP BY transaction_id, step HAVING sum(amount_satang) <> 0) AS steps',
      ),
      0,
    )
    expect(
      'the escrow',
      await this.balanceOf('ESCROW'),
      await sumOf("SELECT amount_satang AS amount FROM transactions WHERE status = 'PENDING'"),
    )
    expect(
      'the fees',
      await this.balanceOf('FEES'),
      await sumOf("SELECT service_fee_satang AS amount FROM transactions WHERE status = 'COMPLETED'"),
    )
    expect(
      'people whose reputation is not that of their reviews',
      await this.number(`
        SELECT count(*) FROM users
        WHERE review_count <> (SELECT count(*) FROM reviews WHERE reviewee_id = users.id)
          OR rating_sum <> (SELECT coalesce(sum(rating), 0) FROM reviews WHERE reviewee_id = users.id)`),
      0,
    )
    expect(
      'cancelled gigs that somebody paid for',
      await this.number(`
        SELECT count(*) FROM gigs JOIN transactions ON gig_id = gigs.id
        WHERE gigs.status = 'CANCELLED' AND transactions.status IN ('PROCESSING', 'PENDING', 'COMPLETED')`),
      0,
    )
    return problems
  }
}
