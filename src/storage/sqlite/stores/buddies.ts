import type Database from 'better-sqlite3'
import { and, count, desc, eq, getTableColumns, isNull, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { KnownBuddy } from '../../../domain/buddies/buddy.ts'
import type { BuddyStore } from '../../../domain/buddies/store.ts'
import type { BuddyId } from '../../../domain/ids.ts'
import { buddyNotFound, userNotFound } from '../../../domain/not-found.ts'
import { toPage } from '../../../lib/page.ts'
import type { Connections } from '../engine/connections.ts'
import { named, parametersFor } from '../engine/statements.ts'
import { buddies, users } from '../engine/tables.ts'

const columns = getTableColumns(buddies)
const { rowId: _n, passwordHash: _passwordHash, ...userColumns } = getTableColumns(users)

const selectKnown = (db: Database.Database) =>
  drizzle(db)
    .select({ buddy: columns, user: userColumns })
    .from(buddies)
    .innerJoin(users, eq(users.id, buddies.buddyUserId))

export const createBuddyStore = ({ readConnection, writeConnection, transact }: Connections): BuddyStore => {
  const readDb = drizzle(readConnection)
  const writeDb = drizzle(writeConnection)

  const hasId = eq(buddies.id, named('id'))
  const find = selectKnown(readConnection).where(hasId).prepare()
  const findForWrite = selectKnown(writeConnection).where(hasId).prepare()
  const findUserForWrite = writeDb
    .select(userColumns)
    .from(users)
    .where(eq(users.id, named('id')))
    .prepare()
  const insert = writeDb.insert(buddies).values(parametersFor(columns)).prepare()
  const update = writeDb
    .update(buddies)
    .set(parametersFor({ notes: buddies.notes }))
    .where(hasId)
    .prepare()
  const remove = writeDb.delete(buddies).where(hasId).prepare()

  const newestWhere = (condition: SQL | undefined) => {
    const page = selectKnown(readConnection)
      .where(condition)
      .orderBy(desc(buddies.createdAt), desc(buddies.id))
      .limit(named('limit'))
      .offset(named('skip'))
      .prepare()
    const total = readDb
      .select({ totalCount: count() })
      .from(buddies)
      .innerJoin(users, eq(users.id, buddies.buddyUserId))
      .where(condition)
      .prepare()
    return (values: { skip: number; limit: number; ownerId: string }) =>
      toPage(page.all(values), total.get(values)?.totalCount ?? 0, values)
  }
  const isOwners = and(eq(buddies.ownerId, named('ownerId')), isNull(users.disabledAt))
  const newestOf = newestWhere(isOwners)
  const newestAvailableOf = newestWhere(and(isOwners, eq(users.isAvailable, true)))

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
        insert.run({ ...buddy })
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
      (onlyAvailable ? newestAvailableOf : newestOf)({ ...page, ownerId }),
  }
}
