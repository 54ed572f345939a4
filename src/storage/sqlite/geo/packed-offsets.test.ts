import { describe, expect, test } from 'bun:test'
import Database from 'better-sqlite3'
import { seededRandom } from '../../../lib/random.ts'
import { migrate } from '../migrations/migrate.ts'
import { createGigSpots, createGigSpotsInAct } from './packed-offsets.ts'

const open = () => {
  const db = new Database(':memory:')
  migrate(db)
  return { db, spotsOf: createGigSpots(db), ...createGigSpotsInAct(db) }
}

const sorted = (spots: number[]) => spots.toSorted((a, b) => a - b)

describe('the packed spots of a cell', () => {
  test('are those that were entered and not removed, over many chunks and with some twice', () => {
    const { db, spotsOf, enter, remove } = open()
    const random = seededRandom(5)
    // Few numbers in the low bytes: then a spot also seems to begin in the middle of two others.
    const draw = () => random.whole(0, 3) * 2 ** 50 + random.whole(0, 2) * 256 + random.whole(0, 1)
    const kept: number[] = []
    for (let step = 0; step < 3000; step += 1) {
      if (kept.length === 0 || random.chance(0.6)) {
        const spot = draw()
        kept.push(spot)
        enter(7, spot)
      } else {
        const [gone = 0] = kept.splice(random.whole(0, kept.length - 1), 1)
        remove(7, gone)
      }
    }
    expect(kept.length).toBeGreaterThan(256)
    expect(sorted(spotsOf(7))).toEqual(sorted(kept))
    expect(spotsOf(8)).toEqual([])
    for (const spot of kept) remove(7, spot)
    expect(db.prepare('SELECT count(*) FROM gig_packed_offsets').pluck().get()).toBe(0)
    db.close()
  })

  test('hold the greatest spot that there is', () => {
    const { db, spotsOf, enter } = open()
    enter(1, 2 ** 52 - 1)
    expect(spotsOf(1)).toEqual([2 ** 52 - 1])
    db.close()
  })

  test('cannot lose one that they do not hold', () => {
    const { db, enter, remove } = open()
    enter(1, 5)
    expect(() => remove(1, 6)).toThrow('no spot')
    db.close()
  })
})
