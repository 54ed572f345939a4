import { cancelEntries } from '../../src/domain/transactions/ledger.ts'
import type { PaymentStep, Transaction } from '../../src/domain/transactions/transaction.ts'
import type { Store } from '../../src/storage/store.ts'
import { at, makeGig, makeMessage, makePayment, makeRoom } from '../support/stores.ts'
import {
  arrangeRoom,
  beginPayment,
  everything,
  notificationsOf,
  postGig,
  registerPair,
  registerUser,
  sendMessage,
} from './arrange.ts'
import { effectsOf, idFor, type WriteCase } from './write-case.ts'

const giveBack = (transaction: Transaction): PaymentStep => ({
  transaction: { ...transaction, status: 'CANCELLED' },
  entries: cancelEntries(transaction, at(5)),
})

const arrangePendingGig = async (store: Store) => {
  const gig = await postGig(store, await registerUser(store))
  return { gig, state: () => store.gigs.find(gig.id) }
}

const arrangePaidGig = async (store: Store) => {
  const { gig, helper } = await arrangeRoom(store)
  const { id } = await beginPayment(store, gig, helper)
  const state = async () => [
    await store.gigs.find(gig.id),
    await store.transactions.find(id),
    await store.transactions.listEntries(id),
  ]
  return { gig, id, state }
}

const arrangeMessage = async (store: Store) => {
  const { seeker, helper, roomId } = await arrangeRoom(store)
  await sendMessage(store, roomId, seeker)
  return { helper, roomId, state: () => store.chat.find(roomId) }
}

const gigCases = {
  'gigs.post': {
    prepare: async store => {
      const gig = makeGig(await registerUser(store))
      return {
        run: ({ write }) => store.gigs.post(write, gig),
        state: () => store.gigs.find(gig.id),
      }
    },
  },
  'gigs.accept': {
    decides: true,
    finds: true,
    hasEffects: true,
    prepare: async store => {
      const { seeker, helper } = await registerPair(store)
      const { id } = await postGig(store, seeker)
      return {
        run: attempt =>
          store.gigs.accept(attempt.write, idFor(attempt, id), gig => {
            attempt.decide()
            const accepted = { ...gig, status: 'ACCEPTED' as const, helperId: helper.id }
            return { gig: accepted, room: makeRoom(gig, helper), ...effectsOf(attempt) }
          }),
        state: async () => [await store.gigs.find(id), await store.chat.listRooms(helper.id, everything)],
      }
    },
  },
  'gigs.changeStatus': {
    decides: true,
    finds: true,
    hasEffects: true,
    prepare: async store => {
      const { gig, state } = await arrangePaidGig(store)
      return {
        run: attempt =>
          store.gigs.changeStatus(attempt.write, idFor(attempt, gig.id), (before, active) => {
            attempt.decide()
            const payment = active && giveBack(active)
            return { gig: { ...before, status: 'CANCELLED' }, payment, ...effectsOf(attempt) }
          }),
        state,
      }
    },
  },
  'gigs.revise': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { gig, state } = await arrangePendingGig(store)
      return {
        run: attempt =>
          store.gigs.revise(attempt.write, idFor(attempt, gig.id), before => {
            attempt.decide()
            return { ...before, title: 'Paint a fence' }
          }),
        state,
      }
    },
  },
  'gigs.withdraw': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { gig, state } = await arrangePendingGig(store)
      return {
        run: attempt => store.gigs.withdraw(attempt.write, idFor(attempt, gig.id), attempt.decide),
        state,
      }
    },
  },
} satisfies Record<string, WriteCase>

const moneyCases = {
  'transactions.begin': {
    decides: true,
    finds: true,
    hasEffects: true,
    prepare: async store => {
      const { gig, seeker, helper } = await arrangeRoom(store)
      const refHour = '2025100110'
      return {
        run: attempt =>
          store.transactions.begin(attempt.write, idFor(attempt, gig.id), refHour, (before, _, refNumber) => {
            attempt.decide()
            return { payment: makePayment(before, helper, { refHour, refNumber }), ...effectsOf(attempt) }
          }),
        state: () => store.transactions.listOf(seeker.id, null, everything),
      }
    },
  },
  'transactions.advance': {
    decides: true,
    finds: true,
    hasEffects: true,
    prepare: async store => {
      const { id, state } = await arrangePaidGig(store)
      return {
        run: attempt =>
          store.transactions.advance(attempt.write, idFor(attempt, id), (before, gig) => {
            attempt.decide()
            const after = { ...gig, status: 'CANCELLED' as const }
            return { payment: giveBack(before), gig: after, ...effectsOf(attempt) }
          }),
        state,
      }
    },
  },
} satisfies Record<string, WriteCase>

const chatCases = {
  'chat.send': {
    decides: true,
    finds: true,
    hasEffects: true,
    prepare: async store => {
      const { helper, roomId, state } = await arrangeMessage(store)
      return {
        run: attempt =>
          store.chat.send({ ...attempt.write, actor: helper.id }, idFor(attempt, roomId), null, room => {
            attempt.decide()
            return { message: makeMessage(room, helper), ...effectsOf(attempt) }
          }),
        state,
      }
    },
  },
  'chat.read': {
    decides: true,
    finds: true,
    hasEffects: true,
    prepare: async store => {
      const { helper, roomId, state } = await arrangeMessage(store)
      return {
        run: attempt =>
          store.chat.read({ ...attempt.write, actor: helper.id }, idFor(attempt, roomId), () => {
            attempt.decide()
            return effectsOf(attempt)
          }),
        state: async () => [await state(), await notificationsOf(store, helper)],
      }
    },
  },
  'chat.end': {
    decides: true,
    finds: true,
    hasEffects: true,
    prepare: async store => {
      const { roomId, state } = await arrangeMessage(store)
      return {
        run: attempt =>
          store.chat.end(attempt.write, idFor(attempt, roomId), () => {
            attempt.decide()
            return effectsOf(attempt)
          }),
        state,
      }
    },
  },
} satisfies Record<string, WriteCase>

export const gigAndMoneyCases = { ...gigCases, ...moneyCases, ...chatCases } satisfies Record<
  string,
  WriteCase
>
