import { expect } from 'bun:test'
import type { Buddy, KnownBuddy } from '../../src/domain/buddies/buddy.ts'
import type { User } from '../../src/domain/users/user.ts'
import type { Store } from '../../src/storage/store.ts'
import { at, makeBuddy, makeWrite, newId } from '../support/stores.ts'
import { expectError, expectOneWinner, registerPair, registerUser } from './arrange.ts'
import { expectPages, inNewestOrder, mixedIds, mixedSeconds } from './pages.ts'
import type { Suite } from './suite.ts'

export const buddies = (suite: Suite): void => {
  changes(suite)
  reads(suite)
}

const addBuddy = (store: Store, owner: User, user: User, changes: Partial<Buddy> = {}): Promise<KnownBuddy> =>
  store.buddies.add(makeWrite(), user.id, found => makeBuddy(owner, found, changes))

const changes = (suite: Suite) => {
  suite.covers('buddies.add', it => {
    it('adds a person once, of ten at once exactly one, and lets others add them too (B1)', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      await expectOneWinner(
        Array.from({ length: 10 }, () => addBuddy(store, seeker, helper)),
        'BUDDY_ALREADY_EXISTS',
      )
      await expectError(addBuddy(store, seeker, helper), 'BUDDY_ALREADY_EXISTS')
      const other = await addBuddy(store, await registerUser(store), helper)
      const back = await addBuddy(store, helper, seeker)
      expect([other.user, back.user]).toEqual([helper, seeker])
    })
  })

  suite.covers('buddies.annotate', it => {
    it('changes the notes, and clears them', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const { buddy } = await addBuddy(store, seeker, helper)
      for (const notes of ['แข็งแรง 💪', '', null]) {
        const known = { buddy: { ...buddy, notes }, user: helper }
        expect(
          await store.buddies.annotate(makeWrite(), buddy.id, ({ buddy: before }) => ({ ...before, notes })),
        ).toEqual(known)
        expect(await store.buddies.find(buddy.id)).toEqual(known)
      }
    })
  })

  suite.covers('buddies.remove', it => {
    it('removes one buddy, who can be added again', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const [{ buddy }, back] = [await addBuddy(store, seeker, helper), await addBuddy(store, helper, seeker)]
      await store.buddies.remove(makeWrite(), buddy.id, found => expect(found).toEqual(buddy))
      expect(await store.buddies.find(buddy.id)).toBeNull()
      expect(await store.buddies.find(back.buddy.id)).toEqual(back)
      expect((await addBuddy(store, seeker, helper)).user).toEqual(helper)
    })
  })
}

const reads = (suite: Suite) => {
  suite.covers('buddies.find', it => {
    it('gives a buddy with the person as they are now, or null', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const { buddy } = await addBuddy(store, seeker, helper)
      const user = await store.users.revise(makeWrite(), helper.id, before => ({
        ...before,
        fullName: 'Mali',
      }))
      expect(await store.buddies.find(buddy.id)).toEqual({ buddy, user })
      expect(await store.buddies.find(newId())).toBeNull()
    })
  })

  suite.covers('buddies.listOf', it => {
    it('gives the buddies of one person newest first, ties by id, on exact pages (B1, G6)', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      await addBuddy(store, helper, seeker)
      const added: KnownBuddy[] = []
      const ids = mixedIds<'buddy'>()
      for (const [index, seconds] of mixedSeconds.entries()) {
        const user = await registerUser(store, { isAvailable: index % 2 === 0 })
        added.push(await addBuddy(store, seeker, user, { id: ids[index] ?? newId(), createdAt: at(seconds) }))
      }
      const newest = inNewestOrder(added)
      await expectPages(page => store.buddies.listOf(seeker.id, false, page), newest)
      const available = newest.filter(({ user }) => user.isAvailable)
      await expectPages(page => store.buddies.listOf(seeker.id, true, page), available)
    })
  })
}
