import { describe, expect, test } from 'bun:test'
import { makeSession, makeUser, makeWrite } from '../../../../test/support/stores.ts'
import type { Session } from '../../../domain/auth/session.ts'
import { uncertainCommit } from '../engine/conflicts.ts'
import type { UnitOfWork } from '../engine/unit-of-work.ts'
import { createKnownSessions } from './known-sessions.ts'

const start = (maxAgeMs = Number.POSITIVE_INFINITY) => {
  const known = createKnownSessions(maxAgeMs)
  let reads = 0
  const find = (session: Session, meanwhile: () => unknown = () => {}) =>
    known.find(session.id, async () => {
      reads += 1
      await meanwhile()
      return session
    })
  return { known, find, reads: () => reads }
}

const failing =
  (error: unknown): UnitOfWork =>
  () =>
    Promise.reject(error)

describe('a session that was read', () => {
  test('is in memory until it is forgotten', async () => {
    const { known, find, reads } = start()
    const [session, other] = [makeSession(makeUser()), makeSession(makeUser())]
    expect(known.recall(session.id)).toBeNull()
    expect([await find(session), await find(session), await find(other)]).toEqual([session, session, other])
    expect([reads(), known.bound.used(), known.recall(session.id)]).toEqual([2, 2, session])
    known.forget([session.id])
    expect([known.recall(session.id), known.recall(other.id)]).toEqual([null, other])
    known.forgetAll()
    expect(known.recall(other.id)).toBeNull()
  })

  test('is read again when it is too old', async () => {
    const { known, find, reads } = start(-1)
    const session = makeSession(makeUser())
    await find(session)
    expect(known.recall(session.id)).toBeNull()
    await find(session)
    expect(reads()).toBe(2)
  })

  test('is not kept where sessions have ended while it was read', async () => {
    const { known, find } = start()
    const endings = [
      () => known.forget([]),
      () => known.forgetAll(),
      () =>
        known
          .ending(failing(new Error('It failed.')))(makeWrite<number>(), async () => ({ result: 1 }), 'x')
          .catch(() => {}),
    ]
    for (const ending of endings) {
      const session = makeSession(makeUser())
      expect(await find(session, ending)).toEqual(session)
      expect(known.recall(session.id)).toBeNull()
    }
  })

  test('is forgotten where a COMMIT that may have ended it had no answer, and not where it was rejected', async () => {
    const { known, find } = start()
    const session = makeSession(makeUser())
    await find(session)
    const end = (error: unknown) =>
      known.ending(failing(error))(makeWrite<number>(), async () => ({ result: 1 }), 'x')
    await expect(end(new Error('It was rejected.'))).rejects.toThrow('It was rejected.')
    expect(known.recall(session.id)).toEqual(session)
    await expect(end(uncertainCommit(null))).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    expect(known.recall(session.id)).toBeNull()
  })
})
