import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import Database from 'better-sqlite3'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { historyOf, openRoom, type RoomPageJson, say } from '../support/chat.ts'
import { postAccepted } from '../support/gigs.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { onPostgres } from '../support/test-database.ts'

// Left out: the statements are counted in SQLite's driver; test/e2e/postgres-plans.slow.ts reads the plans of PostgreSQL.
describe.skipIf(onPostgres)('the statements of a chat', () => {
  const dataDir = mkdtempSync(joinPath(tmpdir(), 'chat-queries-'))
  let server: TestServer
  let somchai: Person
  let mali: Person

  beforeAll(async () => {
    server = await startTestServer({ env: { DATA_DIR: dataDir } })
    ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  })
  afterAll(async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true })
  })

  /** How many statements SQLite was asked while `work` ran. */
  const countStatements = async (work: () => Promise<unknown>): Promise<number> => {
    const db = new Database(':memory:')
    const statements: object = Object.getPrototypeOf(db.prepare('SELECT 1'))
    db.close()
    const spies = ['get', 'all', 'run', 'iterate'].map(name =>
      spyOn(statements as Record<string, () => void>, name),
    ) // the driver's methods
    await work()
    const asked = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
    for (const spy of spies) spy.mockRestore()
    return asked
  }

  /** Messages in every room, written past the server, which sees them like its own. */
  const fillRooms = (perRoom: number) => {
    const db = new Database(joinPath(dataDir, databaseFileName))
    db.transaction(() => {
      db.prepare(`
      INSERT INTO chat_messages (room_id, seq, id, sender_id, content, created_at)
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
      SELECT chat_rooms.id, n, chat_rooms.id || n, helper_id, 'Message ' || n, chat_rooms.created_at
      FROM chat_rooms, numbers WHERE n > last_seq`).run(perRoom)
      db.prepare('UPDATE chat_rooms SET last_seq = ?, seeker_unread = ?').run(perRoom, perRoom)
    })()
    db.close()
  }

  describe('a list of rooms', () => {
    const list = (limit: number) => mali.client.get<RoomPageJson>(`/api/chat/rooms?limit=${limit}`)

    test('asks as many statements for 100 rooms with 100 messages each as for one room with one', async () => {
      await say(somchai, await openRoom(somchai, mali), 'The first')
      await list(1)
      const forOne = await countStatements(() => list(1))
      expect(forOne).toBeGreaterThan(0)
      await Promise.all(Array.from({ length: 99 }, () => postAccepted(somchai, mali)))
      fillRooms(100)
      const { body } = await list(100)
      expect(body.rooms).toHaveLength(100)
      expect(body.total_count).toBeGreaterThanOrEqual(100)
      expect(await countStatements(() => list(1))).toBe(forOne)
      expect(await countStatements(() => list(100))).toBe(forOne)
    }, 30_000)

    test('of messages asks as many statements for the last page as for the first', async () => {
      const room = await openRoom(somchai, mali)
      fillRooms(300)
      await historyOf(mali, room)
      const first = await countStatements(() => historyOf(mali, room, '?limit=100'))
      const last = await countStatements(() => historyOf(mali, room, '?limit=100&skip=200'))
      expect([first > 0, last]).toEqual([true, first])
    })
  })
})
