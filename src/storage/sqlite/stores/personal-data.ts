import type Database from 'better-sqlite3'
import type { PersonalDataRow } from '../../../domain/accounts/personal-data.ts'
import type { PersonalDataStore } from '../../../domain/accounts/store.ts'
import { hiddenMessageText } from '../../../domain/chat/rules.ts'
import type { RoomId, UserId } from '../../../domain/ids.ts'
import { nextTurn } from '../../../lib/next-turn.ts'
import { type PersonalSource, personalSources } from '../../personal-sources.ts'
import type { Connections } from '../engine/connections.ts'
import { batchSize } from '../engine/statements.ts'

type ReadAfter = (userId: UserId, last: PersonalDataRow | null) => PersonalDataRow[]

const prepareSource = (
  db: Database.Database,
  { columns, from, key: [first, second = first] }: PersonalSource,
): ReadAfter => {
  const order = first === second ? first : `${first}, ${second}`
  const isAfter = first === second ? `${first} > @first` : `(${order}) > (@first, @second)`
  const select = (condition: string) =>
    db.prepare<object, PersonalDataRow>(
      `SELECT ${columns} FROM ${from} ${condition} ORDER BY ${order} LIMIT ${batchSize}`,
    )
  const [begin, goOn] = [select(''), select(`AND ${isAfter}`)]
  return (userId, last) =>
    last === null ? begin.all({ userId }) : goOn.all({ userId, first: last[first], second: last[second] })
}

export const createPersonalDataStore = ({
  readConnection: db,
}: Pick<Connections, 'readConnection'>): PersonalDataStore => {
  const isThere = db.prepare<[UserId], 1>('SELECT 1 FROM users WHERE id = ? AND deleted_at IS NULL').pluck()
  const listRooms = db
    .prepare<[UserId, UserId], RoomId>(
      'SELECT id FROM chat_rooms WHERE seeker_id = ? UNION ALL SELECT id FROM chat_rooms WHERE helper_id = ?',
    )
    .pluck()
  // A recipient reads no hidden message in an export either.
  const messagesAfter = db.prepare<[UserId, RoomId, number], PersonalDataRow>(`
    SELECT room_id, seq, id, sender_id, iif(is_unseen, '${hiddenMessageText}', content) AS content,
      iif(is_unseen, NULL, image_url) AS image_url, client_id, created_at
    FROM (SELECT *, sender_id <> ? AND EXISTS (SELECT 1 FROM hidden_things
        WHERE kind = 'message' AND hidden_things.id = chat_messages.id) AS is_unseen FROM chat_messages)
    WHERE room_id = ? AND seq > ? ORDER BY seq LIMIT ${batchSize}`)
  const readers = Object.fromEntries(
    Object.entries(personalSources).map(([kind, source]) => [kind, prepareSource(db, source)]),
  ) as Record<keyof typeof personalSources, ReadAfter> // the same keys

  async function* inBatches(userId: UserId, readAfter: ReadAfter) {
    let last: PersonalDataRow | null = null
    do {
      // The person may have been deleted while a batch was being sent.
      if (isThere.get(userId) !== 1) return
      const rows = readAfter(userId, last)
      if (rows.length > 0) yield rows
      last = rows.length === batchSize ? (rows.at(-1) ?? null) : null
      await nextTurn()
    } while (last !== null)
  }

  async function* messagesOf(userId: UserId) {
    for (const roomId of listRooms.all(userId, userId))
      yield* inBatches(userId, (reader, last) => messagesAfter.all(reader, roomId, Number(last?.seq ?? 0)))
  }

  return {
    read: (userId, kind) => (kind === 'messages' ? messagesOf(userId) : inBatches(userId, readers[kind])),
  }
}
