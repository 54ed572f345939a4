import type Database from 'better-sqlite3'
import { and, count, desc, eq, getTableColumns, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { KnownBuddy } from '../../../domain/buddies/buddy'
import type { BuddyStore } from '../../../domain/buddies/store'
import type { BuddyId } from '../../../domain/ids'
import { AppError } from '../../../errors'
import type { Connections } from '../engine/connections'
import { named, parametersFor } from '../engine/statements'
import { buddies, users } from '../engine/tables'

const columns = getTableColumns(buddies)
const { rowId: _n, passwordHash: _passwordHash, ...userColumns } = getTableColumns(users)

const selectKnown = (db: Database.Database) =>
  drizzle(db)
    .select({ buddy: columns, user: userColumns })
    .from(buddies)
    .innerJoin(users, eq(users.id, buddies.buddyUserId))

export const createBuddyStore = ({ reader, inAct, write }: Connections): BuddyStore => {
  const reads = drizzle(reader)
  const acts = drizzle(inAct)

  const hasId = eq(buddies.id, named('id'))
  const find = selectKnown(reader).where(hasId).prepare()
  const findInAct = selectKnown(inAct).where(hasId).prepare()
  const findUserInAct = acts
    .select(userColumns)
    .from(users)
    .where(eq(users.id, named('id')))
    .prepare()
  const insert = acts.insert(buddies).values(parametersFor(columns)).prepare()
  const update = acts
    .update(buddies)
    .set(parametersFor({ notes: buddies.notes }))
    .where(hasId)
    .prepare()
  const remove = acts.delete(buddies).where(hasId).prepare()

  const newestWhere = (condition: SQL | undefined) => {
    const page = selectKnown(reader)
      .where(condition)
      .orderBy(desc(buddies.createdAt), desc(buddies.id))
      .limit(named('limit'))
      .offset(named('skip'))
      .prepare()
    const total = reads
      .select({ totalCount: count() })
      .from(buddies)
      .innerJoin(users, eq(users.id, buddies.buddyUserId))
      .where(condition)
      .prepare()
    return (values: { skip: number; limit: number; ownerId: string }) => ({
      items: page.all(values),
      totalCount: total.get(values)?.totalCount ?? 0,
    })
  }
  const isOwners = eq(buddies.ownerId, named('ownerId'))
  const newestOf = newestWhere(isOwners)
  const newestAvailableOf = newestWhere(and(isOwners, eq(users.isAvailable, true)))

  const getInAct = (id: BuddyId): KnownBuddy => {
    const known = findInAct.get({ id })
    if (!known) throw new AppError('RESOURCE_NOT_FOUND', 'There is no buddy with this id.')
    return known
  }

  return {
    add: (buddyUserId, decide, once) =>
      write(() => {
        const user = findUserInAct.get({ id: buddyUserId })
        if (!user) throw new AppError('RESOURCE_NOT_FOUND', 'There is no such user.')
        const buddy = decide(user)
        insert.run({ ...buddy })
        return { buddy, user }
      }, once),
    find: async id => find.get({ id }) ?? null,
    annotate: (id, decide) =>
      write(() => {
        const { buddy, user } = getInAct(id)
        const annotated = decide(buddy)
        update.run({ ...annotated })
        return { buddy: annotated, user }
      }),
    remove: (id, decide) =>
      write(() => {
        decide(getInAct(id).buddy)
        remove.run({ id })
      }),
    listOf: async (ownerId, onlyAvailable, page) =>
      (onlyAvailable ? newestAvailableOf : newestOf)({ ...page, ownerId }),
  }
}
