import type { Mutant } from './mutant.ts'

/** A mutant that no test can catch, because the program does the same. `before` and `after` are as the report prints them. */
export interface EquivalentMutant {
  file: string
  before: string
  after: string
  reason: string
}

export const equivalentMutants: readonly EquivalentMutant[] = []

export const isSameChange = (mutant: Mutant, entry: EquivalentMutant): boolean =>
  mutant.file === entry.file && mutant.before === entry.before && mutant.after === entry.after
