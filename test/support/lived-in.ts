import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { SeededRandom } from '../../src/lib/random.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { say } from './chat.ts'
import { post } from './gigs.ts'
import { bytesOf, keepFile, still } from './images.ts'
import { payAccepted, payCompleted } from './payments.ts'
import { joinMali, joinSomchai } from './people.ts'
import { startTestServer } from './server.ts'
import { makeFolder } from './stores.ts'

const pageBytes = 4096

/** A data folder in which something of every kind has happened, to make broken copies of. */
export const makeLivedInFolder = async () => {
  const folder = makeFolder()
  const at = (name: string) => join(folder.path, name)
  const server = await startTestServer({ env: { DATA_DIR: at('whole') } })
  const [somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  await somchai.client.put('/api/users/location', { latitude: 13.7563, longitude: 100.5018 })
  for (let n = 0; n < 40; n += 1) await post(somchai, { title: `Carry box ${n}` })
  const { gig } = await payCompleted(somchai, mali)
  await payAccepted(somchai, mali)
  const review = { gig_id: gig.id, reviewee_id: mali.user.id, rating: 4, comment: 'Quick and friendly.' }
  await somchai.client.post('/api/reviews', review)
  const buddy = { body: { buddy_user_id: mali.user.id }, headers: { 'idempotency-key': 'once' } }
  await somchai.client.send('POST', '/api/buddies', buddy)
  const { body } = await somchai.client.get<{ rooms: { id: string }[] }>('/api/chat/rooms')
  const room = body.rooms[0]
  if (!room) throw new Error('There is no room.')
  for (let n = 0; n < 40; n += 1) await say(mali, room, `I am at box ${n} of forty now.`)
  const pictures = [await keepFile(somchai, await bytesOf(still().png()), 'profile')]
  pictures.push(await keepFile(mali, await bytesOf(still(40, 40).png())))
  await server.stop()
  const db = new Database(join(at('whole'), databaseFileName))
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()

  /** A copy of the folder whose database is changed by a statement. */
  const copyWith = (name: string, sql = ''): string => {
    cpSync(at('whole'), at(name), { recursive: true })
    const copy = new Database(join(at(name), databaseFileName))
    copy.pragma('foreign_keys = OFF')
    copy.exec(sql)
    copy.close()
    return at(name)
  }

  return {
    at,
    remove: folder.remove,
    copyWith,
    /** A copy of the folder in which the first page of a table or an index is empty. */
    withoutPageOf: (name: string, part: string): string => {
      const broken = copyWith(name)
      const file = join(broken, databaseFileName)
      const copy = new Database(file, { readonly: true })
      const page = Number(copy.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(part))
      copy.close()
      const bytes = readFileSync(file)
      writeFileSync(file, bytes.fill(0, (page - 1) * pageBytes, page * pageBytes))
      return broken
    },
    pictures: pictures.map(({ file_id }) => String(file_id)),
  }
}

/** Overwrites a page of a database, with zeros or at random. */
export const damagePage = (dataDir: string, random: SeededRandom): void => {
  const file = join(dataDir, databaseFileName)
  const bytes = readFileSync(file)
  const start = random.whole(0, bytes.length / pageBytes - 1) * pageBytes
  const isZeroed = random.chance(0.5)
  for (let at = start; at < start + pageBytes; at += 1) bytes[at] = isZeroed ? 0 : random.whole(0, 255)
  writeFileSync(file, bytes)
}
