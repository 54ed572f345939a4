import { beforeEach, describe, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeDatabase, makeFolder, makeGig } from '../../../../test/support/stores.ts'
import type { Gig } from '../../../domain/gigs/gig.ts'
import type { User } from '../../../domain/users/user.ts'
import { seededRandom } from '../../../lib/random.ts'
import { type CellPosition, cellNumberOf, columnOf, rowOf } from '../../geo/cells.ts'
import { createGigWrites } from '../stores/gig-writes.ts'
import { createKnownTexts, maxKnownTexts } from './known-texts.ts'
import { createPackedGigReads } from './packed-gig-reads.ts'
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

let db: Database.Database
let seeker: User
let gigs: ReturnType<typeof createGigWrites>
/** The cells whose words were read. */
let read: CellRange[]
/** The gigs that were looked at alone. */
let looked: number[]
/** From here on its row takes too long. */
let slow: CellPosition | null
let know: ReturnType<typeof createKnownTexts>

beforeEach(() => {
  ;({ db, seeker } = makeDatabase())
  gigs = createGigWrites(db)
  read = []
  looked = []
  slow = null
  const texts = createTextReads(db)
  know = createKnownTexts(db, createPackedGigReads(db), {
    findIn: (text, asked, ...rest) => {
      read.push(asked)
      const stoppedAt = texts.findIn(text, asked, ...rest)
      if (slow === null || asked.row !== slow.row || asked.east < slow.column) return stoppedAt
      return cellNumberOf(slow)
    },
    findAmong: (text, gigRowIds) => {
      looked.push(...gigRowIds)
      return texts.findAmong(text, gigRowIds)
    },
  })
})

const post = (changes: Partial<Gig>): Gig => {
  const gig = makeGig(seeker, { ...home, title: 'Carry a sofa', description: 'Up the stairs', ...changes })
  gigs.insert(gig)
  return gig
}
const revise = (gig: Gig, changes: Partial<Gig>) => gigs.replace(gigs.get(gig.id), { ...gig, ...changes })

/** The matches at home and at the market, and how many ranges of cells and gigs were read for them. */
const countsOf = (first = pending, last = cancelled) => {
  read = []
  looked = []
  const known = know('sofa', cells, first, last)
  const countIn = ({ row, column }: CellPosition) =>
    known.cells.find(cell => cell.row === row && cell.column === column)?.gigCount ?? 0
  return { found: cells.map(countIn), read: read.length, looked: looked.length }
}

describe('a text that was searched before', () => {
  test('is counted in each cell once, for all statuses', () => {
    post({})
    post({ status: 'CANCELLED' })
    post({ ...market })
    expect(countsOf()).toEqual({ found: [2, 1], read: 2, looked: 0 })
    expect(countsOf(pending, pending)).toEqual({ found: [1, 1], read: 0, looked: 0 })
    expect(countsOf(cancelled, cancelled)).toEqual({ found: [1, 0], read: 0, looked: 0 })
  })

  test('is looked for in the gigs alone that were posted, changed, moved, hidden or withdrawn', () => {
    for (let n = 0; n < 5; n += 1) post({ title: 'Walk a dog' })
    const first = post({})
    const second = post({ ...market })
    expect(countsOf().found).toEqual([1, 1])
    post({})
    expect(countsOf()).toEqual({ found: [2, 1], read: 0, looked: 1 })
    const chair = revise(first, { title: 'Carry a chair' })
    expect(countsOf()).toEqual({ found: [1, 1], read: 0, looked: 1 })
    revise(chair, { description: 'And a SOFA' })
    expect(countsOf()).toEqual({ found: [2, 1], read: 0, looked: 1 })
    revise(second, home)
    expect(countsOf()).toEqual({ found: [3, 0], read: 0, looked: 1 })
    const stored = gigs.get(first.id)
    gigs.hideOne(stored)
    expect(countsOf()).toEqual({ found: [2, 0], read: 0, looked: 1 })
    gigs.showOne({ ...stored, isHidden: true })
    expect(countsOf()).toEqual({ found: [3, 0], read: 0, looked: 1 })
    gigs.remove(gigs.get(second.id))
    expect(countsOf()).toEqual({ found: [2, 0], read: 0, looked: 1 })
    expect(countsOf()).toEqual({ found: [2, 0], read: 0, looked: 0 })
  })

  test('is read at once in cells of a row that follow each other, and not in those that are known between them', () => {
    const east = { ...home, longitude: home.longitude + 0.05 }
    const row = [home, { ...home, longitude: home.longitude + 0.02 }, east].map(cellAt)
    const column = columnOf(home.longitude)
    post({})
    know('sofa', row, pending, cancelled)
    expect(read.map(({ west, east }) => [west, east])).toEqual([[column, column + 5]])
    read = []
    know('dog', row.slice(1, 2), pending, cancelled)
    know('dog', row, pending, cancelled)
    expect(read.map(({ west, east }) => [west, east])).toEqual([
      [column + 2, column + 2],
      [column, column],
      [column + 5, column + 5],
    ])
  })

  test('is counted as by a recount, whatever happens between two searches', () => {
    const random = seededRandom(11)
    const places = [0, 0.01, 0.02, 0.03].map(east => ({ ...home, longitude: home.longitude + east }))
    const around = places.map(cellAt)
    const titles = ['Carry a sofa', 'Walk a dog', 'Walk a dog to a sofa']
    const recount = (text: string) =>
      places.map(({ longitude }) =>
        db
          .prepare<[number, string, string], number>(
            'SELECT count(*) FROM gigs WHERE floor(longitude * 100) = ? AND status = ? AND is_hidden = 0 AND title LIKE ?',
          )
          .pluck()
          .get(Math.floor(longitude * 100), 'PENDING', `%${text}%`),
      )
    const living: Gig[] = []
    const change = (changes: Partial<Gig>) => {
      const at = random.whole(0, living.length - 1)
      living.splice(at, 1, ...living.slice(at, at + 1).map(gig => revise(gigs.get(gig.id).gig, changes)))
    }
    const events = [
      () => living.push(post({ ...random.pick(places), title: random.pick(titles) })),
      () => change({ title: random.pick(titles) }),
      () => change(random.pick(places)),
      () => change({ status: random.pick(['PENDING', 'CANCELLED'] as const) }),
      () => {
        const stored = gigs.get(random.pick(living).id)
        if (stored.isHidden) gigs.showOne(stored)
        else gigs.hideOne(stored)
      },
      () => {
        for (const { id } of living.splice(1, 1)) gigs.remove(gigs.get(id))
      },
    ]
    for (let n = 0; n < 20; n += 1) living.push(post({ ...random.pick(places), title: random.pick(titles) }))
    for (let round = 0; round < 150; round += 1) {
      for (let times = random.whole(0, 6); times > 0; times -= 1) random.pick(events)()
      const text = random.pick(['sofa', 'dog', 'walk'])
      const asked = around.filter(() => random.chance(0.6))
      const { cells: counted } = know(text, asked, pending, pending)
      const expected = new Map(around.map(({ column }, at) => [column, recount(text)[at] ?? 0]))
      const found = asked.map(({ column }) => counted.find(cell => cell.column === column)?.gigCount ?? 0)
      expect(found).toEqual(asked.map(({ column }) => expected.get(column) ?? Number.NaN))
    }
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
    const row = [0, 0.02, 0.05].map(east => ({ ...home, longitude: home.longitude + east }))
    for (const place of [home, ...row]) post(place)
    slow = cellAt(row[1] ?? home)
    expect(() => know('sofa', row.map(cellAt), pending, cancelled)).toThrow(
      'could not be counted within a second',
    )
    slow = null
    const { cells: counted } = know('sofa', row.map(cellAt), pending, cancelled)
    expect(counted.map(({ gigCount }) => gigCount)).toEqual([2, 1, 1])
    const column = columnOf(home.longitude)
    expect(read.map(({ west, east }) => [west, east])).toEqual([
      [column, column + 5],
      [column + 2, column + 5],
    ])
  })

  test('is counted in several moments of the database when it takes long, and with what changes meanwhile', () => {
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
    const packed = createPackedGigReads(reader)
    const countAtHome = () => {
      let count = 0
      // With so many they stay known.
      packed.visitCells([{ ...cellAt(home), gigCount: 65 }], pending, pending, (_, { count: found }) => {
        count += found
      })
      return count
    }
    expect(countAtHome()).toBe(1)
    let asked = 0
    const knowLong = createKnownTexts(reader, packed, {
      findIn: (...range) => {
        asked += 1
        const stoppedAt = texts.findIn(...range)
        if (asked === 1) {
          writes.insert(makeGig(seeker, { ...home, title: 'Carry a sofa' }))
          Bun.sleepSync(60)
        }
        return stoppedAt
      },
      findAmong: texts.findAmong,
    })
    const counted = knowLong('sofa', cells, pending, cancelled).cells.map(({ gigCount }) => gigCount)
    expect({ counted, asked }).toEqual({ counted: [2, 1], asked: 2 })
    expect(countAtHome()).toBe(2)
    reader.close()
    writer.close()
    folder.remove()
  })

  test('is forgotten like others when it was not counted in time', () => {
    countsOf()
    slow = cellAt(home)
    for (let n = 0; n < maxKnownTexts; n += 1)
      expect(() => know(`other ${n}`, cells, pending, cancelled)).toThrow('could not be counted')
    slow = null
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

  test('is counted anew when there were more changes than are worth learning', () => {
    const changing = post({})
    const add = (number: number) =>
      db.exec(`INSERT INTO gig_cell_changes (cell, gig_row_id)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${number})
        SELECT n, n FROM numbers`)
    expect(countsOf().found).toEqual([1, 0])
    const chair = revise(changing, { title: 'Carry a chair' })
    add(1999)
    expect(countsOf()).toMatchObject({ found: [0, 0], read: 0 })
    revise(chair, { title: 'Carry a sofa' })
    add(2000)
    expect(countsOf()).toMatchObject({ found: [1, 0], read: 2, looked: 0 })
  })

  test('is not followed by the changes of long ago, which are deleted', () => {
    post({})
    for (let n = 0; n < 12_000; n += 1)
      db.exec('INSERT INTO gig_cell_changes (cell, gig_row_id) VALUES (1, 1)')
    const kept = db.prepare<[], number>('SELECT count(*) FROM gig_cell_changes').pluck().get()
    expect(kept).toBeLessThan(12_000)
    expect(kept).toBeGreaterThan(9_999)
  })
})
