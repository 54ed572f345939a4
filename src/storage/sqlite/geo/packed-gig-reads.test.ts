import { beforeEach, describe, expect, test } from 'bun:test'
import type Database from 'better-sqlite3'
import { makeDatabase, makeGig } from '../../../../test/support/stores.ts'
import { type Gig, gigStatuses } from '../../../domain/gigs/gig.ts'
import type { User } from '../../../domain/users/user.ts'
import { wholeSatang } from '../../../lib/money.ts'
import { type SeededRandom, seededRandom } from '../../../lib/random.ts'
import { columnOf, rowOf } from '../../geo/cells.ts'
import { createGigWrites } from '../stores/gig-writes.ts'
import { createPackedGigReads, type PackedGigReads } from './packed-gig-reads.ts'

const home = { latitude: 13.7563, longitude: 100.5018 }
const places = [0, 0.01, 0.02, 0.03].map(east => ({ ...home, longitude: home.longitude + east }))
/** The last one is said to have few. */
const cells = places.map(({ latitude, longitude }, at) => ({
  row: rowOf(latitude),
  column: columnOf(longitude),
  gigCount: at === places.length - 1 ? 64 : 65,
}))
const lastStatus = gigStatuses.length - 1
/** Others need a helper. */
const statuses = ['PENDING', 'CANCELLED'] as const

let db: Database.Database
let seeker: User
let gigs: ReturnType<typeof createGigWrites>
let reads: PackedGigReads

beforeEach(() => {
  ;({ db, seeker } = makeDatabase())
  gigs = createGigWrites(db)
  reads = createPackedGigReads(db)
})

const post = (changes: Partial<Gig> = {}): Gig => {
  const gig = makeGig(seeker, { ...home, ...changes })
  gigs.insert(gig)
  return gig
}

/** Every gig with its place and budget, by status, in any order. */
const gigsOf = ({ forgetChanged, visitCells }: PackedGigReads, first = 0, last = lastStatus): string[] => {
  forgetChanged()
  const found: string[] = []
  visitCells(cells, first, last, (cell, chunk, status) => {
    for (let at = 0; at < chunk.count; at += 1) {
      const place = `${chunk.latitude(at).toFixed(7)} ${chunk.longitude(at).toFixed(7)}`
      found.push(`${cell.column} ${status} ${chunk.rowId(at)} ${place} ${chunk.budgetSatang(at)}`)
    }
  })
  return found.sort()
}

/** Nothing else would drop it: the rows are gone without a change of a gig. */
const emptyIndex = () => db.exec('DELETE FROM gig_chunks')

describe('the gigs of a cell with many', () => {
  test('are read once, also where a cell has none, for each status', () => {
    post()
    post({ status: 'CANCELLED' })
    const all = gigsOf(reads)
    expect(all).toHaveLength(2)
    emptyIndex()
    expect(gigsOf(reads)).toEqual(all)
    expect(gigsOf(reads, lastStatus)).toHaveLength(1)
    expect(gigsOf(createPackedGigReads(db))).toEqual([])
  })

  test('are read again each time where a cell has few', () => {
    post({ ...places[3] })
    expect(gigsOf(reads)).toHaveLength(1)
    emptyIndex()
    expect(gigsOf(reads)).toEqual([])
  })

  test('are read for the statuses that were asked for alone', () => {
    post()
    post({ status: 'CANCELLED' })
    expect(gigsOf(reads, 0, 0)).toHaveLength(1)
    emptyIndex()
    expect(gigsOf(reads, 0, 0)).toHaveLength(1)
    expect(gigsOf(reads, lastStatus)).toEqual([])
  })

  test('are read again after a change of one of them, and those of other cells are not', () => {
    const gig = post()
    post({ ...places[2] })
    expect(gigsOf(reads)).toHaveLength(2)
    emptyIndex()
    db.prepare('UPDATE gigs SET budget_satang = budget_satang + 100 WHERE id = ?').run(gig.id)
    expect(gigsOf(reads)).toHaveLength(1)
    expect(gigsOf(reads)[0]).toStartWith(String(cells[2]?.column))
  })

  test('are as those read anew, whatever happens in between', () => {
    const random = seededRandom(7)
    const lives: Gig[] = []
    const changed: ((random: SeededRandom) => Partial<Gig>)[] = [
      pick => pick.pick(places),
      pick => ({ status: pick.pick(statuses) }),
      pick => ({ budgetSatang: wholeSatang(pick.whole(100, 100_000)) }),
      () => ({ latitude: home.latitude + 0.001 }),
      () => ({ title: 'Another title' }),
    ]
    for (let act = 0; act < 600; act += 1) {
      const at = random.whole(0, Math.max(0, lives.length - 1))
      const gig = lives[at]
      const kind = random.whole(0, 9)
      if (!gig || kind < 3) lives.push(post({ ...random.pick(places), status: random.pick(statuses) }))
      else if (kind === 3) {
        gigs.remove(gigs.get(gig.id))
        lives.splice(at, 1)
      } else if (kind === 4) {
        const stored = gigs.get(gig.id)
        if (stored.isHidden) gigs.showOne(stored)
        else gigs.hideOne(stored)
      } else {
        const next = { ...gigs.get(gig.id).gig, ...random.pick(changed)(random) }
        gigs.replace(gigs.get(gig.id), next)
      }
      if (random.chance(0.5)) continue
      const first = random.whole(0, lastStatus)
      const last = random.whole(first, lastStatus)
      expect(gigsOf(reads, first, last)).toEqual(gigsOf(createPackedGigReads(db), first, last))
    }
    expect(lives.length).toBeGreaterThan(50)
  })

  test('are read anew after more changes than are followed', () => {
    const [one, other] = [post(), post({ ...places[2] })]
    expect(gigsOf(reads)).toHaveLength(2)
    emptyIndex()
    const change = db.prepare('UPDATE gigs SET budget_satang = budget_satang + 1 WHERE id = ?')
    for (let n = 0; n < 2000; n += 1) change.run(one.id)
    expect(gigsOf(reads)).toHaveLength(1)
    for (let n = 0; n < 2001; n += 1) change.run(one.id)
    expect(gigsOf(reads)).toEqual([])
    expect(other.longitude).not.toBe(one.longitude)
  })

  test('do not stay known where one read brings too many', () => {
    const insert = db.prepare('INSERT INTO gig_chunks VALUES (?, ?)')
    post()
    const { chunk, gigs: bytes } = db
      .prepare<[], { chunk: number; gigs: Buffer }>('SELECT chunk, gigs FROM gig_chunks')
      .get() ?? { chunk: 0, gigs: Buffer.alloc(0) }
    const full = Buffer.concat(Array.from({ length: 124 }, () => bytes))
    db.transaction(() => {
      for (let n = 1; n <= 2000; n += 1) insert.run(chunk + n, full)
    })()
    expect(gigsOf(reads)).toHaveLength(1 + 2000 * 124)
    emptyIndex()
    expect(gigsOf(reads)).toEqual([])
  })
})
