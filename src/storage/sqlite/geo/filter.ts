import type { GigSearch } from '../../../domain/gigs/gig.ts'
import type { IsWanted } from './edge-count.ts'
import type { Matches } from './matches.ts'

/** Which packed gigs a search wants. */
export interface Filter {
  /** Null for all. */
  isWanted: IsWanted | null
  /** Whether `gigCount` of a cell is the number of those that are wanted. */
  isCounted: boolean
}

/** @param matches the gigs that have the text, whose number the cells have then */
export const filterOf = (search: GigSearch, matches: Matches | null): Filter => {
  const isWithinBudget = budgetFilter(search)
  if (matches === null) return { isWanted: isWithinBudget, isCounted: isWithinBudget === null }
  if (isWithinBudget === null) return { isWanted: (gigs, at) => matches.has(gigs.rowId(at)), isCounted: true }
  return {
    isWanted: (gigs, at) => matches.has(gigs.rowId(at)) && isWithinBudget(gigs, at),
    isCounted: false,
  }
}

const budgetFilter = ({ minBudgetSatang, maxBudgetSatang }: GigSearch): IsWanted | null => {
  if (minBudgetSatang === null && maxBudgetSatang === null) return null
  const min = minBudgetSatang ?? 0
  const max = maxBudgetSatang ?? Number.POSITIVE_INFINITY
  return (gigs, at) => {
    const budget = gigs.budgetSatang(at)
    return budget >= min && budget <= max
  }
}
