import { and, asc, eq, getTableColumns, isNull, lt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Session } from '../../../domain/auth/session.ts'
import type { SessionStore } from '../../../domain/auth/store.ts'
import type { SessionId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import { createLru } from '../../../lib/lru.ts'
import { sessions, users } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { onRowChange } from '../engine/row-changes.ts'
import { named, parametersFor } from '../engine/statements.ts'
import { createPasswordLinks } from './password-links.ts'

const maxKnown = 20_000

export const createSessionStore = ({
  readConnection,
  writeConnection,
  transact,
}: Connections): SessionStore => {
  const writeDb = drizzle(writeConnection)
  const find = drizzle(readConnection)
    .select()
    .from(sessions)
    .where(eq(sessions.id, named('id')))
    .prepare()
  const insert = writeDb
    .insert(sessions)
    .values(parametersFor(getTableColumns(sessions)))
    .prepare()
  const deleteExpired = writeDb
    .delete(sessions)
    .where(and(eq(sessions.userId, named('userId')), lt(sessions.expiresAt, named('now'))))
    .prepare()
  const end = writeDb
    .update(sessions)
    .set({ endedAt: sql`${named('at')}` })
    .where(and(eq(sessions.id, named('id')), isNull(sessions.endedAt)))
    .prepare()

  const findCredentials = writeDb
    .select({ passwordHash: users.passwordHash, disabledAt: users.disabledAt })
    .from(users)
    .where(eq(users.id, named('userId')))
    .prepare()
  const isOpenOfUser = and(eq(sessions.userId, named('userId')), isNull(sessions.endedAt))
  const listOpen = drizzle(readConnection)
    .select()
    .from(sessions)
    .where(isOpenOfUser)
    .orderBy(asc(sessions.createdAt), asc(sessions.id))
    .prepare()
  const endAll = writeDb
    .update(sessions)
    .set({ endedAt: sql`${named('at')}` })
    .where(isOpenOfUser)
    .returning({ id: sessions.id })
    .prepare()
  const endOthers = writeDb
    .update(sessions)
    .set({ endedAt: sql`${named('at')}` })
    .where(and(isOpenOfUser, sql`${sessions.id} IS NOT ${named('kept')}`))
    .returning({ id: sessions.id })
    .prepare()
  const setPassword = writeDb
    .update(users)
    .set(parametersFor({ passwordHash: users.passwordHash }))
    .where(eq(users.id, named('userId')))
    .prepare()

  // Every authenticated request reads its session.
  const known = createLru<SessionId, Session>(maxKnown)
  for (const change of ['UPDATE', 'DELETE'])
    onRowChange(writeConnection, {
      event: `${change} ON sessions`,
      key: 'old.id',
      run: (id: SessionId) => known.delete(id),
    })

  const links = createPasswordLinks(readConnection, writeConnection)

  return {
    putPasswordLink: (write, link) =>
      transact(write, () => {
        links.put(link)
        return { result: undefined }
      }),
    hasPasswordLinkSince: async (userId, since) => links.isNewer(userId, since),
    hasPasswordLink: async (tokenHash, now) => links.isThere(tokenHash, now),
    redeemPasswordLink: (write, tokenHash, passwordHash) =>
      transact(write, () => {
        const userId = links.take(tokenHash, write.now)
        setPassword.run({ userId, passwordHash })
        return { result: { userId, sessions: endAll.all({ userId, at: write.now }).map(({ id }) => id) } }
      }),
    begin: (write, session, comparedHash) =>
      transact(write, () => {
        // Nothing else would delete them.
        deleteExpired.run({ userId: session.userId, now: session.createdAt })
        // The account may have been disabled, or got a new password, while its password was being checked.
        const credentials = findCredentials.get({ userId: session.userId })
        if (credentials?.disabledAt) throw new AppError('ACCOUNT_DISABLED')
        if (comparedHash !== undefined && credentials?.passwordHash !== comparedHash)
          throw new AppError('INVALID_CREDENTIALS')
        insert.run({ ...session })
        return { result: undefined }
      }),
    find: async id => {
      const session = known.get(id) ?? find.get({ id }) ?? null
      if (session) known.set(id, session)
      return session
    },
    recall: id => known.get(id) ?? null,
    bound: () => ({
      name: 'sessions_at_hand',
      max: maxKnown,
      used: () => known.size,
      atBound: 'replaces',
    }),
    end: async (write, id) => {
      await transact(write, () => ({ result: end.run({ id, at: write.now }).changes }))
    },
    listEnded: async ids => ids.filter(id => find.get({ id })?.endedAt !== null),
    listOpen: async userId => listOpen.all({ userId }),
    endAll: (write, userId) =>
      transact(write, () => ({ result: endAll.all({ userId, at: write.now }).map(({ id }) => id) })),
    replacePassword: (write, userId, kept, decide) =>
      transact(write, () => {
        const credentials = findCredentials.get({ userId })
        if (!credentials) throw new AppError('RESOURCE_NOT_FOUND')
        setPassword.run({ userId, passwordHash: decide(credentials.passwordHash) })
        return { result: endOthers.all({ userId, kept, at: write.now }).map(({ id }) => id) }
      }),
  }
}
