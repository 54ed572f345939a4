import { beforeEach, describe, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeFolder, makeGig, makeUser } from '../../../../test/support/stores.ts'
import type { Gig } from '../../../domain/gigs/gig.ts'
import { threadCpuMs } from '../../../lib/cpu-time.ts'
import { type CellPosition, columnOf, rowOf } from '../../geo/cells.ts'
import { migrate } from '../migrations/migrate.ts'
import { createGigWrites } from '../stores/gig-writes.ts'
import { createKnownTexts, maxKnownTexts } from './known-texts.ts'
import { createPackedGigReads } from './packed-gigs.ts'
import { type CellRange, createTextReads } from './words.ts'

const pending = 0
const cancelled = 4
const home = { latitude: 13.7563, longitude: 100.5018 }
const market = { latitude: 13.7663, longitude: 100.5318 }
const cellAt = ({ latitude, longitude }: typeof home) => ({
  row: rowOf(latitude),
  column: columnOf(longitude),
  gigCount: 1,
})
const cells = [cellAt(home), cellAt(market)]

const seeker = makeUser()
let db: Database.Database
let gigs: ReturnType<typeof createGigWrites>
/** The cells whose words were read. */
let read: CellRange[]
const slowRows = new Set<number>()
let know: ReturnType<typeof createKnownTexts>

beforeEach(() => {
  db = new Database(':memory:')
  migrate(db)
  db.prepare(
    'INSERT INTO users (id, email, password_hash, full_name, created_at) VALUES (?, ?, ?, ?, ?)',
  ).run(seeker.id, seeker.email, 'h', 'A seeker', seeker.createdAt)
  gigs = createGigWrites(db)
  read = []
  slowRows.clear()
  const texts = createTextReads(db)
  know = createKnownTexts(db, createPackedGigReads(db), {
    findIn: (text, asked, ...rest) => {
      read.push(asked)
      return !slowRows.has(asked.row) && texts.findIn(text, asked, ...rest)
    },
  })
})

const post = (changes: Partial<Gig>): Gig => {
  const gig = makeGig(seeker, { ...home, title: 'Carry a sofa', description: 'Up the stairs', ...changes })
  gigs.insert(gig)
  return gig
}
const revise = (gig: Gig, changes: Partial<Gig>) => gigs.replace(gigs.get(gig.id), { ...gig, ...changes })

/** The matches at home and at the market, and how many ranges of cells were read for them. */
const countsOf = (first = pending, last = cancelled) => {
  read = []
  const known = know('sofa', cells, first, last)
  const countIn = ({ row, column }: CellPosition) =>
    known.cells.find(cell => cell.row === row && cell.column === column)?.gigCount ?? 0
  return { found: cells.map(countIn), read: read.length }
}

describe('a text that was searched before', () => {
  test('is counted in each cell once, for all statuses', () => {
    post({})
    post({ status: 'CANCELLED' })
    post({ ...market })
    expect(countsOf()).toEqual({ found: [2, 1], read: 2 })
    expect(countsOf(pending, pending)).toEqual({ found: [1, 1], read: 0 })
    expect(countsOf(cancelled, cancelled)).toEqual({ found: [1, 0], read: 0 })
  })

  test('is counted again in the cells of gigs that were posted, changed, moved, hidden or withdrawn', () => {
    const first = post({})
    const second = post({ ...market })
    expect(countsOf().found).toEqual([1, 1])
    post({})
    expect(countsOf()).toEqual({ found: [2, 1], read: 1 })
    const chair = revise(first, { title: 'Carry a chair' })
    expect(countsOf()).toEqual({ found: [1, 1], read: 1 })
    revise(chair, { description: 'And a SOFA' })
    expect(countsOf()).toEqual({ found: [2, 1], read: 1 })
    revise(second, home)
    expect(countsOf()).toEqual({ found: [3, 0], read: 2 })
    const stored = gigs.get(first.id)
    gigs.hideOne(stored)
    expect(countsOf()).toEqual({ found: [2, 0], read: 1 })
    gigs.showOne({ ...stored, isHidden: true })
    expect(countsOf()).toEqual({ found: [3, 0], read: 1 })
    gigs.remove(gigs.get(second.id))
    expect(countsOf()).toEqual({ found: [2, 0], read: 1 })
    expect(countsOf().read).toBe(0)
  })

  test('is read at once in cells of a row that follow each other, and not in those that are known between them', () => {
    const east = { ...home, longitude: home.longitude + 0.05 }
    const row = [home, { ...home, longitude: home.longitude + 0.02 }, east].map(cellAt)
    const column = columnOf(home.longitude)
    post({})
    know('sofa', row, pending, cancelled)
    expect(read.map(({ west, east }) => [west, east])).toEqual([[column, column + 5]])
    read = []
    post({})
    post(east)
    know('sofa', row, pending, cancelled)
    expect(read.map(({ west, east }) => [west, east])).toEqual([
      [column, column],
      [column + 5, column + 5],
    ])
  })

  test('is forgotten when as many others were searched since', () => {
    post({})
    countsOf()
    for (let n = 1; n < maxKnownTexts; n += 1) know(`other ${n}`, cells, pending, cancelled)
    expect(countsOf().read).toBe(0)
    for (let n = 0; n < maxKnownTexts; n += 1) know(`other ${n}`, cells, pending, cancelled)
    expect(countsOf().read).toBe(2)
  })

  test('goes on where it was not counted in time', () => {
    post({})
    post({ ...market })
    slowRows.add(rowOf(market.latitude))
    expect(() => countsOf()).toThrow('could not be counted within a second')
    expect(read).toHaveLength(2)
    slowRows.clear()
    expect(countsOf()).toEqual({ found: [1, 1], read: 1 })
  })

  test('is counted in several moments of the database when it takes long, and again where it changes meanwhile', () => {
    const folder = makeFolder()
    const file = join(folder.path, 'gigs.db')
    post({})
    post({ ...market })
    writeFileSync(file, db.serialize())
    const writer = new Database(file)
    writer.pragma('journal_mode = WAL')
    const writes = createGigWrites(writer)
    const reader = new Database(file, { readonly: true })
    reader.exec('BEGIN')
    const texts = createTextReads(reader)
    let asked = 0
    const knowLong = createKnownTexts(reader, createPackedGigReads(reader), {
      findIn: (...range) => {
        asked += 1
        const isComplete = texts.findIn(...range)
        if (asked === 1) {
          writes.insert(makeGig(seeker, { ...home, title: 'Carry a sofa' }))
          for (const end = threadCpuMs() + 60; threadCpuMs() < end; );
        }
        return isComplete
      },
    })
    const counted = knowLong('sofa', cells, pending, cancelled).cells.map(({ gigCount }) => gigCount)
    expect({ counted, asked }).toEqual({ counted: [2, 1], asked: 3 })
    reader.close()
    writer.close()
    folder.remove()
  })

  test('is forgotten like others when it was not counted in time', () => {
    countsOf()
    slowRows.add(rowOf(home.latitude))
    for (let n = 0; n < maxKnownTexts; n += 1)
      expect(() => know(`other ${n}`, cells, pending, cancelled)).toThrow('could not be counted')
    slowRows.clear()
    expect(countsOf().read).toBe(2)
  })

  test('is not found by a gig that has the row of a former one', () => {
    const former = post({})
    const { gigRowId } = gigs.get(former.id)
    countsOf()
    gigs.remove(gigs.get(former.id))
    const next = post({ ...market, title: 'Walk a dog' })
    expect(gigs.get(next.id).gigRowId).toBe(gigRowId)
    expect(countsOf().found).toEqual([0, 0])
    expect(know('sofa', cells, pending, cancelled).matches.has(gigRowId)).toBe(false)
  })

  test('is counted anew when there were more changes than are kept', () => {
    const gig = post({})
    expect(countsOf().found).toEqual([1, 0])
    revise(gig, { title: 'Carry a chair' })
    db.exec(`INSERT INTO gig_cell_changes (cell)
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 12000) SELECT n FROM numbers`)
    const kept = db.prepare<[], number>('SELECT count(*) FROM gig_cell_changes').pluck().get() ?? 0
    expect(kept).toBeLessThan(12_000)
    expect(countsOf()).toEqual({ found: [0, 0], read: 2 })
  })
})
