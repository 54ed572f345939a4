import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Gig, type GigStatus, gigStatuses } from '../../src/domain/gigs/gig.ts'
import type { User } from '../../src/domain/users/user.ts'
import { type SeededRandom, seededRandom } from '../../src/lib/random.ts'
import { verifyDatabase } from '../../src/storage/sqlite/engine/verify.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import migration from '../../src/storage/sqlite/migrations/0012-gig-counts.sql' with { type: 'text' }
import type { Store } from '../../src/storage/store.ts'
import { placeNear, randomPlace } from '../support/places.ts'
import { at, makeFolder, makeGig, makeUser, makeWrite, openStore, satang } from '../support/stores.ts'

/** The geo index after random lives of gigs: its counters and its packed gigs equal a recount of the gigs. */

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder(existsSync('/dev/shm') ? '/dev/shm' : undefined)
})
afterEach(() => folder.remove())

const openAt = (name: string): Store => {
  mkdirSync(join(folder.path, name), { recursive: true })
  return openStore(join(folder.path, name))
}

/** What a killed process leaves: the database and its WAL as they are at this moment. */
const killedCopy = (from: string, to: string) => {
  mkdirSync(join(folder.path, to), { recursive: true })
  for (const suffix of ['', '-wal']) {
    copyFileSync(
      join(folder.path, from, databaseFileName + suffix),
      join(folder.path, to, databaseFileName + suffix),
    )
  }
}

type GigRow = [n: number, status: GigStatus, latitude: number, longitude: number, budget: number]

const sixteenth = (inCells: number) => Math.floor((inCells - Math.floor(inCells)) * 16)

/** Lines of the counters that the gigs have to have, and of the packed gigs. */
const recount = (db: Database.Database): string[] => {
  const rows = db
    .prepare<[], GigRow>('SELECT n, status, latitude, longitude, budget_satang FROM gigs WHERE is_hidden = 0')
    .raw()
    .all()
  const counters = new Map<string, [count: number, north: number, east: number]>()
  const packed = rows.map(([n, name, latitude, longitude, budget]) => {
    const status = gigStatuses.indexOf(name)
    for (const level of [0, 1, 2]) {
      const [y, x] = [(latitude * 100) / 16 ** level, (longitude * 100) / 16 ** level]
      const key = `${level * 5 + status} ${Math.floor(y)} ${Math.floor(x)}`
      const sums = counters.get(key) ?? [0, 0, 0]
      counters.set(key, sums)
      sums[0] += 1
      sums[1] += sixteenth(level === 0 ? y : Math.floor(latitude * 100) / 16 ** level)
      sums[2] += sixteenth(level === 0 ? x : Math.floor(longitude * 100) / 16 ** level)
    }
    return `gig ${Math.floor(latitude * 100)} ${Math.floor(longitude * 100)} ${status} ${n} ${budget}`
  })
  const lines = [...counters].map(([key, sums]) => `counter ${key}: ${sums.join(' ')}`)
  return [...packed, ...lines].sort()
}

/** The same lines as the index has them. */
const indexed = (db: Database.Database): string[] => {
  const chunks = db.prepare<[], [number, Buffer]>('SELECT chunk, gigs FROM gig_chunks').raw().all()
  const packed = chunks.flatMap(([chunk, gigs]) => {
    const cell = Math.floor(chunk / 2 ** 20)
    const [row, column] = [Math.floor(cell / 2 ** 16) - 12_288, (cell % 2 ** 16) - 20_480]
    const status = Math.floor(chunk / 2 ** 17) % 8
    return Array.from({ length: gigs.length / 16 }, (_, n) => {
      const [rowId, budget] = [gigs.readUInt32BE(n * 16 + 8), gigs.readUInt32BE(n * 16 + 12)]
      return `gig ${row} ${column} ${status} ${rowId} ${budget}`
    })
  })
  const blocks = db
    .prepare<[], [number, number, number, number, number, Buffer]>(
      'SELECT south, west, min_layer, max_layer, gig_count, cells FROM gig_blocks JOIN gig_counts USING (block)',
    )
    .raw()
    .all()
  const counters = blocks.flatMap(([blockRow, blockColumn, layer, maxLayer, gigCount, cells]) => {
    const origin = 16 ** Math.floor(layer / 5)
    const lines = Array.from({ length: cells.length / 16 }, (_, n) => {
      const index = cells.readUInt32BE(n * 16)
      const row = blockRow * 16 + Math.floor(index / 16) - 12_288 / origin
      const column = blockColumn * 16 + (index % 16) - 20_480 / origin
      const sums = [4, 8, 12].map(field => cells.readUInt32BE(n * 16 + field))
      return { sums, line: `counter ${layer} ${row} ${column}: ${sums.join(' ')}` }
    })
    expect([maxLayer, lines.reduce((sum, { sums: [count = 0] }) => sum + count, 0)]).toEqual([
      layer,
      gigCount,
    ])
    return lines.map(({ line }) => line)
  })
  return [...packed, ...counters].sort()
}

const expectRecount = (name: string) => {
  const db = new Database(join(folder.path, name, databaseFileName), { readonly: true })
  expect(indexed(db)).toEqual(recount(db))
  expect(verifyDatabase(db).problems).toEqual([])
  db.close()
}

/** One random write. */
const live = async (store: Store, random: SeededRandom, people: User[], gigs: Gig[]): Promise<unknown> => {
  const seeker = random.pick(people)
  const known = gigs.at(random.whole(0, Math.max(0, gigs.length - 1)))
  if (!known || random.chance(0.4)) {
    const place = known && random.chance(0.6) ? placeNear(known, random) : randomPlace(random)
    const gig = makeGig(seeker, { ...place, budgetSatang: satang(random.whole(1, 10 ** 9)) })
    gigs.push(gig)
    return store.gigs.post(makeWrite(), gig)
  }
  if (random.chance(0.1)) {
    return store.users.setDisabled(makeWrite(), seeker.id, random.chance(0.5) ? at(1) : null)
  }
  if (random.chance(0.15)) {
    gigs.splice(gigs.indexOf(known), 1)
    return store.gigs.withdraw(makeWrite(), known.id, () => {})
  }
  const change = random.pick<(gig: Gig) => Partial<Gig>>([
    gig => placeNear(gig, random),
    () => randomPlace(random),
    () => ({ status: random.pick(['PENDING', 'CANCELLED'] as const) }),
    () => ({ budgetSatang: satang(random.whole(1, 10 ** 9)) }),
    () => ({ title: 'Other words' }),
  ])
  return store.gigs.revise(makeWrite(), known.id, gig => ({ ...gig, ...change(gig) }))
}

describe('the geo index', () => {
  test('equals a recount after random lives, kills at any moment and openings (U3, K7)', async () => {
    const random = seededRandom(16)
    const people = Array.from({ length: 6 }, () => makeUser())
    const gigs: Gig[] = []
    let store = openAt('0')
    for (const person of people) await store.users.register(makeWrite(), person, 'h')
    for (let life = 0; life < 3; life += 1) {
      const writes = Array.from({ length: 200 }, () =>
        // A seeker may be disabled, and a gig may be gone when its change is due.
        live(store, random, people, gigs).catch(() => {}),
      )
      await Promise.race([Promise.all(writes), Bun.sleep(random.whole(1, 40))])
      killedCopy(`${life}`, `${life + 1}`)
      await Promise.all(writes)
      await store.close()
      expectRecount(`${life}`)
      store = openAt(`${life + 1}`)
      expectRecount(`${life + 1}`)
    }
    await store.close()
  })

  test('is filled by the migration as the writes would have filled it', async () => {
    const random = seededRandom(12)
    const [seeker, disabled] = [makeUser(), makeUser()]
    const store = openAt('new')
    for (const person of [seeker, disabled]) await store.users.register(makeWrite(), person, 'h')
    const gigs = Array.from({ length: 600 }, (_, n) =>
      makeGig(n % 9 === 0 ? disabled : seeker, {
        ...(n % 3 === 0 ? { latitude: 13.7563, longitude: 100.5018 } : randomPlace(random)),
        status: random.pick(['PENDING', 'CANCELLED'] as const),
        budgetSatang: satang(random.whole(1, 10 ** 9)),
      }),
    )
    await Promise.all(gigs.map(gig => store.gigs.post(makeWrite(), gig)))
    await store.users.setDisabled(makeWrite(), disabled.id, at(1))
    await store.close()

    const db = new Database(join(folder.path, 'new', databaseFileName))
    const before = indexed(db)
    const places = db.prepare<[], Buffer>('SELECT gigs FROM gig_chunks ORDER BY chunk').pluck().all()
    const bytesOf = (chunks: Buffer[]) =>
      chunks.flatMap(chunk => chunk.toString('hex').match(/.{32}/g) ?? []).sort()
    db.exec(`DROP TABLE gig_blocks; DROP TABLE gig_counts; DROP TABLE gig_chunks; DROP INDEX gigs_by_number;
      DROP INDEX gigs_by_budget; CREATE TABLE gig_places (cell); CREATE TABLE gig_packed_offsets (cell);
      CREATE TABLE gig_cells (cell)`)
    db.exec(migration)
    expect(indexed(db)).toEqual(before)
    const migrated = db.prepare<[], Buffer>('SELECT gigs FROM gig_chunks').pluck().all()
    expect(bytesOf(migrated)).toEqual(bytesOf(places))
    db.close()
    expectRecount('new')
  })
})
