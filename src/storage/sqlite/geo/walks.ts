import type Database from 'better-sqlite3'
import { type GigOrder, type GigSearch, gigStatuses } from '../../../domain/gigs/gig.ts'
import { boxesAround, type Circle } from '../../../lib/geo.ts'
import type { Matches } from './matches.ts'

interface Walk {
  search: GigSearch
  order: Exclude<GigOrder, 'distance'>
  circle: Circle
  /** Null for all. */
  matches: Matches | null
  skip: number
  limit: number
  /** Within the circle; `gigCount` are those with the status anywhere. */
  totalCount: number
  gigCount: number
}

type PlaceRow = [gigRowId: number, latitude: number, longitude: number]

/** A step takes as long as so many reads of gigs from their cells. */
const readsPerStep = 20

const orders = {
  newest: { index: 'gigs_by_number', by: 'n DESC' },
  budget: { index: 'gigs_by_budget', by: 'budget_satang DESC, n DESC' },
} as const

/** Fast with many gigs in the circle, or an early page. Ends when reading the cells would cost as much. */
export const createGigWalks = (db: Database.Database) => {
  const inBoxes = `latitude BETWEEN @south AND @north
    AND (longitude BETWEEN @west AND @east OR longitude BETWEEN @otherWest AND @otherEast)`
  const prepare = (order: Walk['order'], statuses: readonly string[]) => {
    const { index, by } = orders[order]
    const ofStatus = (status: string) =>
      `SELECT n, budget_satang, latitude, longitude FROM gigs INDEXED BY ${index} WHERE status = ${status} AND is_hidden = 0
        AND budget_satang BETWEEN @minBudget AND @maxBudget`
    return db
      .prepare<Record<string, unknown>, PlaceRow>(`
        SELECT n, latitude, longitude
        FROM (${statuses.map(ofStatus).join(' UNION ALL ')} ORDER BY ${by} LIMIT @steps)
        WHERE ${inBoxes}`)
      .raw()
  }
  const every = gigStatuses.map(status => `'${status}'`)
  const statements = {
    newest: { one: prepare('newest', ['@status']), every: prepare('newest', every) },
    budget: { one: prepare('budget', ['@status']), every: prepare('budget', every) },
  }

  return {
    /** Row ids; null when the walk would take longer than reading the cells. */
    walk: ({ search, order, circle, matches, skip, limit, totalCount, gigCount }: Walk): number[] | null => {
      const wanted = Math.min(skip + limit, totalCount)
      if (skip >= totalCount) return []
      const steps = 100 + Math.floor(totalCount / readsPerStep)
      if ((wanted * gigCount) / totalCount > steps) return null
      const [box, other] = boxesAround(circle.center, circle.radiusKm)
      const statement = search.status === null ? statements[order].every : statements[order].one
      const rows = statement.iterate({
        ...box,
        otherWest: other?.west ?? 1,
        otherEast: other?.east ?? 0,
        status: search.status,
        minBudget: search.minBudgetSatang ?? 0,
        maxBudget: search.maxBudgetSatang ?? Number.MAX_SAFE_INTEGER,
        steps,
      })
      const found: number[] = []
      let passed = 0
      for (const [gigRowId, latitude, longitude] of rows) {
        if (!circle.contains(circle.haversineTo(latitude, longitude))) continue
        if (matches !== null && !matches.has(gigRowId)) continue
        passed += 1
        if (passed <= skip) continue
        found.push(gigRowId)
        if (passed === wanted) return found
      }
      return null
    },
  }
}
