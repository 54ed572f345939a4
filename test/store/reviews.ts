import { expect } from 'bun:test'
import type { NamedReview } from '../../src/domain/reviews/review.ts'
import type { User } from '../../src/domain/users/user.ts'
import { at, makeWrite, newId } from '../support/stores.ts'
import {
  acceptGig,
  arrangeCompletedGig,
  completeGig,
  everything,
  expectError,
  expectOneWinner,
  postGig,
  postReview,
  registerPair,
} from './arrange.ts'
import { expectPages, inNewestOrder, mixedIds, mixedSeconds } from './pages.ts'
import type { Suite } from './suite.ts'

export const reviews = (suite: Suite): void => {
  writes(suite)
  reads(suite)
}

const writes = (suite: Suite) => {
  const reputationOf = async ({ id }: User) => {
    const user = await suite.store.users.find(id)
    return [user?.ratingSum, user?.reviewCount]
  }

  suite.covers('reviews.post', it => {
    it('stores one review of each of the two, of ten at once exactly one (V1)', async () => {
      const { store } = suite
      const { gig, seeker, helper } = await arrangeCompletedGig(store)
      const attempts = Array.from({ length: 10 }, () => postReview(store, gig, seeker, { rating: 3 }))
      await expectOneWinner(attempts, 'REVIEW_ALREADY_EXISTS')
      await expectError(postReview(store, gig, seeker), 'REVIEW_ALREADY_EXISTS')
      const back = await postReview(store, gig, helper, { rating: 5 })
      expect(back).toMatchObject({
        gigTitle: gig.title,
        reviewerName: 'มะลิ 🌼',
        revieweeName: 'Somchai',
        rating: 5,
      })
      expect([await reputationOf(helper), await reputationOf(seeker)]).toEqual([
        [3, 1],
        [5, 1],
      ])
    })
  })

  suite.covers('reviews.revise', it => {
    it('changes rating, comment and time, and the reputation with them (V2)', async () => {
      const { store } = suite
      const { gig, seeker, helper } = await arrangeCompletedGig(store)
      const review = await postReview(store, gig, seeker, { rating: 2 })
      const changes = { rating: 5, comment: 'ดีมาก 👍', updatedAt: at(60) }
      const revised = await store.reviews.revise(makeWrite(), review.id, before => ({
        ...before,
        ...changes,
      }))
      expect(revised).toEqual({ ...review, ...changes })
      expect(await store.reviews.listOfGig(gig.id)).toEqual([revised])
      expect(await reputationOf(helper)).toEqual([5, 1])
    })

    it('loses none of ten changes at once', async () => {
      const { store } = suite
      const { gig, seeker, helper } = await arrangeCompletedGig(store)
      const { id } = await postReview(store, gig, seeker, { comment: '', rating: 1 })
      const attempts = Array.from({ length: 10 }, (_, index) =>
        store.reviews.revise(makeWrite(), id, before => ({
          ...before,
          rating: 1 + (index % 5),
          comment: `${before.comment}x`,
        })),
      )
      await Promise.all(attempts)
      const [review] = await store.reviews.listOfGig(gig.id)
      expect(review?.comment).toBe('x'.repeat(10))
      expect(await reputationOf(helper)).toEqual([review?.rating, 1])
    })
  })

  suite.covers('reviews.remove', it => {
    it('removes a review and its rating, and only one of two at once does (V2)', async () => {
      const { store } = suite
      const { gig, seeker, helper } = await arrangeCompletedGig(store)
      const { id } = await postReview(store, gig, seeker)
      const back = await postReview(store, gig, helper)
      const remove = () => store.reviews.remove(makeWrite(), id, () => {})
      await expectOneWinner([remove(), remove()], 'RESOURCE_NOT_FOUND')
      expect(await store.reviews.listOfGig(gig.id)).toEqual([back])
      expect([await reputationOf(helper), await reputationOf(seeker)]).toEqual([
        [0, 0],
        [4, 1],
      ])
    })
  })
}

const reads = (suite: Suite) => {
  suite.covers('reviews.listOf', it => {
    it('gives what a person received or wrote, newest first, ties by id, with the count of each rating', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const received: NamedReview[] = []
      const [ratings, ids] = [[5, 1, 5, 4, 1, 4], mixedIds<'review'>()]
      for (const [index, seconds] of mixedSeconds.entries()) {
        const { gig } = await acceptGig(store, await postGig(store, seeker), helper)
        const completed = await completeGig(store, gig)
        const changes = {
          id: ids[index] ?? newId(),
          createdAt: at(seconds),
          rating: ratings[index] ?? 0,
        }
        received.push(await postReview(store, completed, seeker, changes))
        if (index === 0) await postReview(store, completed, helper, { rating: 2 })
      }
      const newest = inNewestOrder(received)
      const { listOf } = store.reviews
      await expectPages(async page => (await listOf(helper.id, 'received', page)).page, newest)
      await expectPages(async page => (await listOf(seeker.id, 'written', page)).page, newest)
      const countsOf = async (user: User, side: 'received' | 'written', page = everything) =>
        (await listOf(user.id, side, page)).ratingCounts
      const counts: [number, number, number, number, number] = [2, 0, 0, 2, 2]
      expect(await countsOf(helper, 'received', { skip: 3, limit: 1 })).toEqual(counts)
      expect(await countsOf(seeker, 'written')).toEqual(counts)
      expect(await countsOf(seeker, 'received')).toEqual([0, 1, 0, 0, 0])
      expect(await countsOf({ ...seeker, id: newId() }, 'received')).toEqual([0, 0, 0, 0, 0])
    })
  })

  suite.covers('reviews.listOfGig', it => {
    it('gives the reviews of one gig, newest first', async () => {
      const { store } = suite
      const { gig, seeker, helper } = await arrangeCompletedGig(store)
      await postReview(store, (await arrangeCompletedGig(store)).gig, seeker)
      expect(await store.reviews.listOfGig(gig.id)).toEqual([])
      const newer = await postReview(store, gig, seeker, { createdAt: at(20) })
      const older = await postReview(store, gig, helper, { createdAt: at(10) })
      expect(await store.reviews.listOfGig(gig.id)).toEqual([newer, older])
    })
  })
}
