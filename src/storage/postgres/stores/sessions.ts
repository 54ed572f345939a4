import { getTableColumns } from 'drizzle-orm'
import type { Session } from '../../../domain/auth/session.ts'
import type { SessionStore } from '../../../domain/auth/store.ts'
import type { SessionId, UserId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { sessions } from '../../tables.ts'
import { listOf, prepareInsert } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import { idArray, type Queries } from '../engine/queries.ts'
import type { KnownSessions } from './known-sessions.ts'
import { hasPasswordLink, hasPasswordLinkSince, putPasswordLink, takePasswordLink } from './password-links.ts'
import { lockUser } from './user-rows.ts'

const columns = getTableColumns(sessions)
const list = listOf(columns)
const insert = prepareInsert('sessions', columns)

/** Ends the open sessions of a person but one. @returns those that it ended */
export const endOpenSessions = async (
  tx: Queries,
  userId: UserId,
  at: Timestamp,
  kept: SessionId | null = null,
): Promise<SessionId[]> => {
  const ended = await tx.all<{ id: SessionId }>(
    `UPDATE sessions SET ended_at = $2
    WHERE user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3::uuid RETURNING id`,
    [userId, at, kept],
  )
  return ended.map(({ id }) => id)
}

const setPassword = (tx: Queries, userId: UserId, passwordHash: string): Promise<number> =>
  tx.run('UPDATE users SET password_hash = $2 WHERE id = $1', [userId, passwordHash])

/** Stores a session of a person who may log in. */
const beginSession = async (tx: Queries, session: Session, comparedHash?: string): Promise<void> => {
  const { userId, createdAt } = session
  // The account may have been disabled, or got a new password, while its password was being checked.
  const user = await lockUser(tx, userId, 'SHARE')
  // Each login deletes the user's expired sessions, which nothing else would.
  await tx.run('DELETE FROM sessions WHERE user_id = $1 AND expires_at < $2', [userId, createdAt])
  if (user?.disabledAt) throw new AppError('ACCOUNT_DISABLED')
  if (comparedHash !== undefined && user?.passwordHash !== comparedHash)
    throw new AppError('INVALID_CREDENTIALS')
  await insert(tx, session)
}

const storeOf = ({ reads, transact }: Connections, known: KnownSessions): SessionStore => ({
  putPasswordLink: (write, link) =>
    transact(write, async tx => {
      await putPasswordLink(tx, link)
      return { result: undefined }
    }),
  hasPasswordLinkSince: (userId, since) => hasPasswordLinkSince(reads, userId, since),
  hasPasswordLink: (tokenHash, now) => hasPasswordLink(reads, tokenHash, now),
  redeemPasswordLink: async (write, tokenHash, passwordHash) => {
    const redeemed = await transact(write, async tx => {
      const userId = await takePasswordLink(tx, tokenHash, write.now)
      await setPassword(tx, userId, passwordHash)
      return { result: { userId, sessions: await endOpenSessions(tx, userId, write.now) } }
    })
    known.forget(redeemed.sessions)
    return redeemed
  },
  begin: (write, session, comparedHash) =>
    transact(write, async tx => {
      await beginSession(tx, session, comparedHash)
      return { result: undefined }
    }),
  find: id => known.find(id, () => reads.get<Session>(`SELECT ${list} FROM sessions WHERE id = $1`, [id])),
  recall: id => known.recall(id),
  bound: () => known.bound,
  end: async (write, id) => {
    await transact(write, async tx => ({
      result: await tx.run('UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL', [
        id,
        write.now,
      ]),
    }))
    known.forget([id])
  },
  listEnded: async ids => {
    const open = await reads.all<{ id: SessionId }>(
      'SELECT id FROM sessions WHERE id = ANY ($1::uuid[]) AND ended_at IS NULL',
      [idArray(ids)],
    )
    const openIds = new Set(open.map(({ id }) => id))
    return ids.filter(id => !openIds.has(id))
  },
  listOpen: userId =>
    reads.all<Session>(
      `SELECT ${list} FROM sessions WHERE user_id = $1 AND ended_at IS NULL ORDER BY created_at, id`,
      [userId],
    ),
  endAll: async (write, userId) => {
    const ended = await transact(write, async tx => ({
      result: await endOpenSessions(tx, userId, write.now),
    }))
    known.forget(ended)
    return ended
  },
  replacePassword: async (write, userId, kept, decide) => {
    const ended = await transact(write, async tx => {
      const user = await lockUser(tx, userId, 'NO KEY UPDATE')
      if (!user) throw new AppError('RESOURCE_NOT_FOUND')
      await setPassword(tx, userId, decide(user.passwordHash))
      return { result: await endOpenSessions(tx, userId, write.now, kept) }
    })
    known.forget(ended)
    return ended
  },
})

export const createSessionStore = (connections: Connections, known: KnownSessions): SessionStore =>
  storeOf({ ...connections, transact: known.ending(connections.transact) }, known)
