import type { PersonalDataRow } from '../../../domain/accounts/personal-data.ts'
import type { PersonalDataStore } from '../../../domain/accounts/store.ts'
import { hiddenMessageText } from '../../../domain/chat/rules.ts'
import type { RoomId, UserId } from '../../../domain/ids.ts'
import { type PersonalSource, personalSources } from '../../personal-sources.ts'
import { batchSize } from '../engine/batches.ts'
import type { Connections } from '../engine/connections.ts'
import type { Queries } from '../engine/queries.ts'

type ReadAfter = (last: PersonalDataRow | null) => Promise<PersonalDataRow[]>

const wholeNumbers = /\b(n|activity|amount_satang|service_fee_satang)\b/g

/** Flags are 0 and 1 in an export, whatever the engine. */
const withFlags = (row: Readonly<Record<string, string | number | boolean | null>>): PersonalDataRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]),
  )

const readSource = (
  reads: Queries,
  userId: UserId,
  { columns, from, key: [first, second = first] }: PersonalSource,
): ReadAfter => {
  const order = first === second ? first : `${first}, ${second}`
  const rows = `SELECT ${columns.replace(wholeNumbers, '$1::float8 AS $1')}
    FROM ${from.replace('@userId', '$1').replace('is_hidden = 0', 'NOT is_hidden')}`
  const ending = `ORDER BY ${order} LIMIT ${batchSize}`
  const isAfter = first === second ? `${first} > $2` : `(${order}) > ($2, $3)`
  return async last => {
    const found =
      last === null
        ? await reads.all<PersonalDataRow>(`${rows} ${ending}`, [userId])
        : await reads.all<PersonalDataRow>(`${rows} AND ${isAfter} ${ending}`, [
            userId,
            last[first] ?? null,
            ...(first === second ? [] : [last[second] ?? null]),
          ])
    return found.map(withFlags)
  }
}

/** A recipient reads no hidden message in an export either. */
const messagesAfter = `
  SELECT room_id, seq, id, sender_id, CASE WHEN is_unseen THEN '${hiddenMessageText}' ELSE content END AS content,
    CASE WHEN is_unseen THEN NULL ELSE image_url END AS image_url, client_id, created_at
  FROM (SELECT *, sender_id <> $1 AND EXISTS (SELECT 1 FROM hidden_things
      WHERE kind = 'message' AND hidden_things.id = chat_messages.id) AS is_unseen FROM chat_messages) AS seen
  WHERE room_id = $2 AND seq > $3 ORDER BY seq LIMIT ${batchSize}`

export const createPersonalDataStore = ({ reads }: Pick<Connections, 'reads'>): PersonalDataStore => {
  async function* inBatches(userId: UserId, readAfter: ReadAfter) {
    let last: PersonalDataRow | null = null
    do {
      // The person may have been deleted while a batch was being sent.
      const isThere = await reads.get('SELECT 1 FROM users WHERE id = $1 AND deleted_at IS NULL', [userId])
      if (!isThere) return
      const rows: PersonalDataRow[] = await readAfter(last)
      if (rows.length > 0) yield rows
      last = rows.length === batchSize ? (rows.at(-1) ?? null) : null
    } while (last !== null)
  }

  async function* messagesOf(userId: UserId) {
    const rooms = await reads.all<{ id: RoomId }>(
      'SELECT id FROM chat_rooms WHERE seeker_id = $1 OR helper_id = $1',
      [userId],
    )
    for (const { id } of rooms)
      yield* inBatches(userId, last =>
        reads.all<PersonalDataRow>(messagesAfter, [userId, id, Number(last?.seq ?? 0)]),
      )
  }

  return {
    read: (userId, kind) =>
      kind === 'messages'
        ? messagesOf(userId)
        : inBatches(userId, readSource(reads, userId, personalSources[kind])),
  }
}
