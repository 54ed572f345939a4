import { expect } from 'bun:test'
import type { Gig, GigRole, GigStatus } from '../../src/domain/gigs/gig.ts'
import { acceptedBy } from '../../src/domain/gigs/rules.ts'
import type { RoomId } from '../../src/domain/ids.ts'
import type { User } from '../../src/domain/users/user.ts'
import {
  asGig,
  asGigPage,
  at,
  findGig,
  makeGig,
  makeRoom,
  makeUser,
  makeWrite,
  newId,
  satang,
} from '../support/stores.ts'
import {
  acceptGig,
  arrangeRoom,
  beginPayment,
  everything,
  expectOneWinner,
  postGig,
  registerPair,
  registerUser,
} from './arrange.ts'
import { expectPages, mixedIds, mixedSeconds, newestFirst } from './pages.ts'
import type { Suite } from './suite.ts'

export const gigs = (suite: Suite): void => {
  posting(suite)
  accepting(suite)
  changing(suite)
  lists(suite)
}

const posting = (suite: Suite) => {
  for (const method of ['gigs.post', 'gigs.find'] as const) {
    suite.covers(method, it =>
      it('keeps every field of a gig as it was posted', async () => {
        const { seeker, helper } = await registerPair(suite.store)
        const gig = makeGig(seeker, {
          title: '"\\ \u2028 ก 🛋',
          startsAt: at(5),
          completedAt: at(6),
          imageUrls: [],
          latitude: -90,
          longitude: -180,
          budgetSatang: satang(1_000_000_000),
          durationHours: 720,
          status: 'COMPLETED',
          helperId: helper.id,
        })
        for (const posted of [gig, makeGig(seeker)]) {
          expect(asGig(await suite.store.gigs.post(makeWrite(), posted))).toEqual(posted)
          expect(await findGig(suite.store, posted.id)).toEqual(posted)
        }
        expect(await suite.store.gigs.find(newId())).toBeNull()
      }),
    )
  }
}

const accepting = (suite: Suite) =>
  suite.covers('gigs.accept', it => {
    const accept = ({ id }: Gig, helper: User, roomId: RoomId) =>
      suite.store.gigs.accept(makeWrite(), id, gig => ({
        gig: acceptedBy(gig, helper.id, at(1)),
        room: makeRoom(gig, helper, { id: roomId }),
      }))

    it('lets exactly one of 25 helpers at once have the gig, and opens one room (K3)', async () => {
      const { store } = suite
      const seeker = await registerUser(store)
      const gig = await postGig(store, seeker)
      const helpers = await Promise.all(Array.from({ length: 25 }, () => registerUser(store)))
      const roomIds = helpers.map(() => newId<'room'>())
      const attempts = helpers.map((helper, index) => accept(gig, helper, roomIds[index] ?? newId()))
      const winner = await expectOneWinner(attempts, 'GIG_ALREADY_ACCEPTED')
      expect((await store.gigs.find(gig.id))?.helperId).toBe(helpers[winner]?.id)
      const { items } = await store.chat.listRooms(seeker.id, everything)
      const [room, ...others] = items
      expect(room?.id).toBe(roomIds[winner])
      expect(room?.helperId).toBe(helpers[winner]?.id)
      expect(others).toEqual([])
    })

    it('leaves the gig and the search as they were when the room cannot be stored (K3)', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const gig = await postGig(store, seeker, { latitude: 1, longitude: 1 })
      const attempt = store.gigs.accept(makeWrite(), gig.id, before => ({
        gig: acceptedBy(before, helper.id, at(1)),
        room: makeRoom(before, helper, { seekerId: makeUser().id }),
      }))
      await expect(attempt).rejects.toThrow()
      expect(await findGig(store, gig.id)).toEqual(gig)
      const totalOf = async (status: GigStatus) => {
        const search = { center: gig, radiusKm: 1, status, minBudgetSatang: null, maxBudgetSatang: null }
        return (await store.gigs.search(search, everything, null)).items.filter(
          ({ gig: { id } }) => id === gig.id,
        )
      }
      expect([(await totalOf('PENDING')).length, (await totalOf('ACCEPTED')).length]).toEqual([1, 0])
    })
  })

const changing = (suite: Suite) => {
  suite.covers('gigs.changeStatus', it => {
    it('gives the decision the active payment, or null where there is none', async () => {
      const { store } = suite
      const { gig, helper } = await arrangeRoom(store)
      const seen: (string | null)[] = []
      const look = () =>
        store.gigs.changeStatus(makeWrite(), gig.id, (before, payment) => {
          seen.push(payment?.id ?? null)
          return { gig: before, payment: null }
        })
      await look()
      await beginPayment(store, gig, helper, { status: 'FAILED' })
      await look()
      const { id } = await beginPayment(store, gig, helper)
      expect(asGig(await look())).toEqual(gig)
      expect(seen).toEqual([null, null, id])
    })
  })

  suite.covers('gigs.revise', it => {
    it('changes what a gig says, keeps who posted it and when, and finds it at its new place', async () => {
      const { store } = suite
      const gig = await postGig(store, await registerUser(store))
      const place = { latitude: -33.5, longitude: 151.2 }
      const changes = { ...place, title: 'ทาสี', budgetSatang: satang(100), imageUrls: ['a', 'b'] }
      const revised = await store.gigs.revise(makeWrite(), gig.id, before => ({ ...before, ...changes }))
      expect(asGig(revised)).toEqual({ ...gig, ...changes })
      expect(await store.gigs.find(gig.id)).toEqual(revised)
      const search = { radiusKm: 1, status: null, minBudgetSatang: null, maxBudgetSatang: null }
      const idsAt = async (center: typeof place) =>
        (await store.gigs.search({ ...search, center }, everything, null)).items.map(({ gig: { id } }) => id)
      expect(await idsAt(place)).toContain(gig.id)
      expect(await idsAt(gig)).not.toContain(gig.id)
    })
  })

  suite.covers('gigs.withdraw', it => {
    it('removes a gig from everywhere', async () => {
      const { store } = suite
      const seeker = await registerUser(store)
      const [gig, other] = [await postGig(store, seeker), await postGig(store, seeker)]
      await store.gigs.withdraw(makeWrite(), gig.id, () => {})
      expect(await store.gigs.find(gig.id)).toBeNull()
      expect(asGigPage(await store.gigs.listOf(seeker.id, null, null, everything)).items).toEqual([other])
      const { pins } = await store.gigs.map([{ south: 13, north: 14, west: 100, east: 101 }], 'PENDING')
      expect(pins.map(({ id }) => id)).not.toContain(gig.id)
    })
  })
}

const lists = (suite: Suite) => {
  suite.covers('gigs.listNewestPending', it => {
    it('gives pending gigs newest first, ties by id, on exact pages (G6)', () =>
      suite.withNewStore(async store => {
        const { seeker, helper } = await registerPair(store)
        const posted: Gig[] = []
        const ids = mixedIds<'gig'>()
        for (const [index, seconds] of mixedSeconds.entries())
          posted.push(await postGig(store, seeker, { id: ids[index] ?? newId(), createdAt: at(seconds) }))
        await acceptGig(store, await postGig(store, seeker), helper)
        await expectPages(
          async page => asGigPage(await store.gigs.listNewestPending(page, null)),
          newestFirst(posted),
        )
      }))
  })

  suite.covers('gigs.listOf', it => {
    it('gives the gigs of a person by role and status, newest first, ties by id (G6, K5)', async () => {
      const { store } = suite
      const { seeker, helper } = await registerPair(store)
      const all: Gig[] = []
      const ids = [...mixedIds<'gig'>(), ...mixedIds<'gig'>().reverse()]
      for (const [index, seconds] of [...mixedSeconds, ...mixedSeconds].entries()) {
        const poster = index % 3 === 0 ? helper : seeker
        const gig = await postGig(store, poster, { id: ids[index] ?? newId(), createdAt: at(seconds) })
        const isTaken = poster === seeker && index % 2 === 0
        all.push(isTaken ? (await acceptGig(store, gig, helper)).gig : gig)
      }
      const isOf = (gig: Gig, user: User, role: GigRole | null) =>
        (role !== 'helper' && gig.seekerId === user.id) || (role !== 'seeker' && gig.helperId === user.id)
      for (const user of [seeker, helper, makeUser()]) {
        for (const role of [null, 'seeker', 'helper'] as const) {
          for (const status of [null, 'PENDING', 'ACCEPTED', 'CANCELLED'] as const) {
            const wanted = all.filter(
              gig => isOf(gig, user, role) && (status === null || gig.status === status),
            )
            const list = store.gigs.listOf
            await expectPages(
              async page => asGigPage(await list(user.id, role, status, page)),
              newestFirst(wanted),
            )
          }
        }
      }
    })
  })
}
