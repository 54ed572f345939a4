import type { Clock } from '../../../lib/clock.ts'
import { toTimestamp } from '../../../lib/timestamp.ts'
import type { Pool } from '../engine/pool.ts'
import { completeDeletions } from './deletion.ts'
import { completeDisabling } from './disabling.ts'

/** No deletion of a copy that runs takes as long. */
const interruptedAfterMs = 60_000

/**
 * Completes what a copy of the server has begun and not finished.
 * @param isAlone whether nothing else runs, so that nothing is under way
 */
export const completeInterrupted = async (
  pool: Pick<Pool, 'reads' | 'transaction'>,
  clock: Pick<Clock, 'now'>,
  isAlone: boolean,
): Promise<void> => {
  await pool.transaction(completeDisabling)
  await completeDeletions(pool, isAlone ? null : toTimestamp(clock.now() - interruptedAfterMs))
}
