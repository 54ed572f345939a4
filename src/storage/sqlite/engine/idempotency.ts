import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, gt } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { AppError } from '../../../errors'
import { type Once, RepeatedAct } from '../../../lib/once'
import { named, parametersFor } from './statements'
import { idempotencyRecords } from './tables'

/** How many old answers are cleared away for each new one, so that none waits for a long sweep. */
const clearedAtOnce = 4

/**
 * Does an act unless its key was used before, and keeps its answer beside its effect. The acts come one after the
 * other, so a repeat that arrives while the first still waits finds the first one's answer when its turn comes.
 */
export const createActOnce = (inAct: Database.Database) => {
  const acts = drizzle(inAct)
  const find = acts
    .select()
    .from(idempotencyRecords)
    .where(
      and(
        eq(idempotencyRecords.scope, named('scope')),
        eq(idempotencyRecords.key, named('key')),
        gt(idempotencyRecords.createdAt, named('forgetUpTo')),
      ),
    )
    .prepare()
  const forget = inAct.prepare<[string, number]>(`
    DELETE FROM idempotency_records WHERE rowid IN (
      SELECT rowid FROM idempotency_records WHERE created_at <= ? ORDER BY created_at LIMIT ?)`)
  const drop = acts
    .delete(idempotencyRecords)
    .where(and(eq(idempotencyRecords.scope, named('scope')), eq(idempotencyRecords.key, named('key'))))
    .prepare()
  const keep = acts
    .insert(idempotencyRecords)
    .values(parametersFor(getTableColumns(idempotencyRecords)))
    .prepare()

  /** @throws RepeatedAct, AppError IDEMPOTENCY_KEY_REUSED, and whatever `act` throws */
  return <Result>(act: () => Result, once: Once<Result>): Result => {
    const { scope, key, fingerprint, now, forgetUpTo } = once
    const kept = find.get({ scope, key, forgetUpTo })
    if (kept && kept.fingerprint !== fingerprint) throw new AppError('IDEMPOTENCY_KEY_REUSED')
    if (kept) throw new RepeatedAct({ status: kept.status, body: JSON.parse(kept.body) })
    const result = act()
    const { status, body } = once.answerOf(result)
    forget.run(forgetUpTo, clearedAtOnce)
    drop.run({ scope, key })
    keep.run({ scope, key, fingerprint, status, body: JSON.stringify(body), createdAt: now })
    return result
  }
}
