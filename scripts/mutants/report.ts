import { groupBy } from './choice.ts'
import type { EquivalentMutant } from './equivalent.ts'
import { folderOf, type Mutant } from './mutant.ts'
import type { Verdict } from './trial.ts'

export interface Result {
  mutant: Mutant
  verdict: Verdict | 'equivalent'
}

/** What a fresh seed should reach, in percent. */
const targets = { all: 92, folder: 80 }

export const diffOf = (mutant: Mutant): string =>
  `${mutant.file}:${mutant.firstLine} (${mutant.kind})\n  - ${mutant.before}\n  + ${mutant.after}`

const countOf = (results: readonly Result[], ...verdicts: Result['verdict'][]) =>
  results.filter(({ verdict }) => verdicts.includes(verdict)).length

/** The share of caught mutants in percent, without those that are equivalent. */
const rateOf = (results: readonly Result[]): number | null => {
  const counted = results.length - countOf(results, 'equivalent')
  return counted === 0 ? null : (100 * countOf(results, 'caught', 'timed out')) / counted
}

const rowOf = (name: string, results: readonly Result[]): string => {
  const rate = rateOf(results)
  return [
    name.padEnd(16),
    String(results.length).padStart(6),
    String(countOf(results, 'caught', 'timed out')).padStart(8),
    String(countOf(results, 'survived')).padStart(10),
    String(countOf(results, 'equivalent')).padStart(12),
    (rate === null ? '' : `${rate.toFixed(0)} %`).padStart(7),
  ].join('')
}

const verdictOf = (results: readonly Result[], folders: ReadonlyMap<string, Result[]>): string => {
  const rate = rateOf(results) ?? 0
  const low = [...folders].filter(([, ofFolder]) => (rateOf(ofFolder) ?? 100) < targets.folder)
  const isMet = rate >= targets.all && low.length === 0
  const where = low.length === 0 ? '' : `, below in ${low.map(([name]) => name).join(', ')}`
  return `The target (${targets.all} % of all, ${targets.folder} % of each folder) is ${isMet ? 'met' : 'not met'}${where}.`
}

export const reportOf = (results: readonly Result[], stale: readonly EquivalentMutant[]): string => {
  const folders = groupBy(
    [...results].sort((a, b) => a.mutant.file.localeCompare(b.mutant.file)),
    ({ mutant }) => folderOf(mutant.file),
  )
  const survivors = results.filter(({ verdict }) => verdict === 'survived')
  return [
    'folder            made  caught  survived  equivalent   rate',
    ...[...folders].map(([name, ofFolder]) => rowOf(name, ofFolder)),
    rowOf('all', results),
    '',
    `Of the caught, ${countOf(results, 'timed out')} ran out of time.`,
    verdictOf(results, folders),
    ...(survivors.length > 0 ? ['', 'Survivors:'] : []),
    ...survivors.map(({ mutant }) => diffOf(mutant)),
    ...(stale.length > 0 ? ['', 'Entries of equivalent.ts that match no mutant any more:'] : []),
    ...stale.map(entry => `${entry.file}\n  - ${entry.before}\n  + ${entry.after}`),
  ].join('\n')
}
