import { describe, expect, test } from 'bun:test'
import Database from 'better-sqlite3'
import { placeNear, randomPlace } from '../../../../test/support/places.ts'
import { circleAround, greatCircleKm } from '../../../lib/geo.ts'
import { seededRandom } from '../../../lib/random.ts'
import { areasFrom, type CellPosition, columnOf, rowOf } from '../../geo/cells.ts'
import { migrate } from '../migrations/migrate.ts'
import { createEdgeCount, isInside } from './edge-count.ts'
import { createPackedGigReads } from './packed-gig-reads.ts'
import { createPackedGigWrites, type PackedGigs } from './packed-gigs.ts'

const open = () => {
  const db = new Database(':memory:')
  migrate(db)
  const read = (of: CellPosition, first: number, last: number): PackedGigs[] => {
    const chunks: PackedGigs[] = []
    // Without gigs no change is known, so each time anew.
    createPackedGigReads(db).visitCells([of], first, last, (_, gigs) => chunks.push(gigs))
    return chunks
  }
  return { db, read, ...createPackedGigWrites(db) }
}

const cell: CellPosition = { row: 13_663, column: 30_530 }
const place = { latitude: 13.7563, longitude: 100.5018 }

const rowIdsIn = ({ read }: ReturnType<typeof open>, status: number): number[] =>
  read(cell, status, status)
    .flatMap(gigs => Array.from({ length: gigs.count }, (_, at) => gigs.rowId(at)))
    .sort((a, b) => a - b)

describe('the packed gigs of a cell', () => {
  test('are those inserted and not removed, and all chunks but the last are full', () => {
    const store = open()
    const random = seededRandom(5)
    const stored: number[] = []
    for (let rowId = 1; rowId <= 3000; rowId += 1) {
      if (stored.length === 0 || random.chance(0.6)) {
        stored.push(rowId)
        store.insert(cell, 1, rowId, place, rowId)
      } else {
        const [removed = 0] = stored.splice(random.whole(0, stored.length - 1), 1)
        store.remove(cell, 1, removed)
      }
    }
    expect(stored.length).toBeGreaterThan(256)
    expect(rowIdsIn(store, 1)).toEqual(stored)
    expect([rowIdsIn(store, 0), rowIdsIn(store, 2)]).toEqual([[], []])
    const sizes = store.read(cell, 0, 4).map(({ count }) => count)
    expect(sizes.slice(0, -1).every(size => size === 124)).toBe(true)
    for (const rowId of stored) store.remove(cell, 1, rowId)
    expect(store.db.prepare('SELECT count(*) FROM gig_chunks').pluck().get()).toBe(0)
    store.db.close()
  })

  test('hold the greatest row id and budget', () => {
    const { db, read, insert } = open()
    insert(cell, 0, 2 ** 32 - 1, place, 1_000_000_000)
    const [gigs] = read(cell, 0, 0)
    expect([gigs?.count, gigs?.rowId(0), gigs?.budgetSatang(0)]).toEqual([1, 2 ** 32 - 1, 1_000_000_000])
    db.close()
  })

  test('throw when a gig to be removed is not there', () => {
    const { db, insert, remove } = open()
    insert(cell, 0, 5, place, 100)
    expect(() => remove(cell, 0, 6)).toThrow('does not have the gig')
    db.close()
  })
})

test('a packed place decides as its coordinates do, or not at all, and cells and tiles keep their bounds (U3)', () => {
  const { db, read, insert, remove } = open()
  const random = seededRandom(11)
  let [decided, undecided] = [0, 0]
  for (let n = 0; n < 5000; n += 1) {
    const somewhere = randomPlace(random)
    const center = placeNear(somewhere, random)
    const km = greatCircleKm(center, somewhere)
    if (km === 0) continue
    const factor = random.pick([1, 1 + 1e-15, 1 - 1e-15, 1 + 1e-7, 1 - 1e-7, 1.1, 0.9])
    const circle = circleAround(center, km * factor)
    const at = { row: rowOf(somewhere.latitude), column: columnOf(somewhere.longitude) }
    const copies = n % 100 === 0 ? 100 : 1
    for (let copy = 1; copy <= copies; copy += 1) insert(at, 0, copy, somewhere, 100)
    const chunks = read(at, 0, 0)
    const [gigs] = chunks
    const tile = gigs?.tiles[0]
    if (!gigs || tile === undefined) throw new Error('The cell is empty.')
    const packed = isInside(circle.haversineTo(gigs.latitude(0), gigs.longitude(0)), circle)
    if (packed === null) undecided += 1
    else decided += 1
    const isTrulyInside = km <= circle.radiusKm
    expect([null, isTrulyInside]).toContain(packed)
    const countOf = createEdgeCount(circle, () => isTrulyInside, null)
    const area = areasFrom(circle, 1)(at.row, at.column, copies)
    const count = chunks.reduce((sum, chunk) => sum + countOf(area, chunk), 0)
    expect(count).toBe(isTrulyInside ? copies : 0)
    const haversine = circle.haversineTo(somewhere.latitude, somewhere.longitude)
    for (const [size, row, column] of [
      [1, at.row, at.column],
      [16, at.row >> 4, at.column >> 4],
      [1 / 16, at.row * 16 + (tile >> 4), at.column * 16 + (tile & 15)],
    ] as const) {
      const { min, max } = areasFrom(circle, size)(row, column, 1)
      expect([min <= haversine, haversine <= max]).toEqual([true, true])
    }
    for (let copy = 1; copy <= copies; copy += 1) remove(at, 0, copy)
  }
  expect(undecided).toBeGreaterThan(300)
  expect(decided).toBeGreaterThan(1000)
  db.close()
})
