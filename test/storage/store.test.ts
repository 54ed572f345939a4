import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Room } from '../../src/domain/chat/room.ts'
import type { Gig, GigStatus } from '../../src/domain/gigs/gig.ts'
import type { GigId, UserId } from '../../src/domain/ids.ts'
import type { User } from '../../src/domain/users/user.ts'
import { AppError } from '../../src/errors.ts'
import type { Store } from '../../src/storage/store.ts'
import {
  at,
  engines,
  makeGig,
  makeNotification,
  makeSession,
  makeUser,
  newId,
  type OpenedStore,
  openEngine,
  satang,
} from '../support/stores.ts'

/** What every engine has to do, said against the port alone; in one file, so that the next engine inherits it whole. */
for (const engine of engines) {
  describe(`the store ${engine.name}`, () => {
    let opened: OpenedStore
    let store: Store
    let somchai: User
    let mali: User

    beforeAll(async () => {
      opened = openEngine(engine)
      store = opened.store
      somchai = makeUser({ email: 'somchai@example.com' })
      mali = makeUser({ email: 'mali@example.com', fullName: 'มะลิ 🌼' })
      await Promise.all([store.users.register(somchai, 'hash-1'), store.users.register(mali, 'hash-2')])
    })
    afterAll(() => opened.close())

    const postOf = async (seeker: User, changes: Partial<Gig> = {}): Promise<Gig> => {
      const gig = makeGig(seeker, changes)
      await store.gigs.post(gig)
      return gig
    }
    const roomOf = (gig: Gig, helperId: UserId): Room => ({
      id: newId(),
      gigId: gig.id,
      seekerId: gig.seekerId,
      helperId,
      isActive: true,
      createdAt: at(1),
    })
    const acceptBy = (helper: User) => (gig: Gig) => {
      if (gig.status !== 'PENDING') throw new AppError('GIG_ALREADY_ACCEPTED')
      const accepted: Gig = { ...gig, status: 'ACCEPTED', helperId: helper.id }
      return {
        gig: accepted,
        room: roomOf(gig, helper.id),
        notifications: [makeNotification(somchai, gig)],
      }
    }

    test('is healthy', async () => {
      expect(await store.isHealthy()).toBe(true)
    })

    describe('keeps users', () => {
      test('as they were registered, with their credentials apart', async () => {
        expect(await store.users.find(mali.id)).toEqual(mali)
        expect(await store.users.findCredentials('mali@example.com')).toEqual({
          userId: mali.id,
          passwordHash: 'hash-2',
          isDisabled: false,
        })
        expect(await store.users.find(newId())).toBeNull()
        expect(await store.users.findCredentials('nobody@example.com')).toBeNull()
      })

      test('with one e-mail only once, of 20 at once exactly one (A1)', async () => {
        const crowd = Array.from({ length: 20 }, () => makeUser({ email: 'race@example.com' }))
        const outcomes = await Promise.allSettled(crowd.map(user => store.users.register(user, 'hash')))
        const won = outcomes.findIndex(({ status }) => status === 'fulfilled')
        const refusals = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
        expect(refusals).toHaveLength(19)
        expect(
          refusals.every(error => error instanceof AppError && error.code === 'EMAIL_ALREADY_EXISTS'),
        ).toBe(true)
        expect((await store.users.findCredentials('race@example.com'))?.userId).toBe(crowd[won]?.id as UserId)
      })

      test('and revises what people say of themselves, and nothing else', async () => {
        const user = makeUser()
        await store.users.register(user, 'hash')
        const wish: Partial<User> = {
          fullName: 'ก',
          contactInfo: '',
          addressText: '🏠',
          isAvailable: false,
          latitude: -90,
          longitude: 180,
        }
        const revised = await store.users.revise(user.id, before => ({ ...before, ...wish }))
        expect(revised).toEqual({ ...user, ...wish })
        expect(await store.users.find(user.id)).toEqual(revised)
        await expect(store.users.revise(newId(), before => before)).rejects.toThrow(AppError)
      })

      test('unchanged when the decision throws', async () => {
        const before = await store.users.find(mali.id)
        const refused = store.users.revise(mali.id, () => {
          throw new AppError('INSUFFICIENT_PERMISSIONS')
        })
        await expect(refused).rejects.toThrow('You may not do this.')
        expect(await store.users.find(mali.id)).toEqual(before)
      })

      test('and loses none of 50 changes to one of them at once', async () => {
        const user = makeUser({ contactInfo: '' })
        await store.users.register(user, 'hash')
        await Promise.all(
          Array.from({ length: 50 }, () =>
            store.users.revise(user.id, before => ({ ...before, contactInfo: `${before.contactInfo}x` })),
          ),
        )
        expect((await store.users.find(user.id))?.contactInfo).toBe('x'.repeat(50))
      })
    })

    describe('keeps sessions (A4)', () => {
      test('until they end, and then knows when', async () => {
        const session = makeSession(somchai)
        await store.sessions.begin(session)
        expect(await store.sessions.find(session.id)).toEqual(session)
        expect([session, null]).toContainEqual(store.sessions.recall(session.id))
        await store.sessions.end(session.id, at(60))
        expect(store.sessions.recall(session.id)?.endedAt).not.toBeNull()
        expect(await store.sessions.find(session.id)).toEqual({ ...session, endedAt: at(60) })
        await store.sessions.end(session.id, at(120))
        expect((await store.sessions.find(session.id))?.endedAt).toBe(at(60))
        expect(await store.sessions.find(newId())).toBeNull()
      })

      test('and forgets the expired ones of a user at their next login', async () => {
        const [user, other] = [makeUser(), makeUser()]
        await Promise.all([store.users.register(user, 'h'), store.users.register(other, 'h')])
        const past = makeSession(user, { expiresAt: at(10) })
        const alive = makeSession(user, { expiresAt: at(30) })
        const others = makeSession(other, { expiresAt: at(10) })
        for (const session of [past, alive, others]) await store.sessions.begin(session)
        await store.sessions.begin(makeSession(user, { createdAt: at(20), expiresAt: at(100) }))
        expect(await store.sessions.find(past.id)).toBeNull()
        expect(await store.sessions.find(alive.id)).toEqual(alive)
        expect(await store.sessions.find(others.id)).toEqual(others)
      })
    })

    describe('keeps gigs', () => {
      test('as they were posted', async () => {
        const plain = await postOf(somchai)
        const full = await postOf(somchai, {
          title: '"\\ \u2028 ก 🛋',
          startsAt: at(5),
          completedAt: at(6),
          imageUrls: [],
          latitude: -90,
          longitude: -180,
          budgetSatang: satang(1_000_000_000),
          durationHours: 720,
        })
        expect(await store.gigs.find(plain.id)).toEqual(plain)
        expect(await store.gigs.find(full.id)).toEqual(full)
        expect(await store.gigs.find(newId())).toBeNull()
      })

      test('and lets exactly one of 25 helpers at once accept (K3)', async () => {
        const gig = await postOf(somchai)
        const helpers = Array.from({ length: 25 }, () => makeUser())
        await Promise.all(helpers.map(helper => store.users.register(helper, 'h')))
        const outcomes = await Promise.allSettled(
          helpers.map(helper => store.gigs.accept(gig.id, acceptBy(helper))),
        )
        const won = outcomes.findIndex(({ status }) => status === 'fulfilled')
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        expect((await store.gigs.find(gig.id))?.helperId).toBe(helpers[won]?.id as UserId)
      })

      test('unchanged when a decision throws, whatever the act', async () => {
        const gig = await postOf(somchai)
        const refuse = () => {
          throw new AppError('INSUFFICIENT_PERMISSIONS')
        }
        const acts = [
          store.gigs.accept(gig.id, refuse),
          store.gigs.changeStatus(gig.id, refuse),
          store.gigs.revise(gig.id, refuse),
          store.gigs.withdraw(gig.id, refuse),
        ]
        const outcomes = await Promise.allSettled(acts)
        expect(outcomes.map(({ status }) => status)).toEqual(acts.map(() => 'rejected'))
        expect(await store.gigs.find(gig.id)).toEqual(gig)
      })

      test('unchanged when the room of an accepted gig cannot be made: all or nothing (K3)', async () => {
        const gig = await postOf(somchai, { latitude: 1, longitude: 1 })
        const stranger = makeUser()
        const act = store.gigs.accept(gig.id, before => ({
          gig: { ...before, status: 'ACCEPTED', helperId: mali.id },
          room: { ...roomOf(before, mali.id), seekerId: stranger.id },
          notifications: [],
        }))
        await expect(act).rejects.toThrow()
        expect(await store.gigs.find(gig.id)).toEqual(gig)
        const search = { center: gig, radiusKm: 1, minBudgetSatang: null, maxBudgetSatang: null }
        const totalOf = async (status: GigStatus) =>
          (await store.gigs.search({ ...search, status }, { skip: 0, limit: 9 })).totalCount
        expect([await totalOf('PENDING'), await totalOf('ACCEPTED')]).toEqual([1, 0])
      })

      test('and says of a gig that is not there that it is not there', async () => {
        const unknown = newId<'gig'>()
        const acts: ((id: GigId) => Promise<unknown>)[] = [
          id => store.gigs.accept(id, acceptBy(mali)),
          id => store.gigs.changeStatus(id, gig => ({ gig, payment: null, notifications: [] })),
          id => store.gigs.revise(id, gig => gig),
          id => store.gigs.withdraw(id, () => {}),
        ]
        for (const act of acts) await expect(act(unknown)).rejects.toThrow('There is no gig with this id.')
      })

      test('and takes one away for good', async () => {
        const gig = await postOf(somchai)
        await store.gigs.withdraw(gig.id, () => {})
        expect(await store.gigs.find(gig.id)).toBeNull()
        await expect(store.gigs.withdraw(gig.id, () => {})).rejects.toThrow(AppError)
      })

      test('and lists them newest first, ties by id, on pages that do not overlap (G6, K5)', async () => {
        const [seeker, helper] = [makeUser(), makeUser()]
        await Promise.all([store.users.register(seeker, 'h'), store.users.register(helper, 'h')])
        const posted: Gig[] = []
        for (let n = 0; n < 25; n += 1) {
          posted.push(
            await postOf(n % 5 === 0 ? helper : seeker, { createdAt: at(1000 + Math.floor(n / 4)) }),
          )
        }
        for (const gig of posted.filter(({ seekerId }) => seekerId === seeker.id).slice(0, 6)) {
          Object.assign(gig, await store.gigs.accept(gig.id, acceptBy(helper)))
        }
        const newestFirst = posted.toSorted((a, b) =>
          a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1,
        )
        const cases = [
          { user: seeker, role: 'seeker', status: null, of: (gig: Gig) => gig.seekerId === seeker.id },
          { user: helper, role: 'helper', status: null, of: (gig: Gig) => gig.helperId === helper.id },
          {
            user: helper,
            role: null,
            status: null,
            of: (gig: Gig) => gig.seekerId === helper.id || gig.helperId === helper.id,
          },
          {
            user: helper,
            role: null,
            status: 'ACCEPTED',
            of: (gig: Gig) => gig.helperId === helper.id && gig.status === 'ACCEPTED',
          },
          { user: seeker, role: 'helper', status: null, of: () => false },
        ] as const
        for (const { user, role, status, of } of cases) {
          const wanted = newestFirst.filter(of)
          const seen: Gig[] = []
          for (let skip = 0; skip <= wanted.length; skip += 4) {
            const page = await store.gigs.listOf(user.id, role, status, { skip, limit: 4 })
            expect(page.totalCount).toBe(wanted.length)
            seen.push(...page.items)
          }
          expect(seen).toEqual(wanted)
        }
        const pending = await store.gigs.listNewestPending({ skip: 0, limit: 100 })
        const ours = pending.items.filter(({ seekerId }) => [seeker.id, helper.id].includes(seekerId))
        expect(ours).toEqual(newestFirst.filter(({ status }) => status === 'PENDING'))
        expect(pending.items.every(({ status }) => status === 'PENDING')).toBe(true)
      })
    })
  })
}
