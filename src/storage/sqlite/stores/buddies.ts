import type Database from 'better-sqlite3'
import { desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { KnownBuddy } from '../../../domain/buddies/buddy.ts'
import type { BuddyStore } from '../../../domain/buddies/store.ts'
import type { BuddyId } from '../../../domain/ids.ts'
import { buddyNotFound, userNotFound } from '../../../domain/not-found.ts'
import { readPage } from '../../../lib/page.ts'
import { buddies, users } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { named, pageOfKeys, parametersFor } from '../engine/statements.ts'
import { createTotals } from '../engine/totals.ts'

const { isHidden, isAvailable, ...columns } = getTableColumns(buddies)
const { rowId: _n, passwordHash: _passwordHash, ...userColumns } = getTableColumns(users)

const selectKnown = (db: Database.Database) =>
  drizzle(db)
    .select({ buddy: columns, user: userColumns })
    .from(buddies)
    .innerJoin(users, eq(users.id, buddies.buddyUserId))

export const createBuddyStore = ({ readConnection, writeConnection, transact }: Connections): BuddyStore => {
  const totals = createTotals(readConnection)
  const writeDb = drizzle(writeConnection)

  const hasId = eq(buddies.id, named('id'))
  const find = selectKnown(readConnection).where(hasId).prepare()
  const findForWrite = selectKnown(writeConnection).where(hasId).prepare()
  const findUserForWrite = writeDb
    .select(userColumns)
    .from(users)
    .where(eq(users.id, named('id')))
    .prepare()
  const insert = writeDb
    .insert(buddies)
    .values(parametersFor({ ...columns, isHidden, isAvailable }))
    .prepare()
  const update = writeDb
    .update(buddies)
    .set(parametersFor({ notes: buddies.notes }))
    .where(hasId)
    .prepare()
  const remove = writeDb.delete(buddies).where(hasId).prepare()

  // In the words of the indexes `buddies_shown` and `buddies_available`, or SQLite would not use them.
  const newestWhere = (condition: SQL) => {
    const keys = sql`SELECT id, created_at FROM buddies WHERE owner_id = ${named('ownerId')} AND ${condition}`
    return selectKnown(readConnection)
      .where(sql`${buddies.id} IN (${pageOfKeys([keys], 'id', 'created_at DESC, id DESC')})`)
      .orderBy(desc(buddies.createdAt), desc(buddies.id))
      .prepare()
  }
  const isShown = sql`is_hidden = 0`
  const newestOf = newestWhere(isShown)
  const newestAvailableOf = newestWhere(sql`${isShown} AND is_available = 1`)

  const getForWrite = (id: BuddyId): KnownBuddy => {
    const known = findForWrite.get({ id })
    if (!known) throw buddyNotFound()
    return known
  }

  return {
    add: (write, buddyUserId, decide) =>
      transact(write, () => {
        const user = findUserForWrite.get({ id: buddyUserId })
        if (!user) throw userNotFound()
        const buddy = decide(user)
        insert.run({ ...buddy, isHidden: user.disabledAt !== null, isAvailable: user.isAvailable })
        return { result: { buddy, user } }
      }),
    find: async id => find.get({ id }) ?? null,
    annotate: (write, id, decide) =>
      transact(write, () => {
        const known = getForWrite(id)
        const { user } = known
        const annotated = decide(known)
        update.run({ ...annotated })
        return { result: { buddy: annotated, user } }
      }),
    remove: (write, id, decide) =>
      transact(write, () => {
        decide(getForWrite(id).buddy)
        remove.run({ id })
        return { result: undefined }
      }),
    listOf: async (ownerId, onlyAvailable, page) =>
      readPage(page, totals.count(ownerId, onlyAvailable ? 'available' : null, 'buddies'), () =>
        (onlyAvailable ? newestAvailableOf : newestOf).all({ ...page, ownerId }),
      ),
  }
}
