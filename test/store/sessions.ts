import { expect } from 'bun:test'
import type { Gig } from '../../src/domain/gigs/gig.ts'
import type { SessionId } from '../../src/domain/ids.ts'
import type { Timestamp } from '../../src/lib/timestamp.ts'
import { at, makeSession, makeWrite, newId } from '../support/stores.ts'
import { expectError, postGig, registerUser } from './arrange.ts'
import type { Suite } from './suite.ts'

export const sessions = (suite: Suite): void => {
  beginning(suite)
  keeping(suite)
  ending(suite)
  replacing(suite)
}

const beginning = (suite: Suite) => {
  suite.covers('sessions.begin', it => {
    it('deletes the expired sessions of the same person, and no others (A4)', async () => {
      const { store } = suite
      const [user, other] = [await registerUser(store), await registerUser(store)]
      const past = makeSession(user, { expiresAt: at(10) })
      const current = makeSession(user, { expiresAt: at(30) })
      const others = makeSession(other, { expiresAt: at(10) })
      for (const session of [past, current, others]) await store.sessions.begin(makeWrite(), session)
      const next = makeSession(user, { createdAt: at(20), expiresAt: at(100) })
      await store.sessions.begin(makeWrite(), next)
      expect(await store.sessions.find(past.id)).toBeNull()
      expect(await store.sessions.listOpen(user.id)).toEqual([current, next])
      expect(await store.sessions.find(others.id)).toEqual(others)
    })

    it('rejects a login whose password was replaced while it was compared', async () => {
      const { store } = suite
      const user = await registerUser(store)
      const [session, late] = [makeSession(user), makeSession(user)]
      await store.sessions.begin(makeWrite(), session, 'hash')
      await store.sessions.replacePassword(makeWrite(), user.id, session.id, () => 'another')
      await expectError(store.sessions.begin(makeWrite(), late, 'hash'), 'INVALID_CREDENTIALS')
      expect(await store.sessions.listOpen(user.id)).toEqual([session])
    })

    it('rejects a disabled account', async () => {
      const user = await registerUser(suite.store, { disabledAt: at(1) })
      const session = makeSession(user)
      await expectError(suite.store.sessions.begin(makeWrite(), session), 'ACCOUNT_DISABLED')
      expect(await suite.store.sessions.find(session.id)).toBeNull()
    })
  })

  suite.covers('sessions.find', it => {
    it('gives a session as it is now, or null', async () => {
      const { store } = suite
      const session = makeSession(await registerUser(store))
      await store.sessions.begin(makeWrite(), session)
      expect(await store.sessions.find(session.id)).toEqual(session)
      await store.sessions.end(makeWrite({ now: at(60) }), session.id)
      expect(await store.sessions.find(session.id)).toEqual({ ...session, endedAt: at(60) })
      expect(await store.sessions.find(newId())).toBeNull()
    })
  })

  suite.covers('sessions.recall', it => {
    it('gives a session as it is now or null, and never one that has ended as if it had not', async () => {
      const { store } = suite
      const user = await registerUser(store)
      const [first, second] = [makeSession(user), makeSession(user)]
      for (const session of [first, second]) {
        await store.sessions.begin(makeWrite(), session)
        expect([session, null]).toContainEqual(await store.sessions.find(session.id))
        expect([session, null]).toContainEqual(store.sessions.recall(session.id))
      }
      await store.sessions.end(makeWrite(), first.id)
      expect(store.sessions.recall(first.id)?.endedAt).not.toBeNull()
      await store.sessions.endAll(makeWrite(), user.id)
      expect(store.sessions.recall(second.id)?.endedAt).not.toBeNull()
      expect(store.sessions.recall(newId())).toBeNull()
    })
  })
}

const keeping = (suite: Suite) => {
  suite.covers('users.bound', it => {
    it('counts the users that are at hand, where the engine keeps any', async () => {
      const { store } = suite
      const { max, used } = store.users.bound()
      const before = used()
      await store.users.find((await registerUser(store)).id)
      expect(used()).toBe(Math.min(max, before + 1))
    })
  })
  suite.covers('gigs.bounds', it => {
    it('counts the characters of the gigs that are at hand, and their people where the engine keeps those', async () => {
      const { store } = suite
      const seeker = await registerUser(store)
      const keep = async (changes: Partial<Gig>) => {
        const before = store.gigs.bounds().map(({ used }) => used())
        await store.gigs.find((await postGig(store, seeker, changes)).id)
        return store.gigs.bounds().map(({ used }, at) => used() - (before[at] ?? 0))
      }
      const words = { description: 'd', title: 't', addressText: 'a', imageUrls: [] }
      const [characters = 0, people = 1] = await keep(words)
      expect(characters).toBeGreaterThan(100)
      expect(people).toBe(1)
      const longer = [
        { description: 'd'.repeat(301) },
        { title: 't'.repeat(51) },
        { addressText: 'a'.repeat(101) },
        { imageUrls: ['https://a.example', 'https://b.example'] },
      ]
      const more: number[] = []
      for (const changes of longer) more.push(((await keep({ ...words, ...changes }))[0] ?? 0) - characters)
      expect(more).toEqual([300, 50, 100, 34])
    })
  })
  suite.covers('sessions.bound', it => {
    it('counts the sessions that are at hand', async () => {
      const { store } = suite
      const user = await registerUser(store)
      const session = makeSession(user)
      await store.sessions.begin(makeWrite(), session)
      await store.sessions.find(session.id)
      const { used, max } = store.sessions.bound()
      expect(used()).toBeGreaterThan(0)
      expect(used()).toBeLessThanOrEqual(max)
    })
  })
}

const ending = (suite: Suite) => {
  suite.covers('sessions.end', it => {
    it('leaves a session that has ended as it is, and accepts an unknown one', async () => {
      const { store } = suite
      const user = await registerUser(store)
      const [session, other] = [makeSession(user), makeSession(user)]
      for (const begun of [session, other]) await store.sessions.begin(makeWrite(), begun)
      for (const seconds of [60, 120]) await store.sessions.end(makeWrite({ now: at(seconds) }), session.id)
      await store.sessions.end(makeWrite(), newId())
      expect(await store.sessions.find(session.id)).toEqual({ ...session, endedAt: at(60) })
      expect(await store.sessions.find(other.id)).toEqual(other)
    })
  })

  suite.covers('sessions.listEnded', it => {
    it('gives those of some sessions that have ended or are not there', async () => {
      const { store } = suite
      const user = await registerUser(store)
      const [open, ended] = [makeSession(user), makeSession(user)]
      for (const session of [open, ended]) await store.sessions.begin(makeWrite(), session)
      await store.sessions.end(makeWrite(), ended.id)
      const unknown = newId<'session'>()
      expect(await store.sessions.listEnded([open.id, ended.id, unknown])).toEqual([ended.id, unknown])
      expect(await store.sessions.listEnded([])).toEqual([])
    })
  })

  suite.covers('sessions.listOpen', it => {
    it('gives the sessions of a person that have not ended, oldest first, ties by id', async () => {
      const { store } = suite
      const [user, other] = [await registerUser(store), await registerUser(store)]
      const begun = [20, 10, 10, 5].map(seconds => makeSession(user, { createdAt: at(seconds) }))
      for (const session of [...begun.toReversed(), makeSession(other)])
        await store.sessions.begin(makeWrite(), session)
      const [newest, first, second, ended] = begun
      if (!newest || !first || !second || !ended) throw new Error('Four were begun.')
      await store.sessions.end(makeWrite(), ended.id)
      expect(await store.sessions.listOpen(user.id)).toEqual([first, second, newest])
      expect(await store.sessions.listOpen(newId())).toEqual([])
    })
  })

  suite.covers('sessions.endAll', it => {
    it('ends what one person has open, and names exactly that', async () => {
      const { store } = suite
      const [user, other] = [await registerUser(store), await registerUser(store)]
      const [one, two, ended, others] = [
        makeSession(user),
        makeSession(user),
        makeSession(user),
        makeSession(other),
      ]
      for (const session of [one, two, ended, others]) await store.sessions.begin(makeWrite(), session)
      await store.sessions.end(makeWrite({ now: at(5) }), ended.id)
      const endedNow = await store.sessions.endAll(makeWrite({ now: at(9) }), user.id)
      expect(endedNow.toSorted()).toEqual([one.id, two.id].sort())
      expect((await store.sessions.find(one.id))?.endedAt).toBe(at(9))
      expect((await store.sessions.find(ended.id))?.endedAt).toBe(at(5))
      expect(await store.sessions.listOpen(other.id)).toEqual([others])
      expect(await store.sessions.endAll(makeWrite(), user.id)).toEqual([])
    })
  })
}

const replacing = (suite: Suite) => {
  suite.covers('sessions.replacePassword', it => {
    it('changes the password of one person, and ends and names their sessions but one', async () => {
      const { store } = suite
      const [user, other] = [await registerUser(store), await registerUser(store)]
      const [kept, lost, ended, others] = [
        makeSession(user),
        makeSession(user),
        makeSession(user),
        makeSession(other),
      ]
      for (const session of [kept, lost, ended, others]) await store.sessions.begin(makeWrite(), session)
      await store.sessions.end(makeWrite({ now: at(5) }), ended.id)
      for (const session of [kept, lost, others]) await store.sessions.find(session.id)
      const seen: string[] = []
      const replace = (keptId: SessionId | null, now: Timestamp, passwordHash: string) =>
        store.sessions.replacePassword(makeWrite({ now }), user.id, keptId, before => {
          seen.push(before)
          return passwordHash
        })
      expect(await replace(kept.id, at(9), 'another')).toEqual([lost.id])
      expect((await store.sessions.find(lost.id))?.endedAt).toBe(at(9))
      expect((await store.sessions.find(ended.id))?.endedAt).toBe(at(5))
      expect(await store.sessions.listOpen(user.id)).toEqual([kept])
      expect(await replace(null, at(10), 'a third')).toEqual([kept.id])
      expect(seen).toEqual(['hash', 'another'])
      expect((await store.users.findCredentials(user.email))?.passwordHash).toBe('a third')
      expect((await store.users.findCredentials(other.email))?.passwordHash).toBe('hash')
      expect(await store.sessions.find(others.id)).toEqual(others)
    })

    it('keeps no session of somebody else, nor opens one that has ended', async () => {
      const { store } = suite
      const [user, other] = [await registerUser(store), await registerUser(store)]
      const [ended, others] = [makeSession(user), makeSession(other)]
      for (const session of [ended, others]) await store.sessions.begin(makeWrite(), session)
      await store.sessions.end(makeWrite({ now: at(5) }), ended.id)
      for (const { id } of [ended, others])
        expect(await store.sessions.replacePassword(makeWrite(), user.id, id, () => 'another')).toEqual([])
      expect((await store.sessions.find(ended.id))?.endedAt).toBe(at(5))
      expect(await store.sessions.find(others.id)).toEqual(others)
    })
  })
}
