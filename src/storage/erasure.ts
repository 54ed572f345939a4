import type { Effects } from '../domain/effects.ts'
import type { GigChange } from '../domain/gigs/gig.ts'

/** How many gigs, or rows of another table, go in one transaction. In SQLite they take some milliseconds of the writer. */
export const batchSize = 100

/** The responses to idempotent requests are many, and each is only looked through. */
export const responsesPerBatch = 1000

/** How far an erasure has come: the stage, and the key of the last row of that stage. */
export interface ErasurePosition {
  stage: number
  after: readonly (string | number)[]
}

export const firstPosition: ErasurePosition = { stage: 0, after: [] }

export type ErasureEffects = Required<Effects> & { gigChanges: GigChange[] }

/** What a stage has done: how many rows, and where it goes on, or null at its end. */
export interface StageOutcome {
  handled: number
  after: ErasurePosition['after'] | null
}

/** By the report of a hidden thing an operator can show the thing again, so it stays. */
const isOfNothingHidden =
  'NOT EXISTS (SELECT 1 FROM hidden_things WHERE kind = subject_kind AND hidden_things.id = subject_id)'

/** The rows that go whole: table, key, the column of the person, and which of the person's rows. */
const ownRows = [
  ['buddies', 'id', 'owner_id', 'true'],
  ['buddies', 'id', 'buddy_user_id', 'true'],
  ['notifications', 'n', 'user_id', 'true'],
  ['notification_reads', 'user_id', 'user_id', 'true'],
  ['hidden_things', 'kind, id', 'owner_id', "kind IN ('gig', 'picture')"],
  ['reports', 'id', 'reporter_id', isOfNothingHidden],
  ['reports', 'id', 'owner_id', isOfNothingHidden],
  ['warnings', 'id', 'user_id', 'true'],
] as const

/** A statement for each kind of them, which removes as many rows as the parameter `limit` says. */
export const ownRowRemovals = (userId: string, limit: string): string[] =>
  ownRows.map(
    ([table, key, column, condition]) =>
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${column} = ${userId} AND ${condition} LIMIT ${limit})`,
  )
