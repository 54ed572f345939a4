import { getTableColumns } from 'drizzle-orm'
import type { Buddy, KnownBuddy } from '../../../domain/buddies/buddy.ts'
import type { BuddyStore } from '../../../domain/buddies/store.ts'
import type { BuddyId } from '../../../domain/ids.ts'
import { buddyNotFound, userNotFound } from '../../../domain/not-found.ts'
import type { User } from '../../../domain/users/user.ts'
import { toPage } from '../../../lib/page.ts'
import { buddies } from '../../tables.ts'
import { listOf, prepareInsert, prepareUpdate } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import { idArray, type Queries } from '../engine/queries.ts'
import { totalCount } from '../engine/totals.ts'
import { lockUser, userList } from './user-rows.ts'

const { isHidden, isAvailable, ...columns } = getTableColumns(buddies)
const insert = prepareInsert('buddies', { ...columns, isHidden, isAvailable })
const update = prepareUpdate('buddies', { notes: columns.notes })
const buddyList = listOf(columns)

const pageWhere = (condition: string): string => `SELECT ${buddyList} FROM buddies
  WHERE owner_id = $1 AND ${condition} ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3`
const newest = pageWhere('NOT is_hidden')
const newestAvailable = pageWhere('NOT is_hidden AND is_available')

const withUsers = async (queries: Queries, found: readonly Buddy[]): Promise<KnownBuddy[]> => {
  if (found.length === 0) return []
  const people = await queries.all<User>(`SELECT ${userList} FROM users WHERE id = ANY ($1::uuid[])`, [
    idArray(found.map(({ buddyUserId }) => buddyUserId)),
  ])
  const userOf = new Map(people.map(user => [user.id, user]))
  return found.flatMap(buddy => {
    const user = userOf.get(buddy.buddyUserId)
    return user ? [{ buddy, user }] : []
  })
}

const find = async (queries: Queries, id: BuddyId, lock = ''): Promise<KnownBuddy | null> => {
  const found = await queries.all<Buddy>(`SELECT ${buddyList} FROM buddies WHERE id = $1 ${lock}`, [id])
  return (await withUsers(queries, found))[0] ?? null
}

const getForWrite = async (tx: Queries, id: BuddyId): Promise<KnownBuddy> => {
  const known = await find(tx, id, 'FOR UPDATE')
  if (!known) throw buddyNotFound()
  return known
}

export const createBuddyStore = ({ reads, transact }: Connections): BuddyStore => ({
  add: (write, buddyUserId, decide) =>
    transact(write, async tx => {
      // Their availability is copied, so it must not change before the commit.
      const row = await lockUser(tx, buddyUserId, 'SHARE')
      if (!row) throw userNotFound()
      const { passwordHash: _passwordHash, ...user } = row
      const buddy = decide(user)
      await insert(tx, { ...buddy, isHidden: user.disabledAt !== null, isAvailable: user.isAvailable })
      return { result: { buddy, user } }
    }),
  find: id => find(reads, id),
  annotate: (write, id, decide) =>
    transact(write, async tx => {
      const known = await getForWrite(tx, id)
      const annotated = decide(known)
      await update(tx, annotated)
      return { result: { buddy: annotated, user: known.user } }
    }),
  remove: (write, id, decide) =>
    transact(write, async tx => {
      decide((await getForWrite(tx, id)).buddy)
      await tx.run('DELETE FROM buddies WHERE id = $1', [id])
      return { result: undefined }
    }),
  listOf: async (ownerId, onlyAvailable, page) => {
    const [count, found] = await Promise.all([
      totalCount(reads, ownerId, onlyAvailable ? 'available' : null, 'buddies'),
      reads.all<Buddy>(onlyAvailable ? newestAvailable : newest, [ownerId, page.limit, page.skip]),
    ])
    return toPage(await withUsers(reads, found), count, page)
  },
})
