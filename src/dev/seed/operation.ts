import type { Context } from '../../context.ts'
import { manualClock } from '../../lib/clock.ts'
import { createNewId, type Id, type NewId } from '../../lib/ids.ts'
import type { SeededRandom } from '../../lib/random.ts'
import type { Action } from './actions.ts'

export interface Operation {
  /** Milliseconds since 1970. */
  atMs: number
  /** The id of the entity that the operation creates, taken first by a service; null if none refers to it. */
  id: Id<string> | null
  run: Action
}

export const drawId = <Kind extends string>(random: SeededRandom, atMs: number): Id<Kind> =>
  createNewId(manualClock(atMs), random)<Kind>()

/** The clock stands at the planned time, and the first new id is the planned one. */
export const contextAt = (
  ctx: Context,
  random: SeededRandom,
  { atMs, id }: Pick<Operation, 'atMs' | 'id'>,
): Context => {
  const clock = manualClock(atMs)
  const drawNext = createNewId(clock, random)
  let planned = id
  const newId: NewId = <Kind extends string>() => {
    const next = planned ?? drawNext<Kind>()
    planned = null
    return next as Id<Kind> // the plan drew it for this kind
  }
  return { ...ctx, clock, newId }
}

/** Well below the number of writes that may wait for the writer. */
const batchSize = 4096

/** A batch goes to the writer at once, which keeps its order, so the same plan gives the same rows. */
export const runOperations = async (
  ctx: Context,
  random: SeededRandom,
  operations: Operation[],
  report: (done: number) => void,
): Promise<void> => {
  // Sorting is stable, so operations of the same time keep their planned order.
  operations.sort((one, other) => one.atMs - other.atMs)
  // PostgreSQL runs writes beside each other.
  const size = ctx.config.databaseUrl === null ? batchSize : 1
  for (let start = 0; start < operations.length; start += size) {
    const batch = operations.slice(start, start + size)
    await Promise.all(batch.map(operation => operation.run(contextAt(ctx, random, operation))))
    report(start + batch.length)
  }
}
