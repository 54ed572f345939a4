import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { UserId } from '../../src/domain/ids.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { optimizeWords } from '../../src/storage/sqlite/geo/words.ts'
import { createGigWrites } from '../../src/storage/sqlite/stores/gig-writes.ts'
import { makeGig, makeUser } from '../../test/support/stores.ts'
import { fillStore, makeCrowd, makeSearch } from './crowd.ts'
import { temporaryFolder } from './processes.ts'
import { gigsOr, interleave, report, sayProgress } from './report.ts'

/**
 * What the words of a gig add to the cost of posting it: processor time of inserts among 100 000 gigs, each in a
 * transaction of its own, with the trigger that writes the trigrams and without it. The slowest one merges segments.
 */

const rounds = 5
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

/** The garbage of this bench would be collected in the middle of a post. */
const postsPerCollection = 100

/**
 * Milliseconds of processor time for each gig, shortest first. The thread that posts has used at most what the process
 * has, in which the compiler and the collector have threads of their own, and at most the time that has passed.
 */
const timePosts = (db: Database.Database, describe: () => string): number[] => {
  const seekerId = db.prepare<[], UserId>('SELECT id FROM users LIMIT 1').pluck().get()
  if (seekerId === undefined) throw new Error('The crowd is not there.')
  const seeker = { ...makeUser(), id: seekerId }
  const { insert } = createGigWrites(db)
  const post = db.transaction(insert).immediate
  const times = Array.from({ length: postCount }, (_, at) => {
    const gig = makeGig(seeker, { ...makeSearch(random, 1).center, description: describe() })
    if (at % postsPerCollection === 0) Bun.gc(true)
    const since = process.cpuUsage()
    const begunAt = performance.now()
    post(gig)
    const passed = performance.now() - begunAt
    const { user, system } = process.cpuUsage(since)
    return Math.min((user + system) / 1000, passed)
  })
  return times.sort((a, b) => a - b)
}

const quantileOf = (times: readonly number[], share: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN

const figures = {
  'the median': 0.5,
  'one of a thousand': 0.999,
  [`the slowest of ${postCount}`]: 1,
}

/** Each round posts into a copy of the same database. */
const timesAmong = (filled: string, describe: () => string, hasWords: boolean): number[] => {
  const file = `${filled}.posts`
  copyFileSync(filled, file)
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('wal_autocheckpoint = 0')
  db.pragma('synchronous = NORMAL')
  db.pragma('cache_size = -65536')
  if (!hasWords) db.exec('DROP TRIGGER gig_words_enter')
  const times = timePosts(db, describe)
  db.close()
  rmSync(file)
  return times
}

export const benchWords = async (): Promise<void> => {
  const folder = temporaryFolder()
  const gigCount = gigsOr(100_000)
  sayProgress(`${gigCount} gigs`)
  await (await fillStore(folder.path, makeCrowd(gigCount), true)).close()
  const filled = join(folder.path, databaseFileName)
  const db = new Database(filled)
  optimizeWords(db)
  db.pragma('journal_mode = DELETE')
  db.close()
  const variants = Object.entries(descriptions).flatMap(([name, describe]) => {
    let times: number[] = []
    return [
      {
        name: `a post without words, ${name}`,
        unit: 'ms',
        run: () => quantileOf(timesAmong(filled, describe, false), 0.5),
      },
      ...Object.entries(figures).map(([figure, share], at) => ({
        name: `a post, ${name}, ${figure}`,
        unit: 'ms',
        run: () => {
          if (at === 0) times = timesAmong(filled, describe, true)
          return quantileOf(times, share)
        },
      })),
    ]
  })
  await report('words', await interleave(variants, rounds), [
    `CPU time of ${postCount} posts among ${gigCount} gigs, each in a transaction of its own, which is not synced; garbage is collected between them.`,
  ])
  folder.remove()
}
