import { expect, test } from 'bun:test'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeFolder, makeGig, makeUser, makeWrite, openStore } from '../../../../test/support/stores.ts'
import { seededRandom } from '../../../lib/random.ts'
import { databaseFileName } from '../folder.ts'

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
