import { expect } from 'bun:test'
import type { Gig } from '../../src/domain/gigs/gig.ts'
import { paymentCancelled, paymentReleased } from '../../src/domain/transactions/rules.ts'
import type { Transaction } from '../../src/domain/transactions/transaction.ts'
import type { User } from '../../src/domain/users/user.ts'
import { AppError } from '../../src/errors.ts'
import type { Store } from '../../src/storage/store.ts'
import { asGig, at, findGig, makePayment, makeWrite } from '../support/stores.ts'
import { arrangeRoom, beginPayment, expectError, expectOneWinner } from './arrange.ts'
import type { Suite } from './suite.ts'

export const transactions = (suite: Suite): void => {
  beginning(suite)
  advancing(suite)
}

export const release = (store: Store, { id, payerId }: Transaction, seconds = 50) =>
  store.transactions.advance(makeWrite(), id, (before, gig) => ({
    payment: paymentReleased(before, { actor: payerId, releaseReason: 'done', now: at(seconds) }),
    gig: { ...gig, status: 'COMPLETED', completedAt: at(seconds) },
  }))

export const cancel = (store: Store, { id, payerId }: Transaction) =>
  store.transactions.advance(makeWrite(), id, (before, gig) => ({
    payment: paymentCancelled(before, payerId, at(60)),
    gig,
  }))

const beginning = (suite: Suite) =>
  suite.covers('transactions.begin', it => {
    it('begins one payment of a gig, of ten at once exactly one, whatever is decided (P1)', async () => {
      const { store } = suite
      const { gig, helper } = await arrangeRoom(store)
      const attempts = Array.from({ length: 10 }, () => beginPayment(store, gig, helper))
      await expectOneWinner(attempts, 'TRANSACTION_ALREADY_EXISTS')
      await expectError(
        beginPayment(store, gig, helper, { status: 'PROCESSING' }),
        'TRANSACTION_ALREADY_EXISTS',
      )
      const { totalCount, items } = await store.transactions.listOf(helper.id, null, { skip: 0, limit: 9 })
      expect(totalCount).toBe(1)
      const [begun] = items
      expect(begun && (await store.transactions.listEntries(begun.id))).toHaveLength(2)
    })

    it('lets a gig be paid after its payment has failed or was cancelled, and never after a release', async () => {
      const { store } = suite
      const { gig, helper } = await arrangeRoom(store)
      const seen: (string | null)[] = []
      const begin = (changes: Partial<Transaction> = {}) =>
        store.transactions.begin(makeWrite(), gig.id, '2025100111', (before, active, refNumber) => {
          seen.push(active?.status ?? null)
          return { payment: makePayment(before, helper, { refHour: '2025100111', refNumber, ...changes }) }
        })
      await begin({ status: 'FAILED' })
      await cancel(store, await begin())
      await release(store, await begin())
      await expectError(begin(), 'TRANSACTION_ALREADY_EXISTS')
      expect(seen).toEqual([null, null, null, 'COMPLETED'])
    })

    it('numbers the payments of each hour from 1 without a gap, also at once (P2)', async () => {
      const { store } = suite
      const rooms = await Promise.all(Array.from({ length: 6 }, () => arrangeRoom(store)))
      const begun = await Promise.all(
        rooms.map(({ gig, helper }, index) =>
          beginPayment(store, gig, helper, { refHour: index < 4 ? '2030010100' : '2030010101' }),
        ),
      )
      const numbers = begun.map(({ refNumber }) => refNumber)
      expect([numbers.slice(0, 4).sort(), numbers.slice(4).sort()]).toEqual([
        [1, 2, 3, 4],
        [1, 2],
      ])
      const { gig, helper } = await arrangeRoom(store)
      const rejected = store.transactions.begin(makeWrite(), gig.id, '2030010100', () => {
        throw new AppError('GIG_NOT_ACCEPTED')
      })
      await expectError(rejected, 'GIG_NOT_ACCEPTED')
      expect((await beginPayment(store, gig, helper, { refHour: '2030010100' })).refNumber).toBe(5)
    })

    it('gives the gig and what was begun, with the names of the gig and the two people', async () => {
      const { store } = suite
      const { gig, seeker, helper } = await arrangeRoom(store, { title: 'Paint a fence' })
      const seen: Gig[] = []
      const { transaction } = makePayment(gig, helper)
      const begun = await store.transactions.begin(
        makeWrite(),
        gig.id,
        '2030020200',
        (found, _, refNumber) => {
          seen.push(asGig(found))
          return {
            payment: { transaction: { ...transaction, refHour: '2030020200', refNumber }, entries: [] },
          }
        },
      )
      expect(begun).toEqual({
        ...transaction,
        refHour: '2030020200',
        refNumber: 1,
        gigTitle: 'Paint a fence',
        payerName: seeker.fullName,
        payeeName: helper.fullName,
      })
      expect(seen).toEqual([gig])
    })
  })

const advancing = (suite: Suite) =>
  suite.covers('transactions.advance', it => {
    const arrangeHeld = async () => {
      const { gig, helper, ...rest } = await arrangeRoom(suite.store)
      return { ...rest, gig, helper, begun: await beginPayment(suite.store, gig, helper) }
    }
    const balanceOf = async (transaction: Transaction, user: User | null, account = 'USER') => {
      const entries = await suite.store.transactions.listEntries(transaction.id)
      return entries
        .filter(entry => entry.account === account && entry.userId === (user?.id ?? null))
        .reduce((sum, { amountSatang }) => sum + amountSatang, 0)
    }

    it('lets exactly one of ten releases at once through, and pays once (P3, P5)', async () => {
      const { begun, gig, seeker, helper } = await arrangeHeld()
      const { store } = suite
      await expectOneWinner(
        Array.from({ length: 10 }, () => release(store, begun)),
        'TRANSACTION_NOT_PENDING',
      )
      expect(await store.transactions.find(begun.id)).toEqual({
        ...begun,
        status: 'COMPLETED',
        releaseReason: 'done',
        completedAt: at(50),
      })
      expect(await findGig(store, gig.id)).toEqual({
        ...gig,
        status: 'COMPLETED',
        completedAt: at(50),
      })
      expect(await balanceOf(begun, seeker)).toBe(-150_000)
      expect(await balanceOf(begun, helper)).toBe(142_500)
      expect(await balanceOf(begun, null, 'FEES')).toBe(7500)
      expect(await balanceOf(begun, null, 'ESCROW')).toBe(0)
    })

    it('lets either a release or a cancel of many at once through', async () => {
      const { begun, seeker, helper } = await arrangeHeld()
      const steps = [release, cancel, release, cancel, release, cancel]
      const winner = await expectOneWinner(
        steps.map(step => step(suite.store, begun)),
        'TRANSACTION_NOT_PENDING',
      )
      const isReleased = steps[winner] === release
      expect(await balanceOf(begun, seeker)).toBe(isReleased ? -150_000 : 0)
      expect(await balanceOf(begun, helper)).toBe(isReleased ? 142_500 : 0)
    })
  })
