import { expect } from 'bun:test'
import type { LedgerEntry } from '../../src/domain/transactions/ledger-entry.ts'
import type { NamedTransaction, Transaction } from '../../src/domain/transactions/transaction.ts'
import { at, newId, satang } from '../support/stores.ts'
import { acceptGig, arrangeRoom, beginPayment, postGig, registerPair } from './arrange.ts'
import { expectPages, inNewestOrder, mixedIds, mixedSeconds } from './pages.ts'
import type { Suite } from './suite.ts'
import { cancel, release } from './transactions.ts'

export const transactionReads = (suite: Suite): void => {
  single(suite)
  lists(suite)
}

const single = (suite: Suite) => {
  suite.covers('transactions.find', it => {
    it('gives a transaction as it was begun, or null', async () => {
      const { gig, helper } = await arrangeRoom(suite.store)
      const begun = await beginPayment(suite.store, gig, helper, { paymentMethod: 'mock_payment_slow' })
      expect(await suite.store.transactions.find(begun.id)).toEqual(begun)
      expect(await suite.store.transactions.find(newId())).toBeNull()
    })
  })

  suite.covers('transactions.findOfGig', it => {
    it('gives the active one, however old, else the newest', async () => {
      const { store } = suite
      const { gig, helper } = await arrangeRoom(store)
      const begin = (changes: Partial<Transaction>) => beginPayment(store, gig, helper, changes)
      const find = () => store.transactions.findOfGig(gig.id)
      expect(await find()).toBeNull()
      const newest = await begin({ status: 'FAILED', createdAt: at(30) })
      await begin({ status: 'FAILED', createdAt: at(20) })
      expect(await find()).toEqual(newest)
      const active = await begin({ createdAt: at(10) })
      expect(await find()).toEqual(active)
      const released = await release(store, active)
      expect(await find()).toEqual(released)
    })
  })

  suite.covers('transactions.listEntries', it => {
    it('gives the entries of one transaction in the order in which they were posted (P5)', async () => {
      const { store } = suite
      const { gig, seeker, helper } = await arrangeRoom(store, { budgetSatang: satang(10_000) })
      const begun = await beginPayment(store, gig, helper)
      const other = await arrangeRoom(store)
      await beginPayment(store, other.gig, other.helper)
      const hold = { step: 'HOLD' as const, postedAt: at(3) }
      const held: LedgerEntry[] = [
        { ...hold, account: 'USER', userId: seeker.id, amountSatang: satang(-10_000) },
        { ...hold, account: 'ESCROW', userId: null, amountSatang: satang(10_000) },
      ]
      expect(await store.transactions.listEntries(begun.id)).toEqual(held)
      await cancel(store, begun)
      const back = { step: 'CANCEL' as const, postedAt: at(60) }
      expect(await store.transactions.listEntries(begun.id)).toEqual([
        ...held,
        { ...back, account: 'ESCROW', userId: null, amountSatang: satang(-10_000) },
        { ...back, account: 'USER', userId: seeker.id, amountSatang: satang(10_000) },
      ])
      expect(await store.transactions.listEntries(newId())).toEqual([])
    })
  })
}

/** Payments that two people make each other, of some statuses. */
const arrangeSix = async ({ store }: Suite) => {
  const { seeker, helper } = await registerPair(store)
  const begun: NamedTransaction[] = []
  const ids = mixedIds<'transaction'>()
  for (const [index, seconds] of mixedSeconds.entries()) {
    const [payer, payee] = index === 1 ? [helper, seeker] : [seeker, helper]
    const posted = await postGig(store, payer, { budgetSatang: satang(1000 * 10 ** index) })
    const { gig } = await acceptGig(store, posted, payee)
    const status = index === 2 ? 'FAILED' : 'PENDING'
    const transaction = await beginPayment(store, gig, payee, {
      id: ids[index] ?? newId(),
      createdAt: at(seconds),
      status,
    })
    begun.push(index < 2 || index === 4 ? await release(store, transaction) : transaction)
  }
  return { seeker, helper, begun, newest: inNewestOrder(begun) }
}

const lists = (suite: Suite) => {
  suite.covers('transactions.listOf', it => {
    it('gives what somebody pays or receives by status, newest first, ties by id, on exact pages (P4, G6)', async () => {
      const { seeker, helper, newest } = await arrangeSix(suite)
      const { listOf } = suite.store.transactions
      for (const { id } of [seeker, helper]) {
        await expectPages(page => listOf(id, null, page), newest)
        for (const status of ['PENDING', 'COMPLETED', 'FAILED', 'CANCELLED', 'PROCESSING'] as const) {
          const wanted = newest.filter(transaction => transaction.status === status)
          await expectPages(page => listOf(id, status, page), wanted)
        }
      }
      await expectPages(page => listOf(newId(), null, page), [])
    })
  })

  suite.covers('transactions.totalsOf', it => {
    it('sums what was completed, paid with the fee and received without it (P4)', async () => {
      const { seeker, helper } = await arrangeSix(suite)
      const counts = { totalCount: 6, pendingCount: 2, completedCount: 3 }
      const { totalsOf } = suite.store.transactions
      expect(await totalsOf(seeker.id)).toEqual({
        ...counts,
        paidSatang: satang(10_001_000),
        receivedSatang: satang(9500),
      })
      expect(await totalsOf(helper.id)).toEqual({
        ...counts,
        paidSatang: satang(10_000),
        receivedSatang: satang(9_500_950),
      })
      const nothing = { paidSatang: satang(0), receivedSatang: satang(0) }
      expect(await totalsOf(newId())).toEqual({
        ...nothing,
        totalCount: 0,
        pendingCount: 0,
        completedCount: 0,
      })
    })
  })

  suite.covers('transactions.listProcessing', it => {
    it('gives those whose provider has not answered, oldest first', async () => {
      const { store } = suite
      const rooms = await Promise.all([1, 2, 3, 4].map(() => arrangeRoom(store)))
      // A clock that was set back gives an older payment a later id.
      const ids = rooms.map(() => newId<'transaction'>()).reverse()
      for (const index of [2, 0, 3, 1]) {
        const [room, id] = [rooms[index], ids[index]]
        if (!room || !id) throw new Error('There are four.')
        const status = index === 3 ? 'PENDING' : 'PROCESSING'
        await beginPayment(store, room.gig, room.helper, { id, status, createdAt: at(100 + index) })
      }
      const processing = await store.transactions.listProcessing()
      const ours = processing.filter(({ id }) => ids.includes(id))
      expect(ours.map(({ id }) => id)).toEqual(ids.slice(0, 3))
      expect(processing.every(({ status }) => status === 'PROCESSING')).toBe(true)
      const [first] = ours
      expect(await store.transactions.find(first?.id ?? newId())).toMatchObject(first ?? {})
    })
  })
}
