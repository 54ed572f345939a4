import { join } from 'node:path'
import Database from 'better-sqlite3'
import { fillStore, makeCrowd } from './crowd.ts'
import { temporaryFolder } from './processes.ts'
import { medianOf } from './report.ts'

/**
 * `bun scripts/bench/gig-words.ts`: what the search for text costs when a gig is posted: processor time of an insert in
 * batches of 20, with the trigger that writes the trigrams and without it.
 */

const gigCount = 100_000
const rounds = 7
const insertsPerRound = 500
const thai = 'ต้องการคนช่วยขนของจากชั้นหนึ่งขึ้นชั้นสาม มีกล่องประมาณสิบห้ากล่องและโซฟาหนึ่งตัว '
const english = 'Need help moving a sofa and a dining table to my new apartment. '
const texts = {
  'English, 60 characters': english,
  'Thai, 80 characters': thai,
  'Thai, 2000 characters': thai.repeat(25),
}

const folder = temporaryFolder()
await (await fillStore(folder.path, makeCrowd(gigCount))).close()
const db = new Database(join(folder.path, 'chayenity.db'))
db.pragma('wal_autocheckpoint = 0')
db.pragma('synchronous = NORMAL')
db.exec("INSERT INTO gig_words (gig_words) VALUES ('rebuild')")
const insert = db.prepare(`INSERT INTO gigs
  SELECT NULL, ?, title, ?, duration_hours, budget_satang, address_text, 'PENDING', image_urls, latitude, longitude,
    created_at, updated_at, NULL, NULL, seeker_id, NULL FROM gigs WHERE n = 1`)
const words = db.prepare('INSERT INTO gig_words (rowid, title, description) VALUES (?, ?, ?)')

let posted = 0
/** Microseconds for each gig. */
const timeInserts = (text: string, withWords: boolean): number => {
  const insertBatch = db.transaction(() => {
    for (let at = 0; at < 20; at += 1) {
      posted += 1
      const { lastInsertRowid } = insert.run(
        `00000000-0000-7000-9000-${posted.toString(16).padStart(12, '0')}`,
        text,
      )
      if (withWords) words.run(lastInsertRowid, 'Help move furniture', text)
    }
  })
  const { user, system } = process.cpuUsage()
  for (let done = 0; done < insertsPerRound; done += 20) insertBatch()
  const used = process.cpuUsage({ user, system })
  return (used.user + used.system) / insertsPerRound
}

for (const [name, text] of Object.entries(texts)) {
  const [withWords, without]: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round += 1) {
    const took = [timeInserts(text, true), timeInserts(text, false)] as const
    if (round === 0) continue
    withWords.push(took[0])
    without.push(took[1])
  }
  process.stdout.write(`| ${name} | ${medianOf(withWords).toFixed(0)} | ${medianOf(without).toFixed(0)} |\n`)
}
db.close()
folder.remove()
