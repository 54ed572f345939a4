import { expect } from 'bun:test'
import { personalDataKinds } from '../../src/domain/accounts/personal-data.ts'
import type { UserId } from '../../src/domain/ids.ts'
import type { Store } from '../../src/storage/store.ts'
import {
  at,
  makeCommand,
  makeGig,
  makeIdempotency,
  makePayment,
  makeSession,
  makeUser,
  makeWrite,
} from '../support/stores.ts'
import {
  acceptGig,
  arrangeRoom,
  everything,
  expectError,
  notificationsOf,
  notify,
  postGig,
  registerPair,
  registerUser,
} from './arrange.ts'
import type { Suite } from './suite.ts'

export const accounts = (suite: Suite): void => {
  passwordLinks(suite)
  deletion(suite)
  races(suite)
  personalData(suite)
  suite.covers('purge', it =>
    it('resolves, also when nothing was deleted', async () => {
      await suite.store.purge()
      expect(await suite.store.isHealthy()).toBeTrue()
    }),
  )
}

const remove = (store: Store, { id }: { id: UserId }, seconds = 9) =>
  store.users.delete(makeWrite({ now: at(seconds) }), id, () => {})

const passwordLinks = (suite: Suite) => {
  const hash = (text: string) => Bun.SHA256.hash(text, 'hex')
  const put = (store: Store, userId: UserId, text: string) =>
    store.sessions.putPasswordLink(makeWrite(), {
      userId,
      tokenHash: hash(text),
      createdAt: at(0),
      expiresAt: at(60),
    })
  const redeem = (store: Store, text: string, seconds: number) =>
    store.sessions.redeemPasswordLink(makeWrite({ now: at(seconds) }), hash(text), 'new')

  suite.covers('sessions.redeemPasswordLink', it => {
    it('works once, until its time is over, and not after a newer link', async () => {
      const { store } = suite
      const { id } = await registerUser(store)
      await put(store, id, `${id} first`)
      await put(store, id, `${id} second`)
      await expectError(redeem(store, `${id} first`, 1), 'INVALID_RESET_TOKEN')
      await expectError(redeem(store, `${id} second`, 60), 'INVALID_RESET_TOKEN')
      expect(await redeem(store, `${id} second`, 59)).toEqual({ userId: id, sessions: [] })
      await expectError(redeem(store, `${id} second`, 59), 'INVALID_RESET_TOKEN')
    })

    it('has one winner of ten at once', async () => {
      const { store } = suite
      const { id } = await registerUser(store)
      await put(store, id, id)
      const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => redeem(store, id, 1)))
      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })
  })

  suite.covers('sessions.hasPasswordLinkSince', it => {
    it('tells a newer link of a person from an older one, and from that of somebody else', async () => {
      const { store } = suite
      const [{ id }, other] = [await registerUser(store), await registerUser(store)]
      await put(store, id, id)
      expect(await store.sessions.hasPasswordLinkSince(id, at(-1))).toBeTrue()
      expect(await store.sessions.hasPasswordLinkSince(id, at(0))).toBeFalse()
      expect(await store.sessions.hasPasswordLinkSince(other.id, at(-1))).toBeFalse()
    })
  })

  suite.covers('sessions.hasPasswordLink', it => {
    it('knows none of a disabled person, who gets none either', async () => {
      const { store } = suite
      const { id } = await registerUser(store)
      await put(store, id, id)
      expect(await store.sessions.hasPasswordLink(hash(id), at(59))).toBeTrue()
      expect(await store.sessions.hasPasswordLink(hash(id), at(60))).toBeFalse()
      await store.users.setDisabled(makeWrite(), id, at(1))
      expect(await store.sessions.hasPasswordLink(hash(id), at(1))).toBeFalse()
      await expectError(redeem(store, id, 1), 'INVALID_RESET_TOKEN')
      await expectError(put(store, id, id), 'RESOURCE_NOT_FOUND')
    })
  })
}

const deletion = (suite: Suite) =>
  suite.covers('users.delete', it => {
    it('leaves an account without a name, an e-mail, a contact, a place and a session', async () => {
      const { store } = suite
      const user = await registerUser(store, {
        fullName: 'มะลิ',
        contactInfo: 'line:mali',
        addressText: 'Soi 1',
        latitude: 1,
        longitude: 2,
        isVerified: true,
      })
      const session = makeSession(user)
      await store.sessions.begin(makeWrite(), session)
      await store.sessions.find(session.id)
      const removed = await remove(store, user)
      expect(removed).toMatchObject({ email: user.email, sessions: [session.id], files: [] })
      expect(await store.users.find(user.id)).toEqual({
        ...user,
        email: `${user.id}@deleted.invalid`,
        fullName: 'Deleted user',
        contactInfo: null,
        addressText: null,
        latitude: null,
        longitude: null,
        isVerified: false,
        isAvailable: false,
        disabledAt: at(9),
        deletedAt: at(9),
      })
      expect([await store.sessions.find(session.id), store.sessions.recall(session.id)]).toEqual([null, null])
      expect(store.users.isDisabled(user.id)).toBeTrue()
      expect(await store.users.findCredentials(`${user.id}@deleted.invalid`)).toBeNull()
      expect((await registerUser(store, { email: user.email })).email).toBe(user.email)
    })

    it('cannot be undone: the account is neither enabled, verified nor deleted again', async () => {
      const { store } = suite
      const user = await registerUser(store)
      await remove(store, user)
      await expectError(store.users.setDisabled(makeWrite(), user.id, null), 'RESOURCE_NOT_FOUND')
      await expectError(store.users.verify(makeWrite(), user.id), 'RESOURCE_NOT_FOUND')
      await expectError(remove(store, user), 'RESOURCE_NOT_FOUND')
    })

    it('takes gigs without a helper, in any number, and cancels those under way with their room', async () => {
      const { store, published } = suite
      const { seeker, helper, gig } = await arrangeRoom(store, {
        addressText: 'Soi 1',
        imageUrls: ['http://a/b'],
      })
      const alone = await Promise.all(Array.from({ length: 230 }, () => postGig(store, seeker)))
      const since = published.length
      await remove(store, seeker)
      expect(await Promise.all(alone.map(({ id }) => store.gigs.find(id)))).toEqual(alone.map(() => null))
      expect(await store.gigs.find(gig.id)).toMatchObject({
        title: gig.title,
        status: 'CANCELLED',
        addressText: '(deleted)',
        imageUrls: [],
        latitude: Number(gig.latitude.toFixed(1)),
        seeker: { fullName: 'Deleted user' },
      })
      expect(await store.chat.findOfGig(gig.id)).toMatchObject({ isActive: false })
      const told = (await notificationsOf(store, helper)).notifications
      expect(told.map(({ type, gigId }) => [type, gigId])).toEqual([['gig_status_changed', gig.id]])
      const effects = published.slice(since)
      expect(effects.flatMap(({ gigChanges }) => gigChanges)).toHaveLength(231)
      expect(effects.flatMap(({ events }) => events.map(({ event }) => event.type))).toEqual(['room_ended'])
      expect((await store.gigs.listOf(helper.id, null, null, everything)).totalCount).toBe(1)
    })

    it('leaves a gig to its seeker when the helper goes, cancelled and in its place', async () => {
      const { store } = suite
      const { helper, gig } = await arrangeRoom(store, { addressText: 'Soi 1' })
      await remove(store, helper)
      expect(await store.gigs.find(gig.id)).toMatchObject({
        status: 'CANCELLED',
        addressText: 'Soi 1',
        latitude: gig.latitude,
        helper: { fullName: 'Deleted user' },
      })
    })

    it('takes buddies of both sides and what the person was told, and the name out of what others were', async () => {
      const { store } = suite
      const { seeker, helper, gig, roomId } = await arrangeRoom(store)
      const add = (owner: UserId, other: UserId, id: string) =>
        store.buddies.add(makeCommand({ id: owner }), other, () => ({
          id: makeUser().id as never, // any new id
          ownerId: owner,
          buddyUserId: other,
          notes: id,
          createdAt: at(0),
        }))
      await add(seeker.id, helper.id, 'one')
      await add(helper.id, seeker.id, 'other')
      const draft = { gigId: gig.id, roomId, type: 'new_message' as const }
      await notify(store, gig, [
        { ...draft, userId: seeker.id, text: 'Helper: hello' },
        { ...draft, userId: helper.id, text: 'Former name: hello' },
      ])
      await remove(store, seeker)
      expect((await store.buddies.listOf(helper.id, false, everything)).totalCount).toBe(0)
      expect((await store.buddies.listOf(seeker.id, false, everything)).totalCount).toBe(0)
      expect((await notificationsOf(store, seeker)).notifications).toEqual([])
      const texts = (await notificationsOf(store, helper)).notifications.map(({ text }) => text)
      expect(texts).toContain('Deleted user has sent you a message.')
      expect(texts.join()).not.toContain('Former name')
    })

    it('takes the responses to the person, and empties those of others that name the person (P7)', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const requestOf = (scope: string, body: string) =>
        makeIdempotency<string>({ scope, respond: () => ({ status: 201, body }) })
      const record = (request: ReturnType<typeof requestOf>) =>
        store.record(makeWrite({ idempotency: request }), 'a result').then(
          () => 'made',
          (error: { response: { status: number } }) => error.response.status,
        )
      const own = requestOf(`${seeker.id} /api/gigs`, '{}')
      const about = requestOf(`${helper.id} /api/buddies`, JSON.stringify({ id: seeker.id }))
      const other = requestOf(`${helper.id} /api/gigs`, '{}')
      // More than a batch of each.
      const more = Array.from({ length: 105 }, (_, n) => [
        requestOf(`${seeker.id} /api/gigs/${n}`, '{}'),
        requestOf(`${helper.id} /api/gigs/${n}`, JSON.stringify({ gigs: [{ helper: { id: seeker.id } }] })),
      ]).flat()
      const made = await Promise.all([own, about, other, ...more].map(record))
      expect(new Set(made)).toEqual(new Set(['made']))
      await remove(store, seeker)
      expect([await record(about), await record(other), await record(own)]).toEqual([404, 201, 'made'])
      const outcomes = await Promise.all(more.map(record))
      expect(outcomes).toEqual(more.map((_, n) => (n % 2 === 0 ? 'made' : 404)))
    })
  })

const races = (suite: Suite) =>
  suite.covers('users.delete', it => {
    it('and a payment of the same gig at once: nobody is deleted while their money is held', async () => {
      const { store } = suite
      for (const isFirst of [true, false]) {
        const { helper, gig } = await arrangeRoom(store)
        const pay = () =>
          store.transactions.begin(makeWrite(), gig.id, '2025100110', (before, _, refNumber) => {
            if (before.helper?.disabledAt) throw new Error('The helper is gone.')
            return { payment: makePayment(gig, helper, { refNumber }) }
          })
        const decide = ({ hasHeldMoney }: { hasHeldMoney: boolean }) => {
          if (hasHeldMoney) throw new Error('Money is held.')
        }
        const leave = () => store.users.delete(makeWrite(), helper.id, decide)
        const attempts = isFirst ? [leave(), pay()] : [pay(), leave()]
        const outcomes = await Promise.allSettled(attempts)
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      }
    })

    it('lets nothing of the person be written that was under way, and no notification to them', async () => {
      const { store } = suite
      const { seeker, helper, gig } = await arrangeRoom(store)
      const leaving = remove(store, seeker)
      const writes = [
        store.gigs.post(makeCommand(seeker), makeGig(seeker)),
        store.users.revise(makeCommand(seeker), seeker.id, user => ({ ...user, fullName: 'Somchai again' })),
        store.notifications.markRead(makeCommand(seeker), null),
      ]
      // An engine may have begun some of them before the deletion, which then takes what they wrote.
      for (const outcome of await Promise.allSettled(writes))
        if (outcome.status === 'rejected') await expectError(Promise.reject(outcome.reason), 'INVALID_TOKEN')
      await leaving
      expect((await store.gigs.listOf(seeker.id, 'seeker', 'PENDING', everything)).totalCount).toBe(0)
      expect((await store.users.find(seeker.id))?.fullName).toBe('Deleted user')
      await expectError(store.notifications.markRead(makeCommand(seeker), null), 'INVALID_TOKEN')
      await notify(store, gig, [{ gigId: gig.id, userId: seeker.id, type: 'gig_accepted', text: 'Somchai' }])
      expect((await notificationsOf(store, seeker)).notifications).toEqual([])
      expect((await notificationsOf(store, helper)).notifications).toHaveLength(1)
      expect(await acceptGig(store, await postGig(store, helper), await registerUser(store))).toBeDefined()
    })
  })

const personalData = (suite: Suite) =>
  suite.covers('personalData.read', it => {
    const readAll = async (store: Store, userId: UserId, kind: (typeof personalDataKinds)[number]) => {
      const rows: unknown[] = []
      for await (const batch of store.personalData.read(userId, kind)) rows.push(...batch)
      return rows
    }

    it('gives every row of a kind, in batches', async () => {
      const { store } = suite
      const user = await registerUser(store)
      const gigs = await Promise.all(
        Array.from({ length: 1203 }, (_, n) => postGig(store, user, { title: `Gig ${n}` })),
      )
      const rows = await readAll(store, user.id, 'gigs_as_seeker')
      expect(new Set(rows.map(row => JSON.stringify(row))).size).toBe(gigs.length)
      expect(rows).toMatchObject([
        { seeker_id: user.id, budget_satang: expect.any(Number) },
        ...rows.slice(1),
      ])
    })

    it('gives nothing of others, of nobody, and of a person who has been deleted meanwhile', async () => {
      const { store } = suite
      const [user, other] = [await registerUser(store), await registerUser(store)]
      await Promise.all(Array.from({ length: 600 }, () => postGig(store, user)))
      for (const kind of personalDataKinds)
        expect([kind, await readAll(store, other.id, kind)]).toMatchObject([
          kind,
          kind === 'account' ? [{}] : [],
        ])
      const batches = store.personalData.read(user.id, 'gigs_as_seeker')[Symbol.asyncIterator]()
      expect((await batches.next()).value).toHaveLength(500)
      await remove(store, user)
      expect((await batches.next()).done).toBeTrue()
    })
  })
