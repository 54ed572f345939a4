import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import {
  makeDatabase,
  makeFolder,
  makeGig,
  makeUser,
  makeWrite,
  openStore,
} from '../../../../test/support/stores.ts'
import { seededRandom } from '../../../lib/random.ts'
import { cellNumberOf, columnOf, rowOf } from '../../geo/cells.ts'
import { databaseFileName } from '../folder.ts'
import { createGigWrites } from '../stores/gig-writes.ts'
import { Matches } from './matches.ts'
import { createTextReads } from './words.ts'

test('the words of a thousand gigs stay in few segments, though each post writes one', async () => {
  const folder = makeFolder()
  const store = openStore(folder.path)
  const seeker = makeUser()
  await store.users.register(makeWrite(), seeker, 'h')
  const gigs = Array.from({ length: 1000 }, (_, n) => makeGig(seeker, { title: `Help number ${n}` }))
  await Promise.all(gigs.map(gig => store.gigs.post(makeWrite(), gig)))
  const search = {
    center: { latitude: 13.7563, longitude: 100.5018 },
    radiusKm: 1,
    status: null,
    minBudgetSatang: null,
    maxBudgetSatang: null,
  }
  const counts: number[] = []
  for (const text of ['help', 'number 99', 'nothing']) {
    const page = await store.gigs.search({ ...search, text }, { skip: 0, limit: 1 }, null)
    counts.push(page.totalCount)
  }
  expect(counts).toEqual([1000, 11, 0])
  await store.close()
  const db = new Database(join(folder.path, databaseFileName), { readonly: true })
  const segments = db.prepare<[], number>('SELECT count(DISTINCT segid) FROM gig_words_idx').pluck().get()
  expect(segments).toBeLessThan(100)
  db.close()
  folder.remove()
})

test('so do those of long descriptions, in which no words repeat', async () => {
  const folder = makeFolder()
  const store = openStore(folder.path)
  const seeker = makeUser()
  await store.users.register(makeWrite(), seeker, 'h')
  const random = seededRandom(1)
  const letter = () => String.fromCharCode(random.whole(0x4e00, 0x9fa0))
  for (let n = 0; n < 48; n += 1) {
    const description = Array.from({ length: 5000 }, letter).join('')
    await store.gigs.post(makeWrite(), makeGig(seeker, { description }))
  }
  await store.close()
  const db = new Database(join(folder.path, databaseFileName), { readonly: true })
  const segments = db.prepare<[], number>('SELECT count(DISTINCT segid) FROM gig_words_idx').pluck().get()
  expect(segments).toBeLessThan(32)
  db.close()
  folder.remove()
})

describe('the matches of a text', () => {
  const home = { latitude: 13.7563, longitude: 100.5018 }
  const gigCount = 300
  const folder = makeFolder()
  let db: Database.Database

  beforeAll(async () => {
    const store = openStore(folder.path)
    const seeker = makeUser()
    await store.users.register(makeWrite(), seeker, 'h')
    const gigs = Array.from({ length: gigCount }, () =>
      makeGig(seeker, { ...home, description: 'a'.repeat(500) }),
    )
    await Promise.all(gigs.map(gig => store.gigs.post(makeWrite(), gig)))
    await store.close()
    db = new Database(join(folder.path, databaseFileName), { readonly: true })
  })
  afterAll(() => {
    db.close()
    folder.remove()
  })

  const find = (deadline: number) => {
    const matches = new Matches()
    const column = columnOf(home.longitude)
    const range = { row: rowOf(home.latitude), west: column, east: column }
    const stoppedAt = createTextReads(db).findIn('aaaa', range, matches, deadline)
    const rows = db.prepare<[], number>('SELECT n FROM gigs').pluck().all()
    return { stoppedAt, found: rows.filter(n => matches.has(n)).length }
  }

  test('are found, however many they are', () => {
    expect(find(Number.POSITIVE_INFINITY)).toEqual({ stoppedAt: null, found: gigCount })
    expect(createTextReads(db).findFew('aaaa')).toHaveLength(gigCount)
    expect(createTextReads(db).findFew('aaab')).toEqual([])
  })

  test('are left soon when it is late', () => {
    const { stoppedAt, found } = find(Number.NEGATIVE_INFINITY)
    expect(stoppedAt).toBe(cellNumberOf({ row: rowOf(home.latitude), column: columnOf(home.longitude) }))
    expect(found).toBeLessThan(gigCount / 2)
    expect(found).toBeGreaterThan(0)
  })
})

test('of some gigs those have a text that the index of all gigs finds', () => {
  const { db, seeker } = makeDatabase()
  const gigs = createGigWrites(db)
  const random = seededRandom(7)
  const letters = ['a', 'A', 'ä', 'Ä', 'ß', 'ก', '้', 'İ', 'i', '"', '*', ' ', '😀', '\u0301']
  const textOf = (length: number) => Array.from({ length }, () => random.pick(letters)).join('')
  for (let n = 0; n < 300; n += 1)
    gigs.insert(
      makeGig(seeker, { title: textOf(random.whole(1, 8)), description: textOf(random.whole(3, 12)) }),
    )
  const rowIds = db.prepare<[], number>('SELECT n FROM gigs').pluck().all()
  const texts = createTextReads(db)
  let foundCount = 0
  for (let n = 0; n < 300; n += 1) {
    const text = textOf(random.whole(3, 4))
    const found = texts.findFew(text) ?? []
    foundCount += found.length
    const some = rowIds.filter(() => random.between(0, 1) < 0.5)
    expect([...texts.findAmong(text, some)].sort()).toEqual(found.filter(n => some.includes(n)).sort())
  }
  expect(foundCount).toBeGreaterThan(300)
  expect([...texts.findAmong('aaa', [9999])]).toEqual([])
})
