import { expect } from 'bun:test'
import type { Report, ReportKind } from '../../src/domain/reports/report.ts'
import type { User } from '../../src/domain/users/user.ts'
import type { Store } from '../../src/storage/store.ts'
import { at, makeCommand, makeMessage, makeNotification, makeWrite, newId } from '../support/stores.ts'
import {
  arrangeCompletedGig,
  arrangeRoom,
  everything,
  expectError,
  notificationsOf,
  notify,
  postGig,
  postReview,
  registerPair,
  registerUser,
  sendMessage,
} from './arrange.ts'
import type { Suite } from './suite.ts'

export const reports = (suite: Suite): void => {
  queue(suite)
  lookups(suite)
  hiding(suite)
  suite.covers('reports.listWarnings', it =>
    it('gives the warnings of a person that stand, the oldest first', async () => {
      const { store } = suite
      const { id: userId } = await registerUser(store)
      const warn = (text: string, seconds: number) =>
        store.reports.warn(makeWrite(), {
          id: newId(),
          userId,
          text,
          createdAt: at(seconds),
          withdrawnAt: null,
        })
      const [first, second] = [await warn('Second', 2), await warn('First', 1)]
      expect((await store.reports.listWarnings(userId)).map(({ text }) => text)).toEqual(['First', 'Second'])
      await store.reports.withdrawWarning(makeWrite(), second.id)
      expect(await store.reports.listWarnings(userId)).toEqual([first])
      await expectError(store.reports.withdrawWarning(makeWrite(), second.id), 'RESOURCE_NOT_FOUND')
      await expectError(store.reports.withdrawWarning(makeWrite(), newId()), 'RESOURCE_NOT_FOUND')
    }),
  )
  suite.covers('reports.warn', it =>
    it('goes for nobody who was deleted, and neither does a report', async () => {
      const { store } = suite
      const [owner, reporter] = [await registerUser(store), await registerUser(store)]
      await store.users.delete(makeWrite(), owner.id, () => {})
      const warning = {
        id: newId<'warning'>(),
        userId: owner.id,
        text: 'x',
        createdAt: at(1),
        withdrawnAt: null,
      }
      await expectError(store.reports.warn(makeWrite(), warning), 'RESOURCE_NOT_FOUND')
      await expectError(add(store, reporter, makeReport(reporter, owner)), 'RESOURCE_NOT_FOUND')
    }),
  )
}

const makeReport = (reporter: User, owner: User, changes: Partial<Report> = {}): Report => ({
  id: newId(),
  reporterId: reporter.id,
  ownerId: owner.id,
  subjectKind: 'person',
  subjectId: owner.id,
  reason: 'Spam',
  createdAt: at(0),
  resolvedAt: null,
  ...changes,
})

/** The report as it is read. */
const named = (report: Report, reporter: User, owner: User) => ({
  ...report,
  reporterName: reporter.fullName,
  ownerName: owner.fullName,
})

const add = (store: Store, reporter: User, report: Report, decide: (at: string | null) => void = () => {}) =>
  store.reports.add(makeCommand(reporter), report, decide)

/** Reports something and hides it. @returns what shows it again */
const hide = async (store: Store, subjectKind: ReportKind, subjectId: string, owner: User) => {
  const reporter = await registerUser(store)
  const { id } = await add(store, reporter, makeReport(reporter, owner, { subjectKind, subjectId }))
  await store.reports.setHidden(makeWrite(), id, true)
  return () => store.reports.setHidden(makeWrite(), id, false)
}

const queue = (suite: Suite) => {
  suite.covers('reports.add', it => {
    it('keeps one open report of a person about the same thing, and takes another once that is closed', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const first = await add(store, seeker, makeReport(seeker, helper))
      expect(await add(store, seeker, makeReport(seeker, helper, { reason: 'More' }))).toEqual(first)
      await store.reports.resolve(makeWrite(), first.id, at(1))
      const second = await add(store, seeker, makeReport(seeker, helper, { createdAt: at(2) }))
      expect(second.id).not.toBe(first.id)
      await store.reports.resolve(makeWrite(), first.id, null)
      expect(await store.reports.find(first.id)).toMatchObject({ resolvedAt: at(1) })
    })

    it('tells when the twentieth newest was made', async () => {
      const { store } = suite
      const [reporter, owner] = [await registerUser(store), await registerUser(store)]
      const seen: (string | null)[] = []
      for (let n = 0; n < 21; n += 1) {
        const report = makeReport(reporter, owner, {
          subjectKind: 'gig',
          subjectId: newId(),
          createdAt: at(n),
        })
        await add(store, reporter, report, twentiethAt => seen.push(twentiethAt))
      }
      expect(seen).toEqual([...Array(20).fill(null), at(0)])
    })
  })

  suite.covers('reports.list', it => {
    it('gives the open reports with their names, the oldest first, page by page', async () => {
      await suite.withNewStore(async store => {
        const { seeker, helper } = await registerPair(store)
        const second = await add(store, seeker, makeReport(seeker, helper, { createdAt: at(5) }))
        const first = await add(store, helper, makeReport(helper, seeker, { createdAt: at(1) }))
        const [late, early] = [named(second, seeker, helper), named(first, helper, seeker)]
        const list = (page = everything) => store.reports.list('open', page)
        expect(await list()).toEqual({ items: [early, late], totalCount: 2, hasMore: false })
        expect(await list({ skip: 0, limit: 1 })).toEqual({ items: [early], totalCount: 2, hasMore: true })
        expect(await list({ skip: 1, limit: 1 })).toEqual({ items: [late], totalCount: 2, hasMore: false })
        await store.reports.resolve(makeWrite(), early.id, at(6))
        expect(await list()).toEqual({ items: [late], totalCount: 1, hasMore: false })
        await store.reports.resolve(makeWrite(), early.id, null)
        expect((await list()).items).toEqual([early, late])
      })
    })

    it('gives the closed reports, the last closed first, and not those that were opened again', async () => {
      await suite.withNewStore(async store => {
        const { seeker, helper } = await registerPair(store)
        const first = await add(store, seeker, makeReport(seeker, helper))
        const second = await add(store, helper, makeReport(helper, seeker))
        const list = async (page = everything) => {
          const { items, totalCount, hasMore } = await store.reports.list('closed', page)
          return { ids: items.map(({ id }) => id), totalCount, hasMore }
        }
        expect(await list()).toEqual({ ids: [], totalCount: 0, hasMore: false })
        await store.reports.resolve(makeWrite(), first.id, at(6))
        await store.reports.resolve(makeWrite(), second.id, at(7))
        expect(await list()).toEqual({ ids: [second.id, first.id], totalCount: 2, hasMore: false })
        expect(await list({ skip: 1, limit: 1 })).toEqual({ ids: [first.id], totalCount: 2, hasMore: false })
        await store.reports.resolve(makeWrite(), second.id, null)
        expect(await list()).toEqual({ ids: [first.id], totalCount: 1, hasMore: false })
      })
    })

    it('opens no report again whose reporter has made another one about the same thing', async () => {
      await suite.withNewStore(async store => {
        const { seeker, helper } = await registerPair(store)
        const first = await add(store, seeker, makeReport(seeker, helper))
        await store.reports.resolve(makeWrite(), first.id, at(6))
        const second = await add(store, seeker, makeReport(seeker, helper))
        await store.reports.resolve(makeWrite(), first.id, null)
        const { items } = await store.reports.list('open', everything)
        expect(items.map(({ id }) => id)).toEqual([second.id])
        await store.reports.resolve(makeWrite(), second.id, at(7))
        await store.reports.resolve(makeWrite(), first.id, null)
        expect((await store.reports.list('open', everything)).items.map(({ id }) => id)).toEqual([first.id])
      })
    })

    it('counts no more what a deleted person has reported', async () => {
      await suite.withNewStore(async store => {
        const { seeker, helper } = await registerPair(store)
        await add(store, seeker, makeReport(seeker, helper))
        await store.users.delete(makeWrite(), seeker.id, () => {})
        expect(await store.reports.list('open', everything)).toEqual({
          items: [],
          totalCount: 0,
          hasMore: false,
        })
      })
    })
  })

  suite.covers('reports.listAbout', it =>
    it('gives every report about the same thing, and all of them are closed together', async () => {
      const { store } = suite
      const [owner, one, other] = await Promise.all([1, 2, 3].map(() => registerUser(store)))
      if (!owner || !one || !other) throw new Error('Three have joined.')
      const first = await add(store, one, makeReport(one, owner))
      const second = await add(store, other, makeReport(other, owner, { createdAt: at(1) }))
      expect(await store.reports.listAbout(second)).toEqual([
        named(first, one, owner),
        named(second, other, owner),
      ])
      await store.reports.resolve(makeWrite(), second.id, at(2))
      expect(await store.reports.find(first.id)).toMatchObject({ resolvedAt: at(2) })
    }),
  )
}

const hiding = (suite: Suite) =>
  suite.covers('reports.setHidden', it => {
    it('takes a gig out of lists and totals, also when its seeker is disabled and enabled meanwhile', async () => {
      const { store, published } = suite
      const seeker = await registerUser(store)
      const gig = await postGig(store, seeker)
      const total = async () => (await store.gigs.listNewestPending({ skip: 0, limit: 1 }, null)).totalCount
      const before = await total()
      const show = await hide(store, 'gig', gig.id, seeker)
      expect([store.reports.isHidden('gig', gig.id), await total()]).toEqual([true, before - 1])
      expect(published.at(-1)?.gigChanges).toMatchObject([{ after: null }])
      expect(await store.gigs.find(gig.id)).toMatchObject({ isHidden: true })
      await store.users.setDisabled(makeWrite(), seeker.id, at(1))
      await store.users.setDisabled(makeWrite(), seeker.id, null)
      expect(await total()).toBe(before - 1)
      await show()
      await show()
      expect([store.reports.isHidden('gig', gig.id), await total()]).toEqual([false, before])
      expect((await store.gigs.find(gig.id))?.isHidden).toBeUndefined()
    })

    it('takes a review out of those received and out of the rating, whatever happens to it then', async () => {
      const { store } = suite
      const { seeker, helper, gig } = await arrangeCompletedGig(store)
      const review = await postReview(store, gig, seeker, { rating: 1 })
      const show = await hide(store, 'review', review.id, seeker)
      const state = async () => {
        const user = await store.users.find(helper.id)
        const { page } = await store.reviews.listOf(helper.id, 'received', everything)
        return [user?.ratingSum, user?.reviewCount, page.totalCount, page.items.length]
      }
      expect(await state()).toEqual([0, 0, 0, 0])
      expect((await store.reviews.listOf(seeker.id, 'written', everything)).page.totalCount).toBe(1)
      await store.reviews.revise(makeWrite(), review.id, before => ({ ...before, rating: 3 }))
      expect(await state()).toEqual([0, 0, 0, 0])
      await show()
      expect(await state()).toEqual([3, 1, 1, 1])
      await hide(store, 'review', review.id, seeker)
      await store.reviews.remove(makeWrite(), review.id, () => {})
      expect(await state()).toEqual([0, 0, 0, 0])
    })

    it('takes the words of a message out of its room, and puts them back', async () => {
      const { store } = suite
      const { roomId, seeker } = await arrangeRoom(store)
      const { message } = await sendMessage(store, roomId, seeker, { content: 'Rude words' })
      const show = await hide(store, 'message', message.id, seeker)
      expect((await store.chat.find(roomId))?.lastMessage).toBe('This message was hidden by the operator.')
      await show()
      expect((await store.chat.find(roomId))?.lastMessage).toBe('Rude words')
      expect(await store.chat.findMessage(message.id)).toEqual(message)
      expect(await store.chat.findMessage(newId())).toBeNull()
    })

    it('leaves the last words of a room where an earlier message is hidden, and takes those of its notification alone', async () => {
      const { store } = suite
      const { roomId, seeker, helper, gig } = await arrangeRoom(store)
      const send = (sender: User, recipient: User, content: string, seconds: number) =>
        store.chat.send(makeCommand(sender, { now: at(seconds) }), roomId, null, room => ({
          message: makeMessage(room, sender, { content, createdAt: at(seconds) }),
          notifications: [makeNotification(recipient, gig, { type: 'new_message', roomId, text: content })],
        }))
      await send(seeker, helper, 'Good morning', 10)
      const rude = await send(seeker, helper, 'Rude words', 20)
      await notify(store, gig, [makeNotification(helper, gig, { roomId, text: 'At the same time' })], at(20))
      const last = await send(helper, seeker, 'Good bye', 20)
      const state = async () => {
        const texts = async (user: User) =>
          (await notificationsOf(store, user)).notifications.map(({ text }) => text)
        return [(await store.chat.find(roomId))?.lastMessage, await texts(helper), await texts(seeker)]
      }
      const others = ['Good morning', 'You have a message.', 'At the same time']
      const show = await hide(store, 'message', rude.message.id, seeker)
      expect(await state()).toEqual(['Good bye', others, ['Good bye']])
      await hide(store, 'message', last.message.id, helper)
      const hidden = 'This message was hidden by the operator.'
      expect(await state()).toEqual([hidden, others, ['You have a message.']])
      await show()
      expect(await state()).toEqual([hidden, others, ['You have a message.']])
    })

    it('does not go for a person', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const { id } = await add(store, seeker, makeReport(seeker, helper))
      await expectError(store.reports.setHidden(makeWrite(), id, true), 'BAD_REQUEST')
    })
  })

const lookups = (suite: Suite) => {
  suite.covers('reports.isHidden', it =>
    it('knows what is hidden by its kind and its id', async () => {
      const { store } = suite
      const owner = await registerUser(store)
      const id = newId<'file'>()
      const show = await hide(store, 'picture', id, owner)
      const { isHidden } = store.reports
      expect([isHidden('picture', id), isHidden('gig', id), isHidden('picture', newId())]).toEqual([
        true,
        false,
        false,
      ])
      await show()
      expect(isHidden('picture', id)).toBeFalse()
    }),
  )
  suite.covers('reports.find', it =>
    it('gives a report, or null', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const report = await add(store, seeker, makeReport(seeker, helper))
      expect(await store.reports.find(report.id)).toEqual(named(report, seeker, helper))
      expect(await store.reports.find(newId())).toBeNull()
    }),
  )
  suite.covers('chat.findMessage', it =>
    it('gives a message of any room, or null', async () => {
      const { store } = suite
      const { roomId, seeker } = await arrangeRoom(store)
      const { message } = await sendMessage(store, roomId, seeker)
      expect(await store.chat.findMessage(message.id)).toEqual(message)
      expect(await store.chat.findMessage(newId())).toBeNull()
    }),
  )
  suite.covers('reviews.find', it =>
    it('gives a review with its names, or null', async () => {
      const { store } = suite
      const { gig, seeker } = await arrangeCompletedGig(store)
      const review = await postReview(store, gig, seeker)
      expect(await store.reviews.find(review.id)).toEqual(review)
      expect(await store.reviews.find(newId())).toBeNull()
    }),
  )
}
