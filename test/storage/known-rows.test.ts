import { afterAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { toGigView } from '../../src/domain/gigs/gig-text.ts'
import type { GigId, UserId } from '../../src/domain/ids.ts'
import { paymentGivenBack } from '../../src/domain/transactions/rules.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { createGigStore } from '../../src/storage/sqlite/stores/gigs.ts'
import { createUserStore } from '../../src/storage/sqlite/stores/users.ts'
import type { Store } from '../../src/storage/store.ts'
import { arrangeRoom, beginPayment, postGig, registerPair } from '../store/arrange.ts'
import { makeAttempt } from '../store/write-case.ts'
import { writeCases } from '../store/write-cases.ts'
import { at, makeCommand, makeFolder, makeGig, makeWrite, newId, openStore } from '../support/stores.ts'

/** The store remembers gigs and people that were read. Here every write of the port is followed by the same reads. */

const folder = makeFolder()
const store = openStore(folder.path)

/** The same stores over a connection that only reads, so that they remember nothing. */
const connection = new Database(join(folder.path, databaseFileName), { readonly: true })
const refuse = () => {
  throw new Error('This connection only reads.')
}
const connections = {
  readConnection: connection,
  writeConnection: connection,
  transact: refuse,
  snapPlace: refuse,
}
const fresh = { gigs: createGigStore(connections), users: createUserStore(connections) }

afterAll(async () => {
  connection.close()
  await store.close()
  folder.remove()
})

type Reads = Pick<Store, 'gigs' | 'users'>

/** Gigs that were there once are asked for again. */
const gigIds = new Set<GigId>()

const readAll = async ({ gigs, users }: Reads) => {
  const userIds = connection.prepare<[], UserId>('SELECT id FROM users ORDER BY n').pluck().all()
  for (const id of connection.prepare<[], GigId>('SELECT id FROM gigs').pluck().all()) gigIds.add(id)
  const page = { skip: 0, limit: 100 }
  const found = await Promise.all([...gigIds].map(id => gigs.find(id)))
  const texts = (baseUrl: string) =>
    found.map(
      gig =>
        gig &&
        userIds.map(userId => toGigView(gig, { baseUrl, caller: { userId, sessionId: newId() } }).text),
    )
  return {
    users: await Promise.all(userIds.map(id => users.find(id))),
    found,
    texts: [texts('http://a'), texts('http://b')],
    mine: await Promise.all(userIds.map(id => gigs.listOf(id, null, null, page))),
    newest: await gigs.listNewestPending(page, null),
  }
}

describe('what the store remembers', () => {
  test.each(Object.entries(writeCases))('is as a fresh read after %s', async (_, { prepare }) => {
    const { run } = await prepare(store)
    const before = await readAll(store)
    expect(before).toEqual(await readAll(fresh))
    expect(await readAll(store)).toEqual(before)
    await run(makeAttempt())
    expect(await readAll(store)).toEqual(await readAll(fresh))
  })

  test('follows a payment that moves while its gig stays as it is', async () => {
    const { gig, helper } = await arrangeRoom(store)
    const { id } = await beginPayment(store, gig, helper)
    expect((await store.gigs.find(gig.id))?.paymentStatus).toBe('PENDING')
    await store.transactions.advance(makeWrite(), id, (before, unchanged) => ({
      payment: paymentGivenBack(before, at(1)),
      gig: unchanged,
    }))
    expect((await store.gigs.find(gig.id))?.paymentStatus).toBe('CANCELLED')
  })

  test('is the same object until something changes, for gigs and for people', async () => {
    const { run, state } = await writeCases['users.verify'].prepare(store)
    const before = await state()
    expect(await state()).toBe(before)
    await run(makeAttempt())
    expect(await state()).not.toBe(before)
    expect(await state()).toBe(await state())
  })

  test('is no older in a write than what another write of the same batch has left', async () => {
    const { seeker } = await registerPair(store)
    const { id } = await postGig(store, seeker)
    expect((await store.gigs.find(id))?.seeker.fullName).toBe(seeker.fullName)
    const post = () => store.gigs.post(makeCommand(seeker), makeGig(seeker))
    const rename = store.users.revise(makeCommand(seeker), seeker.id, user => ({ ...user, fullName: 'Now' }))
    expect((await Promise.all([rename, post()]))[1].seeker.fullName).toBe('Now')
    expect((await store.gigs.find(id))?.seeker.fullName).toBe('Now')
    const disable = store.users.setDisabled(makeWrite(), seeker.id, at(1))
    const [, posted] = await Promise.allSettled([disable, post()])
    expect(posted).toMatchObject({ status: 'rejected', reason: { code: 'ACCOUNT_DISABLED' } })
  })
})
