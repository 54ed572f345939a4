import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { disableAccount, enableAccount, findAccount } from '../../src/domain/users/operator.ts'
import { verifyDatabase } from '../../src/storage/sqlite/engine/verify.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { Client, refusalIn } from '../support/client.ts'
import { type GigPageJson, post } from '../support/gigs.ts'
import { joinMali, joinSomchai } from '../support/people.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder } from '../support/stores.ts'

/** What the opening does for the indexes of people and of their gigs (rulings U2 and K7). */

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const start = (env: Record<string, string> = {}) =>
  startTestServer({ env: { DATA_DIR: folder.path, JWT_SECRET: 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE', ...env } })
const change = (sql: string) => {
  const db = new Database(join(folder.path, databaseFileName))
  db.exec(sql)
  db.close()
}
const problems = () => {
  const db = new Database(join(folder.path, databaseFileName), { readonly: true })
  const findings = verifyDatabase(db)
  db.close()
  return findings.problems
}
const place = { latitude: 13.7563, longitude: 100.5018 }
const nearby = '/api/users/nearby?latitude=13.7563&longitude=100.5018&radius=5'
const search = '/api/gigs/search?latitude=13.7563&longitude=100.5018&radius=5'

/** Somchai with a place and three gigs, and the token of Mali, who looks at them. */
const fill = async () => {
  const server = await start()
  const [somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  await somchai.client.put('/api/users/location', place)
  for (let at = 0; at < 3; at += 1) await post(somchai)
  await server.stop()
  return { somchai, mali }
}

const look = async (url: string, token: string | null) => {
  const mali = new Client(url, token)
  const people = (await mali.get<{ distance_km: number }[]>(nearby)).body
  const { total_count, gigs } = (await mali.get<GigPageJson>(search)).body
  return { distances: people.map(({ distance_km }) => distance_km), total_count, gigs: gigs.length }
}

describe('the opening of a data folder', () => {
  test('keeps the grids of people, also under another JWT_SECRET (U2 grid)', async () => {
    await fill()
    const seen: unknown[] = []
    for (const secret of ['q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE', 'Y7pLs2Vd9Kx4Rf6Tn1Bw8Hc3Zm5Gq0Je']) {
      const server = await start({ JWT_SECRET: secret })
      const nok = new Client(server.url)
      const username = 'mali@example.com'
      const body = new URLSearchParams({ username, password: "Mali's password" })
      const { access_token } = (await nok.send<{ access_token: string }>('POST', '/api/auth/login', { body }))
        .body
      seen.push(await look(server.url, access_token))
      await server.stop()
    }
    expect(seen[1]).toEqual(seen[0])
  })

  test('snaps the places of a folder that has exact ones, and keeps no exact one in the index', async () => {
    const { mali } = await fill()
    const indexed = () => {
      const db = new Database(join(folder.path, databaseFileName), { readonly: true })
      const rows = db.prepare('SELECT * FROM user_places').all()
      db.close()
      return rows
    }
    const before = indexed()
    expect(before).toHaveLength(1)
    expect(before).not.toMatchObject([{ latitude: place.latitude }])
    // As the migration leaves a folder of schema 10.
    change('DELETE FROM place_grid; DELETE FROM user_places')
    const server = await start()
    expect((await look(server.url, mali.client.token)).distances).toHaveLength(1)
    await server.stop()
    expect(indexed()).toEqual(before)
  })

  test('hides the person and the gigs of an account that was disabled before, and ends its sessions (K7)', async () => {
    const { somchai, mali } = await fill()
    change(`UPDATE users SET disabled_at = '2025-10-01T10:00:00.000000Z' WHERE email = '${somchai.user.email}';
      DELETE FROM place_grid; DELETE FROM user_places`)
    const server = await start()
    expect(await look(server.url, mali.client.token)).toEqual({ distances: [], total_count: 0, gigs: 0 })
    expect(refusalIn(await somchai.client.at(server.url).get('/api/users/me'))).toEqual([
      401,
      'INVALID_TOKEN',
    ])
    await server.stop()
    expect(problems()).toEqual([])
    change('UPDATE users SET disabled_at = NULL')
    const again = await start()
    expect(await look(again.url, mali.client.token)).toMatchObject({ total_count: 3, gigs: 3 })
    expect(refusalIn(await somchai.client.at(again.url).get('/api/users/me'))).toEqual([401, 'INVALID_TOKEN'])
    await again.stop()
  })

  test('finds indexes that agree with the accounts, disabled and enabled again (K7)', async () => {
    const { somchai } = await fill()
    for (const [act, hidden] of [
      [disableAccount, 3],
      [enableAccount, 0],
    ] as const) {
      const server = await start()
      await act(server.ctx, await findAccount(server.ctx, somchai.user.email))
      await server.stop()
      expect(problems()).toEqual([])
      const db = new Database(join(folder.path, databaseFileName), { readonly: true })
      expect(db.prepare('SELECT count(*) FROM gigs WHERE is_hidden = 1').pluck().get()).toBe(hidden)
      db.close()
    }
  })
})
