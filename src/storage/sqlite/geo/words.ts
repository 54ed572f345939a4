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

const changesPerMerge = 8
const pagesPerMerge = 24

/**
 * Merges the segments of `gig_words` in small steps. FTS5 writes a segment for each change and would merge them by
 * itself, all that has gathered at once, so that every so often a post would wait for more than a hundred milliseconds.
 * The migration 0012 turns that off. Call the result inside a transaction, after each change of words.
 */
export const createWordMerges = (db: Database.Database): (() => void) => {
  const merge = db.prepare<[number]>("INSERT INTO gig_words (gig_words, rank) VALUES ('merge', ?)")
  let changes = 0
  return () => {
    changes += 1
    if (changes % changesPerMerge === 0) merge.run(pagesPerMerge)
  }
}
