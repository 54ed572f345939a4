import type { FileId, UserId } from '../../domain/ids.ts'
import { fileUrlOf } from '../../domain/uploads/model.ts'
import { AppError } from '../../errors.ts'
import type { Id } from '../../lib/ids.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { parseTimestamp, type Timestamp, toMilliseconds, toTimestamp } from '../../lib/timestamp.ts'
import { storedBaseUrl } from '../image-urls.ts'
import type { Action } from '../seed/actions.ts'
import { drawId, type Operation } from '../seed/operation.ts'
import { WorldFileError } from './problem.ts'
import type { WorldFile, WorldPerson } from './schema.ts'

export const minuteMs = 60_000
export const dayMs = 24 * 60 * minuteMs

/** Ids are made of milliseconds since 1970, and people have registered before the end. */
const firstMs = 365 * dayMs

export interface PlannedPerson extends WorldPerson {
  path: string
  id: UserId
}

export interface Plan {
  random: SeededRandom
  /** Milliseconds since 1970. */
  endMs: number
  /** Milliseconds since 1970, moved by `--as-of`. */
  timeOf(at: Timestamp): number
  timestampOf(at: Timestamp): Timestamp
  /** @throws WorldFileError for nobody, though `checkReferences` has found that before */
  person(email: string, path: string): PlannedPerson
  people: readonly PlannedPerson[]
}

/** @param asOfMs where the world is moved to; null leaves it where it was */
export const createPlan = (
  file: WorldFile,
  random: SeededRandom,
  { asOfMs, nowMs }: { asOfMs: number | null; nowMs: number },
): Plan => {
  const writtenMs = endOf(file) ?? nowMs
  if (writtenMs < firstMs) throw new WorldFileError('as_of', 'The world must end in 1971 or later.')
  const endMs = asOfMs ?? writtenMs
  const movedByMs = endMs - writtenMs
  const timeOf = (at: Timestamp) => toMilliseconds(at) + movedByMs
  const timestampOf = (at: Timestamp) => (movedByMs === 0 ? at : toTimestamp(timeOf(at)))
  const people = file.people.map((one, index): PlannedPerson => {
    const joinedMs = one.registered_at === undefined ? endMs - 30 * dayMs : timeOf(one.registered_at)
    return { ...one, path: `people[${index}]`, id: one.id ?? drawId<'user'>(random, joinedMs) }
  })
  const byEmail = new Map(people.map(one => [one.email, one]))
  const person = (email: string, path: string) => {
    const found = byEmail.get(email)
    if (!found) throw new WorldFileError(path, `There is nobody with the address ${email} in people.`)
    return found
  }
  return { random, endMs, timeOf, timestampOf, person, people }
}

/** Milliseconds since 1970; null without a time. */
const endOf = (file: WorldFile): number | null => {
  if (file.as_of !== undefined) return toMilliseconds(file.as_of)
  const ends = [...timesIn(file)].map(toMilliseconds)
  return ends.length === 0 ? null : ends.reduce((one, other) => Math.max(one, other))
}

/** Planned work is left out, since it may begin after the end of the world. */
export function* timesIn(part: unknown): Generator<Timestamp> {
  if (typeof part !== 'object' || part === null) return
  for (const [name, value] of Object.entries<unknown>({ ...part })) {
    const isTime = name.endsWith('_at') && name !== 'starts_at'
    const at = isTime && typeof value === 'string' ? parseTimestamp(value) : null
    if (at !== null) yield at
    else yield* timesIn(value)
  }
}

/** Errors of the operation name the path in the file. */
export const operationOf = (
  path: string,
  atMs: number,
  run: Action,
  id: Id<string> | null = null,
): Operation => ({
  atMs,
  id,
  run: async ctx => {
    try {
      return await run(ctx)
    } catch (error) {
      if (error instanceof AppError) throw new WorldFileError(path, error.message)
      throw error
    }
  },
})

export const imageUrlOf = (reference: string): string =>
  reference.includes('://') ? reference : fileUrlOf(storedBaseUrl, reference.toLowerCase() as FileId) // the schema says so

/** A step without a time comes a minute after the one before, but not after the end of the world. */
export class Steps {
  constructor(
    private readonly plan: Pick<Plan, 'timeOf' | 'endMs'>,
    public latestMs: number,
  ) {}

  /** @throws WorldFileError for a time before that of the step before, or after the end */
  next(path: string, at: Timestamp | undefined): number {
    const { timeOf, endMs } = this.plan
    const atMs =
      at === undefined ? Math.max(this.latestMs, Math.min(this.latestMs + minuteMs, endMs)) : timeOf(at)
    if (atMs < this.latestMs)
      throw new WorldFileError(
        path,
        `Must not be before ${toTimestamp(this.latestMs)}, when the step before it was.`,
      )
    if (atMs > endMs)
      throw new WorldFileError(path, `Must not be after the end of the world, ${toTimestamp(endMs)}.`)
    this.latestMs = atMs
    return atMs
  }
}
