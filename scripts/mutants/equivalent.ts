import type { Mutant } from './mutant.ts'

/** A mutant that no test can catch, because the program does the same. `before` and `after` are as the report prints them. */
export interface EquivalentMutant {
  file: string
  before: string
  after: string
  reason: string
}

export const equivalentMutants: readonly EquivalentMutant[] = [
  {
    file: 'src/domain/transactions/ledger.ts',
    before: 'const sum = lines.reduce((total, [, , amount]) => total + amount, 0)',
    after: 'const sum = lines.reduce((total, [, , amount]) => total - amount, 0)',
    reason: 'The sum is only compared with zero, and a number and its negative are zero together.',
  },
  {
    file: 'src/http/body.ts',
    before: "const declared = request.headers.get('content-type') ?? ''",
    after: "const declared = request.headers.get('content-type') ?? 'other'",
    reason: 'The text is only asked whether it names a form, and neither does.',
  },
]

export const isSameChange = (mutant: Mutant, entry: EquivalentMutant): boolean =>
  mutant.file === entry.file && mutant.before === entry.before && mutant.after === entry.after
