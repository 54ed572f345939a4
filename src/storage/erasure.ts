import type { Effects } from '../domain/effects.ts'
import type { GigChange } from '../domain/gigs/gig.ts'

/** Gigs or rows in a transaction, which takes SQLite's writer some milliseconds. */
export const batchSize = 100

export interface ErasurePosition {
  stage: number
  after: readonly (string | number)[]
}

export const firstPosition: ErasurePosition = { stage: 0, after: [] }

export type ErasureEffects = Required<Effects> & { gigChanges: GigChange[] }

export interface StageOutcome {
  handled: number
  after: ErasurePosition['after'] | null
}

/** An operator can show the hidden thing again by its report, so that stays. */
const isOfNothingHidden =
  'NOT EXISTS (SELECT 1 FROM hidden_things WHERE kind = subject_kind AND hidden_things.id = subject_id)'

/** Table, key, the column of the person, and the condition. */
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

/** @param limit the parameter for the number of rows */
export const ownRowRemovals = (userId: string, limit: string): string[] =>
  ownRows.map(
    ([table, key, column, condition]) =>
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${column} = ${userId} AND ${condition} LIMIT ${limit})`,
  )
