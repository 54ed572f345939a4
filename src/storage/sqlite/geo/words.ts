import type Database from 'better-sqlite3'
import type { Gig, GigSearch } from '../../../domain/gigs/gig.ts'
import { threadCpuMs } from '../../../lib/cpu-time.ts'
import { cellNumberOf, columnSql, rowSql } from '../../geo/cells.ts'
import { lazily } from '../engine/lazily.ts'
import type { Candidates } from './candidates.ts'
import type { Matches } from './matches.ts'

/** Cells of a row. */
export interface CellRange {
  row: number
  west: number
  east: number
}

type WordsRow = [cell: number, gigRowId: number]

type PlaceRow = [gigRowId: number, latitude: number, longitude: number, budgetSatang: number]

const maxLookups = 500

/** Of CPU time. After it, lookups are not worth their time. */
const maxLookupMs = 50

/** Gigs that repeat a text thousands of times take milliseconds each, all others less than to ask for the time. */
const rowsPerLook = 8

export type TextReads = ReturnType<typeof createTextReads>

/** Row ids are row, column and row id of the gig, so matches near a place follow each other. */
export const createTextReads = (db: Database.Database) => {
  // The driver binds numbers as floats, for which FTS5 would not use a bound.
  const findMatches = db
    .prepare<[string, number, number], WordsRow>(`
      SELECT rowid >> 32, rowid & 0xffffffff FROM gig_words WHERE gig_words MATCH ?
        AND rowid >= CAST(? AS INTEGER) << 32 AND rowid < CAST(? AS INTEGER) << 32`)
    .raw()
  const findPlaces = db
    .prepare<[string, string, number, number], PlaceRow>(`
      SELECT n, latitude, longitude, budget_satang FROM json_each(?) CROSS JOIN gigs ON n = value
      WHERE status LIKE ? AND budget_satang BETWEEN ? AND ? AND is_hidden = 0`)
    .raw()

  const fewWords = lazily(() => createFewWords(db))

  /**
   * @param deadline in `threadCpuMs`, since a worker of low priority may wait for a core
   * @returns the cell where `visit` or the time has ended it, whose matches are not complete; null at the end
   */
  const visitMatches = (
    text: string,
    [first, end]: readonly [cell: number, cell: number],
    deadline: number,
    visit: (gigRowId: number) => boolean,
  ): number | null => {
    let seen = 0
    // To find the first match takes milliseconds where many gigs have the text, so there are no pages.
    for (const [cell, gigRowId] of findMatches.iterate(phraseOf(text), first, end)) {
      seen += 1
      if (!visit(gigRowId) || (seen % rowsPerLook === 0 && threadCpuMs() >= deadline)) return cell
    }
    return null
  }

  return {
    /** Null when they are many, or take long. */
    findFew: (text: string): number[] | null => {
      const found: number[] = []
      const stoppedAt = visitMatches(text, everywhere, threadCpuMs() + maxLookupMs, gigRowId => {
        found.push(gigRowId)
        return found.length <= maxLookups
      })
      return stoppedAt === null ? found : null
    },

    /** Adds to `matches`. @returns the cell from which on they are not complete at `deadline`; null when they are */
    findIn: (
      text: string,
      { row, west, east }: CellRange,
      matches: Matches,
      deadline: number,
    ): number | null =>
      visitMatches(
        text,
        [cellNumberOf({ row, column: west }), cellNumberOf({ row, column: east }) + 1],
        deadline,
        gigRowId => {
          matches.add(gigRowId)
          return true
        },
      ),

    /** Those of some gigs that have the text. */
    findAmong: (text: string, gigRowIds: readonly number[]): ReadonlySet<number> =>
      fewWords.find(phraseOf(text), gigRowIds),

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

/**
 * An index of a few gigs that lasts for one question: in that of all gigs, a look at one of them takes milliseconds where
 * many have the text.
 */
const createFewWords = (db: Database.Database) => {
  const declaration = db
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'gig_words'")
    .pluck()
    .get()
  db.exec((declaration ?? '').replace('gig_words', 'temp.few_words'))
  const add = db.prepare<[string]>(`
    INSERT INTO temp.few_words (rowid, title, description)
    SELECT n, title, description FROM json_each(?) CROSS JOIN gigs ON n = value`)
  const findMatches = db
    .prepare<[string], number>('SELECT rowid FROM temp.few_words WHERE few_words MATCH ?')
    .pluck()
  const clear = db.prepare("INSERT INTO temp.few_words (few_words) VALUES ('delete-all')")
  return {
    find: (phrase: string, gigRowIds: readonly number[]): ReadonlySet<number> => {
      add.run(JSON.stringify(gigRowIds))
      const found = new Set(findMatches.all(phrase))
      clear.run()
      return found
    },
  }
}

const everywhere = [0, 2 ** 31 - 1] as const

const wordsRowId = `(${rowSql} << 48) + (${columnSql} << 32) + n`

/** An entry of the index cannot be read by a row id, but by a range of them. */
export const gigsWithoutWords = `
  SELECT id FROM gigs WHERE length(title) >= 3 AND NOT EXISTS (
    SELECT 1 FROM gig_words
    WHERE gig_words MATCH '"' || replace(substr(gigs.title, 1, 3), '"', '""') || '"'
      AND rowid BETWEEN ${wordsRowId} AND ${wordsRowId})`

const phraseOf = (text: string): string => `"${text.replaceAll('"', '""')}"`

/**
 * Merges all words into one segment. FTS5 puts it one or two levels above the others each time, and takes in the words
 * between; three times make it so high that no merge of a post reaches it. A merge step copies all of a word's gigs at
 * once, which takes 15 ms for a word of 100 000.
 */
export const optimizeWords = (db: Database.Database): void => {
  const optimize = "INSERT INTO gig_words (gig_words) VALUES ('optimize')"
  db.exec(`${optimize};
    INSERT INTO gig_words (rowid, title, description) VALUES (1, 'one', ''); ${optimize};
    INSERT INTO gig_words (gig_words, rowid, title, description) VALUES ('delete', 1, 'one', ''); ${optimize}`)
}

const pagesPerMerge = 8

/** A short gig writes one page, and each page is merged some two times. */
const pagesPerChange = 3

/** For words that no other gig has: 20 bytes a character, in pages of 4 KB, two times. */
const charactersPerPage = 100

/**
 * FTS5 would merge all segments at once, so that a post waits for more than 100 ms; migration 0012 turns that
 * off. Steps follow from the length of what was written, or segments would gather. Call the result inside a
 * transaction, after each change of words.
 */
export const createWordMerges = (db: Database.Database): ((changed: Words) => void) => {
  const merge = db.prepare<[number]>("INSERT INTO gig_words (gig_words, rank) VALUES ('merge', ?)")
  let pages = 0
  return ({ title, description }) => {
    pages += pagesPerChange + Math.ceil((title.length + description.length) / charactersPerPage)
    if (pages < pagesPerMerge) return
    merge.run(pages)
    pages = 0
  }
}

type Words = Pick<Gig, 'title' | 'description'>
