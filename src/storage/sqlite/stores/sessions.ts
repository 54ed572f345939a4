import { and, asc, eq, getTableColumns, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { Session } from '../../../domain/auth/session'
import type { SessionStore } from '../../../domain/auth/store'
import type { SessionId } from '../../../domain/ids'
import { AppError } from '../../../errors'
import type { Connections } from '../engine/connections'
import { named, parametersFor } from '../engine/statements'
import { sessions, users } from '../engine/tables'

/** How many sessions are kept in memory. */
const maxKnown = 20_000

export const createSessionStore = ({ reader, inAct, write }: Connections): SessionStore => {
  const acts = drizzle(inAct)
  const find = drizzle(reader)
    .select()
    .from(sessions)
    .where(eq(sessions.id, named('id')))
    .prepare()
  const insert = acts
    .insert(sessions)
    .values(parametersFor(getTableColumns(sessions)))
    .prepare()
  const forgetExpired = acts
    .delete(sessions)
    .where(and(eq(sessions.userId, named('userId')), lt(sessions.expiresAt, named('now'))))
    .prepare()
  const end = acts
    .update(sessions)
    .set({ endedAt: sql`${named('at')}` })
    .where(and(eq(sessions.id, named('id')), isNull(sessions.endedAt)))
    .prepare()

  const isDisabled = acts
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, named('userId')), isNotNull(users.disabledAt)))
    .prepare()
  const isOpenOfUser = and(eq(sessions.userId, named('userId')), isNull(sessions.endedAt))
  const listOpen = drizzle(reader)
    .select()
    .from(sessions)
    .where(isOpenOfUser)
    .orderBy(asc(sessions.createdAt), asc(sessions.id))
    .prepare()
  const endAll = acts
    .update(sessions)
    .set({ endedAt: sql`${named('at')}` })
    .where(isOpenOfUser)
    .returning({ id: sessions.id })
    .prepare()

  // Every request of somebody who is logged in asks for the session. Sessions change here and nowhere else.
  const known = new LRUCache<SessionId, Session>({ max: maxKnown })

  return {
    begin: session =>
      write(() => {
        // Each login clears away what is past, or it would be kept for ever.
        forgetExpired.run({ userId: session.userId, now: session.createdAt })
        // Whoever was disabled while their password was looked at does not slip in.
        if (isDisabled.get({ userId: session.userId })) throw new AppError('ACCOUNT_DISABLED')
        insert.run({ ...session })
      }),
    find: async id => {
      const session = known.get(id) ?? find.get({ id }) ?? null
      if (session) known.set(id, session)
      return session
    },
    recall: id => known.get(id) ?? null,
    end: async (id, at) => {
      await write(() => end.run({ id, at }))
      known.delete(id)
    },
    listOpen: async userId => listOpen.all({ userId }),
    endAll: async (userId, at) => {
      const ended = await write(() => endAll.all({ userId, at }))
      for (const { id } of ended) known.delete(id)
      return ended.map(({ id }) => id)
    },
  }
}
