import type Database from 'better-sqlite3'
import type { GigSearch } from '../../../domain/gigs/gig.ts'
import type { Candidates } from './candidates.ts'

type PlaceRow = [gigRowId: number, latitude: number, longitude: number, budgetSatang: number]

/** Finds text in `gig_words`, an FTS5 table of trigrams over the titles and descriptions of all gigs. */
export const createTextReads = (db: Database.Database) => {
  const findMatches = db
    .prepare<[string], number>('SELECT rowid FROM gig_words WHERE gig_words MATCH ?')
    .pluck()
  const findPlaces = db
    .prepare<[string, string, number, number], PlaceRow>(`
      SELECT n, latitude, longitude, budget_satang FROM json_each(?) CROSS JOIN gigs ON n = value
      WHERE status LIKE ? AND budget_satang BETWEEN ? AND ? AND is_hidden = 0`)
    .raw()

  return {
    /** The row ids of the gigs that have the text in their title or description. */
    find: (text: string): number[] => findMatches.all(`"${text.replaceAll('"', '""')}"`),

    /** Looks up each of the gigs. */
    considerEach: (
      gigRowIds: readonly number[],
      { status, minBudgetSatang, maxBudgetSatang }: GigSearch,
      candidates: Candidates,
    ): void => {
      const places = findPlaces.all(
        JSON.stringify(gigRowIds),
        status ?? '%',
        minBudgetSatang ?? 0,
        maxBudgetSatang ?? Number.MAX_SAFE_INTEGER,
      )
      for (const place of places) candidates.considerPlace(...place)
    },
  }
}
