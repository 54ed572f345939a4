import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createTokens } from '../../src/domain/auth/tokens.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { post } from '../../test/support/gigs.ts'
import { keepFile } from '../../test/support/images.ts'
import type { Person } from '../../test/support/people.ts'
import { openStore } from '../../test/support/stores.ts'
import { jwtSecret } from './measured-process.ts'
import { deal, type LoadOptions, read, somewhere } from './soak-load.ts'

interface Filling {
  gigsEach: number
  tokensEach: number
  /** The cache of variants has an entry for each that is asked for, with its `Accept`. */
  addressesEach: number
  /** The ids of people who do nothing. */
  strangers: readonly string[]
}

/** Written at once, since each registration hashes a password. @returns their ids */
export const addStrangers = async (dataDir: string, count: number): Promise<readonly string[]> => {
  await openStore(dataDir).close()
  const db = new Database(join(dataDir, databaseFileName))
  const insert = db.prepare<[string, string]>(
    "INSERT INTO users (id, email, password_hash, full_name, created_at) VALUES (?, ?, 'x', 'Stranger', '2025-10-01T10:00:00.000000Z')",
  )
  const ids = Array.from({ length: count }, () => crypto.randomUUID())
  db.transaction(() => {
    for (const id of ids) insert.run(id, `${id}@example.com`)
  })()
  db.close()
  return ids
}

const tokens = createTokens(new TextEncoder().encode(jwtSecret))

/** Fills the caches with what takes most memory there, so that they are full when the measuring begins. */
export const fill = async (
  people: readonly Person[],
  { random, pictures }: Pick<LoadOptions, 'random' | 'pictures'>,
  { gigsEach, tokensEach, addressesEach, strangers }: Filling,
): Promise<void> => {
  const fillFor = async (person: Person, helper: Person, own: number) => {
    for (let made = 0; made < gigsEach; made += 1)
      await read(person, `/api/gigs/${(await post(person, somewhere(random))).id}`)
    // Of a gig that was accepted there are two forms, the longer one with a payment.
    for (let made = 0; made < gigsEach; made += 1)
      await read(person, `/api/gigs/${await deal(person, helper, random)}`)
    for (const id of strangers.filter((_, at) => at % people.length === own))
      await read(person, `/api/users/${id}`)
    const claims = await tokens.read(person.tokens.access_token)
    if (!claims) throw new Error('The token is of another server.')
    for (let made = 1; made <= tokensEach; made += 1) {
      // Of one session and one second there is only one token.
      const token = await tokens.sign({ ...claims, expiresAt: claims.expiresAt - 1000 * made })
      await read({ ...person, client: person.client.withToken(token) }, '/api/auth/me')
    }
    const { url } = await keepFile(person, random.pick(pictures))
    for (let asked = 0; asked < addressesEach; asked += 1) {
      const answer = await fetch(`${url}?w=160`, { headers: { accept: `image/jpeg, image/x-${asked}` } })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`A variant was answered with ${answer.status}.`)
    }
  }
  await Promise.all(people.map((person, at) => fillFor(person, people.at(at - 1) ?? person, at)))
}
