import type Database from 'better-sqlite3'
import type { Gig, GigSearch } from '../../../domain/gigs/gig.ts'
import { threadCpuMs } from '../../../lib/cpu-time.ts'
import { columnSql, rowSql } from '../../geo/cells.ts'
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

const firstPageRows = 32
/** Of CPU time. A faster page is followed by one of twice as many rows. */
const fastPageMs = 5
const maxPageRows = 65_536

export type TextReads = ReturnType<typeof createTextReads>

/** Row ids are row, column and row id of the gig, so matches near a place follow each other. */
export const createTextReads = (db: Database.Database) => {
  // The driver binds numbers as floats, for which FTS5 would not use a bound.
  const findPage = db
    .prepare<[string, number, number, number, number], WordsRow>(`
      SELECT rowid >> 32, rowid & 0xffffffff FROM gig_words WHERE gig_words MATCH ?
        AND rowid > (CAST(? AS INTEGER) << 32) + CAST(? AS INTEGER) AND rowid < CAST(? AS INTEGER) << 32 LIMIT ?`)
    .raw()
  const findPlaces = db
    .prepare<[string, string, number, number], PlaceRow>(`
      SELECT n, latitude, longitude, budget_satang FROM json_each(?) CROSS JOIN gigs ON n = value
      WHERE status LIKE ? AND budget_satang BETWEEN ? AND ? AND is_hidden = 0`)
    .raw()

  /**
   * Gigs that repeat a text thousands of times take milliseconds each, and no statement can be stopped, so pages are
   * short until they turn out to be fast. @param deadline in `threadCpuMs`, since a worker of low priority may wait for a
   * core @returns false where `visit` or the time has ended it
   */
  const visitMatches = (
    text: string,
    [first, end]: readonly [cell: number, cell: number],
    deadline: number,
    visit: (gigRowId: number) => boolean,
  ): boolean => {
    const phrase = phraseOf(text)
    let [cell, gigRowId] = [first, -1]
    let limit = firstPageRows
    for (let since = threadCpuMs(); ; ) {
      const rows = findPage.all(phrase, cell, gigRowId, end, limit)
      for (const row of rows) {
        ;[cell, gigRowId] = row
        if (!visit(gigRowId)) return false
      }
      if (rows.length < limit) return true
      const now = threadCpuMs()
      if (now >= deadline) return false
      if (now - since < fastPageMs) limit = Math.min(2 * limit, maxPageRows)
      since = now
    }
  }

  return {
    /** Null when they are many, or take long. */
    findFew: (text: string): number[] | null => {
      const found: number[] = []
      const areFew = visitMatches(text, everywhere, threadCpuMs() + maxLookupMs, gigRowId => {
        found.push(gigRowId)
        return found.length <= maxLookups
      })
      return areFew ? found : null
    },

    /** Adds to `matches`. @returns false when it was not complete at `deadline` */
    findIn: (text: string, { row, west, east }: CellRange, matches: Matches, deadline: number): boolean =>
      visitMatches(text, [row * 2 ** 16 + west, row * 2 ** 16 + east + 1], deadline, gigRowId => {
        matches.add(gigRowId)
        return true
      }),

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
