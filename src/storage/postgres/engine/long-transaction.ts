import { SQL } from 'bun'
import { type Queries, queriesBy } from './queries.ts'

export interface LongTransaction {
  tx: Queries
  commit(): Promise<void>
  /** Rolls back what is not committed, and closes the connection. */
  close(): Promise<void>
}

/**
 * A transaction on a connection of its own, whose statements may take as long as they do.
 * @param mode of BEGIN, such as `ISOLATION LEVEL REPEATABLE READ READ ONLY`
 */
export const openLongTransaction = async (url: string, mode: string): Promise<LongTransaction> => {
  // Behind a pooler, nothing of a connection lasts longer than its transaction.
  const sql = new SQL({ url, max: 1, connectionTimeout: 10, idleTimeout: 0, prepare: false })
  const close = () => sql.close({ timeout: 0 })
  try {
    const connection = await sql.reserve()
    const tx = queriesBy((text, values) => connection.unsafe(text, [...values]))
    await tx.run(`BEGIN ${mode}`)
    await tx.run('SET LOCAL statement_timeout = 0')
    await tx.run('SET LOCAL lock_timeout = 0')
    await tx.run('SET LOCAL idle_in_transaction_session_timeout = 0')
    return { tx, close, commit: async () => void (await tx.run('COMMIT')) }
  } catch (error) {
    await close()
    throw error
  }
}
