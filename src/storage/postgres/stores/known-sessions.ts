import type { Session } from '../../../domain/auth/session.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { Bound } from '../../../lib/bound.ts'
import { systemClock } from '../../../lib/clock.ts'
import { createLru } from '../../../lib/lru.ts'
import { isUncertainCommit } from '../engine/conflicts.ts'
import type { UnitOfWork } from '../engine/unit-of-work.ts'

/** The maximum number of remembered sessions. */
const maxKnown = 20_000

/** The sessions that were read, in memory: every authenticated request needs its own. */
export interface KnownSessions {
  find(id: SessionId, read: () => Promise<Session | null>): Promise<Session | null>
  recall(id: SessionId): Session | null
  /** Call it when the end of sessions is committed. */
  forget(ids: readonly SessionId[]): void
  /** Where other ones may have ended. */
  forgetAll(): void
  /** A transaction that forgets everything where it is not certain whether it has ended sessions. */
  ending(transact: UnitOfWork): UnitOfWork
  readonly bound: Bound
}

interface Known {
  readonly session: Session
  readonly readAtMs: number
}

/** @param maxAgeMs after which a session is read again */
export const createKnownSessions = (maxAgeMs: number): KnownSessions => {
  const known = createLru<SessionId, Known>(maxKnown)
  let endings = 0
  const recall = (id: SessionId): Session | null => {
    const entry = known.get(id)
    return entry && systemClock.elapsed() - entry.readAtMs <= maxAgeMs ? entry.session : null
  }
  const forgetAll = () => {
    endings += 1
    known.clear()
  }
  return {
    find: async (id, read) => {
      const remembered = recall(id)
      if (remembered) return remembered
      const [endingsBefore, readAtMs] = [endings, systemClock.elapsed()]
      const session = await read()
      // A session may have ended while it was read.
      if (session && endingsBefore === endings) known.set(id, { session, readAtMs })
      return session
    },
    recall,
    forget: ids => {
      endings += 1
      for (const id of ids) known.delete(id)
    },
    forgetAll,
    ending: transact => async (write, change, subject) => {
      try {
        return await transact(write, change, subject)
      } catch (error) {
        endings += 1
        if (isUncertainCommit(error)) forgetAll()
        throw error
      }
    },
    bound: { name: 'sessions_at_hand', max: maxKnown, used: () => known.size, atBound: 'replaces' },
  }
}
