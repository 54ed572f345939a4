import { describe, expect, test } from 'bun:test'
import Database from 'better-sqlite3'
import { seededRandom } from '../../../lib/random.ts'
import { migrate } from '../migrations/migrate.ts'
import { createPackedOffsetReads, createPackedOffsetWrites } from './packed-offsets.ts'

const open = () => {
  const db = new Database(':memory:')
  migrate(db)
  return { db, readOffsets: createPackedOffsetReads(db), ...createPackedOffsetWrites(db) }
}

const sorted = (offsets: number[]) => offsets.toSorted((a, b) => a - b)

describe('the packed offsets of a cell', () => {
  test('are those inserted and not removed, over many chunks and with duplicates', () => {
    const { db, readOffsets, insert, remove } = open()
    const random = seededRandom(5)
    // Few different bytes, so that an offset also matches across the bytes of two others.
    const draw = () => random.whole(0, 3) * 2 ** 50 + random.whole(0, 2) * 256 + random.whole(0, 1)
    const stored: number[] = []
    for (let step = 0; step < 3000; step += 1) {
      if (stored.length === 0 || random.chance(0.6)) {
        const offset = draw()
        stored.push(offset)
        insert(7, offset)
      } else {
        const [removed = 0] = stored.splice(random.whole(0, stored.length - 1), 1)
        remove(7, removed)
      }
    }
    expect(stored.length).toBeGreaterThan(256)
    expect(sorted(readOffsets(7))).toEqual(sorted(stored))
    expect(readOffsets(8)).toEqual([])
    for (const offset of stored) remove(7, offset)
    expect(db.prepare('SELECT count(*) FROM gig_packed_offsets').pluck().get()).toBe(0)
    db.close()
  })

  test('store the greatest possible offset exactly', () => {
    const { db, readOffsets, insert } = open()
    insert(1, 2 ** 52 - 1)
    expect(readOffsets(1)).toEqual([2 ** 52 - 1])
    db.close()
  })

  test('throw when an offset to be removed is not there', () => {
    const { db, insert, remove } = open()
    insert(1, 5)
    expect(() => remove(1, 6)).toThrow('no packed offset')
    db.close()
  })
})
