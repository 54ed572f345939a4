import type Database from 'better-sqlite3'
import type { Gig, GigSearch } from '../../../domain/gigs/gig.ts'
import { type CellPosition, columnSql, rowSql } from '../../geo/cells.ts'
import type { Candidates } from './candidates.ts'

type PlaceRow = [gigRowId: number, latitude: number, longitude: number, budgetSatang: number]

const maxLookups = 500

export class Matches {
  #bits = new Uint8Array(2 ** 16)

  add(gigRowId: number) {
    const at = gigRowId >>> 3
    if (at >= this.#bits.length) {
      const larger = new Uint8Array(2 * at)
      larger.set(this.#bits)
      this.#bits = larger
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (gigRowId & 7))
  }

  has(gigRowId: number): boolean {
    return ((this.#bits[gigRowId >>> 3] ?? 0) & (1 << (gigRowId & 7))) !== 0
  }
}

/** Row ids are row, column and row id of the gig, so matches near a place follow each other. */
export const createTextReads = (db: Database.Database) => {
  const rowId = 'rowid & 0xffffffff'
  const findAnywhere = db
    .prepare<[string, number], number>(`SELECT ${rowId} FROM gig_words WHERE gig_words MATCH ? LIMIT ?`)
    .pluck()
  // The driver binds numbers as floats, for which FTS5 would not use a bound.
  const findInRow = db
    .prepare<[string, number, number], number>(`
      SELECT ${rowId} FROM gig_words WHERE gig_words MATCH ?
        AND rowid >= CAST(? AS INTEGER) << 32 AND rowid < CAST(? AS INTEGER) << 32`)
    .pluck()
  const findPlaces = db
    .prepare<[string, string, number, number], PlaceRow>(`
      SELECT n, latitude, longitude, budget_satang FROM json_each(?) CROSS JOIN gigs ON n = value
      WHERE status LIKE ? AND budget_satang BETWEEN ? AND ? AND is_hidden = 0`)
    .raw()

  return {
    /** Null when they are many. */
    findFew: (text: string): number[] | null => {
      const found = findAnywhere.all(phraseOf(text), maxLookups + 1)
      return found.length > maxLookups ? null : found
    },

    /** Cells in between may have matches too. */
    findIn: (text: string, cells: readonly CellPosition[]): Matches => {
      const phrase = phraseOf(text)
      const matches = new Matches()
      for (const [row, { west, east }] of columnsByRow(cells)) {
        const first = row * 2 ** 16
        for (const gigRowId of findInRow.all(phrase, first + west, first + east + 1)) matches.add(gigRowId)
      }
      return matches
    },

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

const wordsRowId = `(${rowSql} << 48) + (${columnSql} << 32) + n`

/** An entry of the index cannot be read by a row id, but by a range of them. */
export const gigsWithoutWords = `
  SELECT id FROM gigs WHERE length(title) >= 3 AND NOT EXISTS (
    SELECT 1 FROM gig_words
    WHERE gig_words MATCH '"' || replace(substr(gigs.title, 1, 3), '"', '""') || '"'
      AND rowid BETWEEN ${wordsRowId} AND ${wordsRowId})`

const phraseOf = (text: string): string => `"${text.replaceAll('"', '""')}"`

const columnsByRow = (cells: readonly CellPosition[]) => {
  const rows = new Map<number, { west: number; east: number }>()
  for (const { row, column } of cells) {
    const known = rows.get(row)
    rows.set(row, {
      west: Math.min(column, known?.west ?? column),
      east: Math.max(column, known?.east ?? column),
    })
  }
  return rows
}

const pagesPerMerge = 24

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
