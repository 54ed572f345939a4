import { expect } from 'bun:test'
import { at, newId } from '../support/stores.ts'
import { acceptGig, beginPayment, postGig, registerPair } from './arrange.ts'
import type { Suite } from './suite.ts'

export const deskReads = (suite: Suite): void => {
  payments(suite)
  ledger(suite)
  gigs(suite)
}

/** A payment of a gig of its own, begun so many seconds after the usual now. */
const pay = async (
  store: Suite['store'],
  seconds: number,
  changes: Parameters<typeof beginPayment>[3] = {},
) => {
  const { seeker, helper } = await registerPair(store)
  const { gig } = await acceptGig(store, await postGig(store, seeker), helper)
  return beginPayment(store, gig, helper, { createdAt: at(seconds), ...changes })
}

const payments = (suite: Suite) => {
  suite.covers('deskReads.listUnfinished', it => {
    it('lists payments of a status that were begun before, the oldest first', () =>
      suite.withNewStore(async store => {
        const second = await pay(store, 20)
        const first = await pay(store, 10)
        const processing = await pay(store, 5, { status: 'PROCESSING' })
        await pay(store, 30)
        const { listUnfinished } = store.deskReads
        expect(await listUnfinished('PENDING', at(30), 10)).toEqual([first, second])
        expect(await listUnfinished('PENDING', at(30), 1)).toEqual([first])
        expect(await listUnfinished('PROCESSING', at(30), 10)).toEqual([processing])
      }))
  })

  suite.covers('deskReads.listPaymentsOf', it => {
    it('lists every payment of a gig, the oldest first', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const { gig } = await acceptGig(store, await postGig(store, seeker), helper)
      const failed = await beginPayment(store, gig, helper, { createdAt: at(1), status: 'FAILED' })
      const held = await beginPayment(store, gig, helper, { createdAt: at(2) })
      expect(await store.deskReads.listPaymentsOf(gig.id)).toEqual([failed, held])
      expect(await store.deskReads.listPaymentsOf(newId())).toEqual([])
    })
  })

  suite.covers('deskReads.findPayment', it => {
    it('finds a payment by its reference, and nothing by another', async () => {
      const { store } = suite
      const payment = await pay(store, 0)
      const { refHour, refNumber } = payment
      expect(await store.deskReads.findPayment(refHour, refNumber)).toEqual(payment)
      expect(await store.deskReads.findPayment('1999010100', refNumber)).toBeNull()
    })
  })
}

const ledger = (suite: Suite) => {
  suite.covers('deskReads.listPosted', it => {
    it('lists the entries of a span in their order, without those at its end', () =>
      suite.withNewStore(async store => {
        const paid = [await pay(store, 10), await pay(store, 20), await pay(store, 30)]
        const found = await store.deskReads.listPosted(at(10), at(30))
        const [first, second] = paid.map(({ id }) => id)
        expect(found.map(({ transactionId, account }) => `${transactionId} ${account}`)).toEqual([
          `${first} USER`,
          `${first} ESCROW`,
          `${second} USER`,
          `${second} ESCROW`,
        ])
        expect(found[0]).toMatchObject({ gigId: paid[0]?.gigId, refHour: paid[0]?.refHour, step: 'HOLD' })
        expect(await store.deskReads.listPosted(at(40), at(50))).toEqual([])
      }))
  })
}

const gigs = (suite: Suite) => {
  suite.covers('deskReads.listNewestGigs', it => {
    it('lists the gigs that were posted last with their people, hidden ones too', () =>
      suite.withNewStore(async store => {
        const { seeker, helper } = await registerPair(store)
        const first = await postGig(store, seeker)
        const second = await postGig(store, seeker)
        await acceptGig(store, second, helper)
        const listed = await store.deskReads.listNewestGigs(0, 10)
        expect(listed.map(({ id }) => id)).toEqual([second.id, first.id])
        expect(listed[0]).toMatchObject({ seekerName: seeker.fullName, helperName: helper.fullName })
        expect(listed[1]).toMatchObject({ helperId: null, helperName: null, isHidden: false })
        expect((await store.deskReads.listNewestGigs(1, 1)).map(({ id }) => id)).toEqual([first.id])
      }))
  })
}
