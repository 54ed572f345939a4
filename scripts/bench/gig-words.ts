import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { UserId } from '../../src/domain/ids.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { createGigWrites } from '../../src/storage/sqlite/stores/gig-writes.ts'
import { makeGig, makeUser } from '../../test/support/stores.ts'
import { fillStore, makeCrowd, makeSearch } from './crowd.ts'
import { temporaryFolder } from './processes.ts'

/**
 * `bun scripts/bench/gig-words.ts`: what the words of a gig add to the cost of posting it: processor time of inserts into
 * 100 000 gigs, each in a transaction of its own, with the trigger that writes the trigrams and without it. The slowest
 * insert is one that merges segments. `POSTS` and `GIGS` change the numbers.
 */

const gigCount = Number(process.env.GIGS ?? 100_000)
const postCount = Number(process.env.POSTS ?? 10_000)
const words =
  'sofa table move help kitchen garden window clean paint carry box bicycle repair cat dog walk teach english thai cook wash deliver parcel flower build shelf computer phone photo wedding dance guitar'.split(
    ' ',
  )
const thai = 'ต้องการคนช่วยขนของจากชั้นหนึ่งขึ้นชั้นสาม มีกล่องประมาณสิบห้ากล่องและโซฟาหนึ่งตัว '
const random = seededRandom(9)
const descriptions: Record<string, () => string> = {
  'English, 30 words': () => Array.from({ length: 30 }, () => random.pick(words)).join(' '),
  'Thai, 80 characters': () => thai,
  'Thai, 2000 characters': () => thai.repeat(25),
}

const folder = temporaryFolder()
await (await fillStore(folder.path, makeCrowd(gigCount), true)).close()
const db = new Database(join(folder.path, databaseFileName))
db.pragma('wal_autocheckpoint = 0')
db.pragma('synchronous = NORMAL')
db.pragma('cache_size = -65536')
const seekerId = db.prepare<[], UserId>('SELECT id FROM users LIMIT 1').pluck().get()
const trigger = db
  .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'gig_words_enter'")
  .pluck()
  .get()
if (seekerId === undefined || trigger === undefined) throw new Error('The crowd is not there.')
const seeker = { ...makeUser(), id: seekerId }

/** Microseconds of processor time for each gig, shortest first. */
const timePosts = (describe: () => string): number[] => {
  const { insert } = createGigWrites(db)
  const post = db.transaction(insert).immediate
  const times = Array.from({ length: postCount }, () => {
    const gig = makeGig(seeker, { ...makeSearch(random, 1).center, description: describe() })
    const since = process.cpuUsage()
    post(gig)
    const { user, system } = process.cpuUsage(since)
    return user + system
  })
  return times.sort((a, b) => a - b)
}

for (const [name, describe] of Object.entries(descriptions)) {
  const withWords = timePosts(describe)
  db.exec('DROP TRIGGER gig_words_enter')
  const without = timePosts(describe)
  db.exec(trigger)
  const quantiles = [0.5, 0.99, 1].map(
    share => withWords[Math.min(postCount - 1, Math.floor(postCount * share))] ?? Number.NaN,
  )
  const figures = [...quantiles, without[Math.floor(postCount / 2)] ?? Number.NaN]
  process.stdout.write(`| ${[name, ...figures.map(figure => figure.toFixed(0))].join(' | ')} |\n`)
}
db.close()
folder.remove()
