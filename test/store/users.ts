import { expect } from 'bun:test'
import type { User } from '../../src/domain/users/user.ts'
import { type Coordinates, greatCircleKm } from '../../src/lib/geo.ts'
import { createSnapPlace } from '../../src/lib/place-grid.ts'
import { testPlaceKey } from '../support/server.ts'
import { at, makeUser, makeWrite, newId } from '../support/stores.ts'
import { expectOneWinner, nextRegion, registerUser } from './arrange.ts'
import type { Suite } from './suite.ts'

export const users = (suite: Suite): void => {
  accounts(suite)
  profiles(suite)
  people(suite)
}

const accounts = (suite: Suite) => {
  suite.covers('users.register', it => {
    it('lets exactly one of 20 people at once have an e-mail (A1)', async () => {
      const { users: port } = suite.store
      const email = 'race@example.com'
      const crowd = Array.from({ length: 20 }, () => makeUser({ email }))
      const attempts = crowd.map(user => port.register(makeWrite(), user, 'hash'))
      const winner = await expectOneWinner(attempts, 'EMAIL_ALREADY_EXISTS')
      expect((await port.findCredentials(email))?.userId).toBe(crowd[winner]?.id)
      const found = await Promise.all(crowd.map(({ id }) => port.find(id)))
      expect(found.filter(user => user !== null)).toHaveLength(1)
    })
  })

  suite.covers('users.search', it => {
    it('finds a part of the e-mail or the name, whatever its case, nobody who was deleted, and no more than asked for', async () => {
      await suite.withNewStore(async store => {
        const people: User[] = []
        for (const [n, fullName] of ['Mali', 'มะลิ', 'Somchai'].entries())
          people.push(await registerUser(store, { fullName, email: `p${n}@example.com` }))
        const found = async (text: string, limit = 50) =>
          (await store.users.search(text, limit)).map(({ fullName }) => fullName)
        expect(await found('mAL')).toEqual(['Mali'])
        expect(await found('ลิ')).toEqual(['มะลิ'])
        expect(await found('EXAMPLE.com', 2)).toEqual(['Mali', 'มะลิ'])
        expect(await found('%')).toEqual([])
        const somchai = people[2]
        if (somchai) await store.users.delete(makeWrite(), somchai.id, () => {})
        expect(await found('deleted')).toEqual([])
      })
    })
  })

  suite.covers('users.listAll', it => {
    it('gives everybody in the order of their registration', async () => {
      const crowd = [30, 10, 20].map(seconds => makeUser({ createdAt: at(seconds) })).reverse()
      await suite.withNewStore(async store => {
        expect(await store.users.listAll()).toEqual([])
        for (const user of crowd) await store.users.register(makeWrite(), user, 'hash')
        expect(await store.users.listAll()).toEqual(crowd)
      })
    })
  })
}

const profiles = (suite: Suite) => {
  suite.covers('users.find', it => {
    it('gives a person as they were registered, or null', async () => {
      const user = makeUser({
        fullName: 'มะลิ 🌼 "\\ \u2028',
        contactInfo: '',
        addressText: 'Soi 1',
        isVerified: true,
        isAvailable: false,
        latitude: -90,
        longitude: 180,
        ratingSum: 9,
        reviewCount: 2,
        disabledAt: at(1),
      })
      expect(await suite.store.users.register(makeWrite(), user, 'hash')).toEqual(user)
      expect(await suite.store.users.find(user.id)).toEqual(user)
      expect(await suite.store.users.find(newId())).toBeNull()
    })
  })

  suite.covers('users.findCredentials', it => {
    it('gives what a login is checked against, as it is now', async () => {
      const { store } = suite
      const { id, email } = await registerUser(store)
      const credentials = { userId: id, passwordHash: 'hash', isDisabled: false }
      expect(await store.users.findCredentials(email)).toEqual(credentials)
      await store.sessions.replacePassword(makeWrite(), id, null, () => 'another')
      await store.users.setDisabled(makeWrite(), id, at(1))
      expect(await store.users.findCredentials(email)).toEqual({
        userId: id,
        passwordHash: 'another',
        isDisabled: true,
      })
      expect(await store.users.findCredentials('nobody@example.com')).toBeNull()
    })
  })

  suite.covers('users.verify', it => {
    it('verifies one person alone', async () => {
      const { store } = suite
      const [user, other] = [await registerUser(store), await registerUser(store)]
      expect(await store.users.verify(makeWrite(), user.id)).toEqual({ ...user, isVerified: true })
      expect(await store.users.find(user.id)).toEqual({ ...user, isVerified: true })
      expect(await store.users.find(other.id)).toEqual(other)
    })
  })

  for (const method of ['users.setDisabled', 'users.isDisabled'] as const) {
    suite.covers(method, it =>
      it('disables and enables one person alone', async () => {
        const { store } = suite
        const [user, other] = [await registerUser(store), await registerUser(store)]
        for (const disabledAt of [at(1), null]) {
          await store.users.setDisabled(makeWrite(), user.id, disabledAt)
          expect(await store.users.find(user.id)).toEqual({ ...user, disabledAt })
          expect(store.users.isDisabled(user.id)).toBe(disabledAt !== null)
        }
        expect(await store.users.find(other.id)).toEqual(other)
        expect(store.users.isDisabled(other.id)).toBe(false)
      }),
    )
  }

  suite.covers('users.revise', it => {
    it('changes what people say of themselves', async () => {
      const user = await registerUser(suite.store)
      const profile = { fullName: 'ก', contactInfo: '', addressText: '🏠', isAvailable: false }
      const changes = { ...profile, latitude: -90, longitude: 180 }
      const revised = await suite.store.users.revise(makeWrite(), user.id, before => ({
        ...before,
        ...changes,
      }))
      expect(revised).toEqual({ ...user, ...changes })
      expect(await suite.store.users.find(user.id)).toEqual(revised)
    })

    it('loses none of 50 changes at once to one person', async () => {
      const { id } = await registerUser(suite.store, { contactInfo: '' })
      const changes = Array.from({ length: 50 }, () =>
        suite.store.users.revise(makeWrite(), id, user => ({ ...user, contactInfo: `${user.contactInfo}x` })),
      )
      await Promise.all(changes)
      expect((await suite.store.users.find(id))?.contactInfo).toBe('x'.repeat(50))
    })
  })
}

const snapPlace = createSnapPlace(testPlaceKey)

const people = (suite: Suite) =>
  suite.covers('users.listNearby', it => {
    it('gives the nearest first by snapped places, without the asker and those without a place (U2 grid)', async () => {
      const { store } = suite
      const { center, near, far } = nextRegion()
      const asker = await registerUser(store, center)
      await registerUser(store)
      const farthest = await registerUser(store, far)
      const twins = [makeUser(near), makeUser(near)]
      for (const user of twins.toReversed()) await store.users.register(makeWrite(), user, 'hash')
      const query = { center, radiusKm: 100, onlyAvailable: true, asker: asker.id, limit: 100 }
      const distanceOf = (user: User, place: Coordinates) => greatCircleKm(center, snapPlace(user.id, place))
      const wanted = [...twins, farthest]
        .map(user => ({ user, distanceKm: distanceOf(user, user === farthest ? far : near) }))
        .sort((a, b) => a.distanceKm - b.distanceKm)
      expect(await store.users.listNearby(query)).toEqual(wanted)
      expect(await store.users.listNearby({ ...query, limit: 2 })).toEqual(wanted.slice(0, 2))
    })

    it('includes the very edge of its circle, and the busy only when asked for (U3)', async () => {
      const { store } = suite
      const { center, near, far } = nextRegion()
      const edge = await registerUser(store, far)
      const busy = await registerUser(store, { ...near, isAvailable: false })
      const edgeKm = greatCircleKm(center, snapPlace(edge.id, far))
      const idsOf = async (onlyAvailable: boolean, radiusKm: number) => {
        const query = { center, radiusKm, onlyAvailable, asker: newId<'user'>(), limit: 100 }
        return (await store.users.listNearby(query)).map(({ user }) => user.id)
      }
      expect(await idsOf(true, edgeKm)).toEqual([edge.id])
      expect(await idsOf(true, edgeKm * (1 - 1e-11))).toEqual([])
      expect(await idsOf(false, edgeKm)).toEqual([busy.id, edge.id])
    })

    it('follows people who move, and forgets the place of those who take it away (U2)', async () => {
      const { store } = suite
      const { near } = nextRegion()
      const { id } = await registerUser(store, near)
      const origin = { latitude: 0, longitude: 0 }
      const isAt = async (center: Coordinates) => {
        const query = { center, radiusKm: 1, onlyAvailable: false, asker: newId<'user'>(), limit: 9 }
        return (await store.users.listNearby(query)).some(({ user }) => user.id === id)
      }
      const moveTo = (place: Pick<User, 'latitude' | 'longitude'>) =>
        store.users.revise(makeWrite(), id, user => ({ ...user, ...place }))
      expect(await isAt(near)).toBe(true)
      await moveTo(origin)
      expect([await isAt(near), await isAt(origin)]).toEqual([false, true])
      await moveTo({ latitude: null, longitude: null })
      expect([await isAt(near), await isAt(origin)]).toEqual([false, false])
    })
  })
