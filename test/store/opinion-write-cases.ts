import type { Store } from '../../src/storage/store.ts'
import { makeBuddy, makeNotification, makeReview, makeWrite } from '../support/stores.ts'
import {
  arrangeCompletedGig,
  arrangeRoom,
  everything,
  notificationsOf,
  notify,
  postReview,
  registerPair,
} from './arrange.ts'
import { effectsOf, idFor, type WriteCase } from './write-case.ts'

const arrangeBuddy = async (store: Store) => {
  const { seeker, helper } = await registerPair(store)
  const { buddy } = await store.buddies.add(makeWrite(), helper.id, () => makeBuddy(seeker, helper))
  return { id: buddy.id, state: () => store.buddies.find(buddy.id) }
}

const buddyCases = {
  'buddies.add': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { seeker, helper } = await registerPair(store)
      return {
        run: attempt =>
          store.buddies.add(attempt.write, idFor(attempt, helper.id), user => {
            attempt.decide()
            return makeBuddy(seeker, user)
          }),
        state: () => store.buddies.listOf(seeker.id, false, everything),
      }
    },
  },
  'buddies.annotate': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { id, state } = await arrangeBuddy(store)
      return {
        run: attempt =>
          store.buddies.annotate(attempt.write, idFor(attempt, id), ({ buddy }) => {
            attempt.decide()
            return { ...buddy, notes: 'strong' }
          }),
        state,
      }
    },
  },
  'buddies.remove': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { id, state } = await arrangeBuddy(store)
      return {
        run: attempt => store.buddies.remove(attempt.write, idFor(attempt, id), attempt.decide),
        state,
      }
    },
  },
} satisfies Record<string, WriteCase>

const arrangeReview = async (store: Store) => {
  const { gig, seeker, helper } = await arrangeCompletedGig(store)
  const { id } = await postReview(store, gig, seeker)
  return {
    id,
    state: async () => [await store.reviews.listOfGig(gig.id), await store.users.find(helper.id)],
  }
}

const reviewCases = {
  'reviews.post': {
    decides: true,
    finds: true,
    hasEffects: true,
    prepare: async store => {
      const { gig, seeker, helper } = await arrangeCompletedGig(store)
      return {
        run: attempt =>
          store.reviews.post(attempt.write, idFor(attempt, gig.id), () => {
            attempt.decide()
            return { review: makeReview(gig, seeker), ...effectsOf(attempt) }
          }),
        state: async () => [await store.reviews.listOfGig(gig.id), await store.users.find(helper.id)],
      }
    },
  },
  'reviews.revise': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { id, state } = await arrangeReview(store)
      return {
        run: attempt =>
          store.reviews.revise(attempt.write, idFor(attempt, id), review => {
            attempt.decide()
            return { ...review, rating: 1 }
          }),
        state,
      }
    },
  },
  'reviews.remove': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { id, state } = await arrangeReview(store)
      return {
        run: attempt => store.reviews.remove(attempt.write, idFor(attempt, id), attempt.decide),
        state,
      }
    },
  },
} satisfies Record<string, WriteCase>

const notificationCases = {
  'notifications.markRead': {
    prepare: async store => {
      const { gig, seeker } = await arrangeRoom(store)
      await notify(store, gig, [makeNotification(seeker, gig)])
      return {
        run: ({ write }) => store.notifications.markRead({ ...write, actor: seeker.id }, null),
        state: () => notificationsOf(store, seeker),
      }
    },
  },
} satisfies Record<string, WriteCase>

export const opinionCases = { ...buddyCases, ...reviewCases, ...notificationCases } satisfies Record<
  string,
  WriteCase
>
