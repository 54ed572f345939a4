import type { Context } from '../../context.ts'
import { manualClock } from '../../lib/clock.ts'
import { createNewId, type Id, type NewId } from '../../lib/ids.ts'
import type { SeededRandom } from '../../lib/random.ts'

/** One act of somebody in the world: exactly one write of the store. */
export interface Step {
  /** In milliseconds since 1970. */
  atMs: number
  /**
   * The id of what the act makes, which steps after it name; null where none does. A service draws the id of the thing
   * itself before any other.
   */
  id: Id<string> | null
  act: (world: Context) => Promise<unknown>
}

/** An id of a thing that is going to be made. */
export const drawId = <Kind extends string>(random: SeededRandom, atMs: number): Id<Kind> =>
  createNewId(manualClock(atMs), random)<Kind>()

/** The world as it is at a step: its time stands still, and the first id is the one that was planned. */
export const contextAt = (ctx: Context, random: SeededRandom, { atMs, id }: Step): Context => {
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

/** Well below what may wait for the writer. */
const waveLength = 4096

/**
 * Takes the steps in the order of time. Those of a wave go to the writer at once, which keeps their order: so each finds
 * done what came before it, nobody waits for a sync of their own, and the same plan leaves the same rows.
 */
export const takeSteps = async (
  ctx: Context,
  random: SeededRandom,
  steps: Step[],
  report: (steps: number) => void,
): Promise<void> => {
  // Array.prototype.sort is stable, so two things at once happen in the order in which they were planned.
  steps.sort((one, other) => one.atMs - other.atMs)
  for (let at = 0; at < steps.length; at += waveLength) {
    const wave = steps.slice(at, at + waveLength)
    await Promise.all(wave.map(step => step.act(contextAt(ctx, random, step))))
    report(at + wave.length)
  }
}
