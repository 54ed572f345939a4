import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GigSearch } from '../../src/domain/gigs/gig.ts'
import type { User } from '../../src/domain/users/user.ts'
import { Reader } from '../../src/lib/command.ts'
import { createReadQueue } from '../../src/storage/sqlite/engine/read-queue.ts'
import { ReadThread } from '../../src/storage/sqlite/engine/read-thread.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { maxRowsOnMainThread } from '../../src/storage/sqlite/read-routes.ts'
import type { Store } from '../../src/storage/store.ts'
import { makeFolder, makeGig, makeUser, makeWrite, openStore, satang } from '../support/stores.ts'

const folder = makeFolder(existsSync('/dev/shm') ? '/dev/shm' : tmpdir())
let store: Store
let user: User
let reader: Reader

/** So many gigs that a search that reads all of them is expensive. */
const gigCount = maxRowsOnMainThread + 100

beforeAll(async () => {
  store = openStore(folder.path)
  user = await store.users.register(makeWrite(), makeUser(), 'hash')
  reader = new Reader(user.id, null)
  const gigs = Array.from({ length: gigCount }, (_, at) =>
    makeGig(user, { title: `Gig ${at}`, latitude: 13 + (at % 50) / 25, longitude: 100 + at / 1000 }),
  )
  await Promise.all(gigs.map(gig => store.gigs.post(makeWrite(), gig)))
})
afterAll(async () => {
  await store.close()
  folder.remove()
})

const search: GigSearch = {
  center: { latitude: 13.7563, longitude: 100.5018 },
  radiusKm: 100,
  status: 'PENDING',
  minBudgetSatang: null,
  maxBudgetSatang: null,
}
const page = { skip: 20, limit: 10 }
const deep = { skip: maxRowsOnMainThread, limit: 10 }

/** How many reads the worker made while `run` ran. */
const countExpensive = async (run: () => Promise<unknown>): Promise<number> => {
  const before = store.figures().expensiveReads.total
  await run()
  return store.figures().expensiveReads.total - before
}

type Read = (who: Reader | null) => Promise<unknown>

const expensive: Record<string, Read> = {
  'a search for text': who => store.gigs.search({ ...search, text: 'Gig 1' }, page, who),
  'a search for text where there are few gigs': who =>
    store.gigs.search({ ...search, radiusKm: 1, text: 'Gig 1' }, page, who),
  'a deep page of the newest gigs': who => store.gigs.listNewestPending(deep, who),
  'a deep page of own gigs': who => store.gigs.listOf(user.id, null, null, deep, who),
  'a deep page of rooms': who => store.chat.listRooms(user.id, deep, who),
  'a deep page of reviews': who => store.reviews.listOf(user.id, 'received', deep, who),
  'a deep page of payments': who => store.transactions.listOf(user.id, null, deep, who),
  'a deep page of files': who => store.uploads.listOf({ ownerId: user.id, category: null, ...deep }, who),
  'a deep page of buddies': who => store.buddies.listOf(user.id, false, deep, who),
}

const cheap: Record<string, Read> = {
  'a search with a budget among few': who =>
    store.gigs.search({ ...search, minBudgetSatang: satang(1) }, page, who),
  'a search by budget': who => store.gigs.search({ ...search, order: 'budget' }, page, who),
  'a search of every status far away': who => store.gigs.search({ ...search, status: null }, page, who),
  'a map of the world': who =>
    store.gigs.map([{ south: -90, north: 90, west: -180, east: 180 }], 'PENDING', who),
  'a search near by': who => store.gigs.search({ ...search, radiusKm: 5 }, page, who),
  'a map of a town': who =>
    store.gigs.map([{ south: 13.7, north: 13.8, west: 100.4, east: 100.5 }], 'PENDING', who),
  'a first page of the newest gigs': who => store.gigs.listNewestPending(page, who),
  'people near by among few': who =>
    store.users.listNearby(
      { center: search.center, radiusKm: 100, onlyAvailable: false, asker: user.id, limit: 50 },
      who,
    ),
}

describe('the read worker', () => {
  test.each(Object.entries(expensive))('makes %s, with the result of the main thread', async (_, read) => {
    const onMainThread = await read(null)
    expect(await countExpensive(async () => expect(await read(reader)).toEqual(onMainThread))).toBe(1)
  })

  test.each(Object.entries(cheap))('does not make %s', async (_, read) => {
    expect(await countExpensive(() => read(reader))).toBe(0)
  })

  test('does not make reads on behalf of nobody', async () => {
    expect(await countExpensive(() => Promise.all(Object.values(expensive).map(read => read(null))))).toBe(0)
  })

  test('finds what was answered before the question', async () => {
    const count = 40
    const seen = await countExpensive(async () => {
      for (let at = 0; at < count; at += 1) {
        const title = `Fresh ${at} of all`
        const gig = await store.gigs.post(makeWrite(), makeGig(user, { title }))
        const found = await store.gigs.search({ ...search, text: title }, { skip: 0, limit: 10 }, reader)
        expect(found.items.map(item => item.gig.id)).toEqual([gig.id])
        await store.gigs.withdraw(makeWrite(), gig.id, () => {})
        expect((await store.gigs.search({ ...search, text: title }, page, reader)).totalCount).toBe(0)
      }
    })
    expect(seen).toBe(2 * count)
  })

  test('remembers nothing of what has changed since it was read', async () => {
    const text = 'Changes often'
    const poster = await store.users.register(makeWrite(), makeUser(), 'hash')
    const gig = await store.gigs.post(makeWrite(), makeGig(poster, { title: text }))
    const findIt = async () => {
      const { items } = await store.gigs.search({ ...search, text }, { skip: 0, limit: 1 }, reader)
      return items[0]?.gig
    }
    for (let at = 0; at < 5; at += 1) {
      expect(await findIt()).toEqual(await store.gigs.find(gig.id).then(found => found ?? undefined))
      await store.gigs.revise(makeWrite(), gig.id, before => ({ ...before, durationHours: 10 + at }))
      await store.users.revise(makeWrite(), poster.id, before => ({ ...before, fullName: `Name ${at}` }))
      expect(await findIt()).toMatchObject({ durationHours: 10 + at, seeker: { fullName: `Name ${at}` } })
    }
    await store.users.setDisabled(makeWrite(), poster.id, makeWrite().now)
    expect(await findIt()).toBeUndefined()
  })

  test('answers from one moment, whatever is posted and withdrawn while it reads', async () => {
    let isOver = false
    const change = async () => {
      while (!isOver) {
        const gigs = Array.from({ length: 20 }, () => makeGig(user, { title: 'Gig 1 of a moment' }))
        const posted = await Promise.all(gigs.map(gig => store.gigs.post(makeWrite(), gig)))
        await Promise.all(posted.map(({ id }) => store.gigs.withdraw(makeWrite(), id, () => {})))
      }
    }
    const changing = change()
    const first = { skip: 0, limit: 100 }
    try {
      for (let at = 0; at < 60; at += 1) {
        const { items, totalCount } = await store.gigs.search({ ...search, text: 'Gig 1' }, first, reader)
        expect(items).toHaveLength(Math.min(first.limit, totalCount))
      }
    } finally {
      isOver = true
      await changing
    }
  })

  test('stays out of a store in memory, which it cannot open', async () => {
    const inMemory = openStore(':memory:')
    await inMemory.gigs.listNewestPending(deep, reader)
    expect(inMemory.figures().expensiveReads.total).toBe(0)
    await inMemory.close()
  })

  test('does not hold up a store that is closed while it reads', async () => {
    const other = makeFolder()
    const opened = openStore(other.path)
    const reads = Array.from({ length: 5 }, () => opened.gigs.listNewestPending(deep, reader))
    const settled = Promise.allSettled(reads)
    await opened.close()
    // The first was under way.
    expect((await settled).filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    // The last connection that closes removes the WAL.
    expect(existsSync(join(other.path, `${databaseFileName}-wal`))).toBe(false)
    other.remove()
  })
})

const listNewest = { name: 'gigs.listNewestPending', values: [deep] }

describe('the thread of the read worker', () => {
  test('ends when it is idle, and starts again with the next read', async () => {
    const thread = new ReadThread(join(folder.path, databaseFileName), { idleMs: 20 })
    expect(thread.isRunning).toBe(false)
    for (let round = 0; round < 2; round += 1) {
      expect(await thread.run({ ...listNewest, userId: user.id }, null)).toMatchObject({
        result: { totalCount: gigCount },
      })
      expect(thread.isRunning).toBe(true)
      while (thread.isRunning) await Bun.sleep(5)
    }
    await thread.end()
  })

  test('is replaced after it has died, and the reads meanwhile are answered with OVERLOADED', async () => {
    const home = makeFolder()
    const file = join(home.path, 'later.db')
    const thread = new ReadThread(file)
    const deaths: unknown[] = []
    const queue = createReadQueue({
      run: (call, signal) => thread.run(call, signal),
      onDeath: error => deaths.push(error),
    })
    const read = () => queue.read(reader, { ...listNewest, userId: user.id })
    // Without a database the worker cannot even start.
    await expect(read()).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 1 })
    expect(deaths).toHaveLength(2)
    await store.copyTo(`${file}.copy`)
    renameSync(`${file}.copy`, file)
    expect(await read()).toMatchObject({ totalCount: gigCount })
    expect(deaths).toHaveLength(2)
    await queue.close()
    await thread.end()
    home.remove()
  })

  test('stops a read that nobody waits for, and starts again with the next', async () => {
    const thread = new ReadThread(join(folder.path, databaseFileName), { graceMs: 0 })
    const leaving = new AbortController()
    const stopped = thread.run({ ...listNewest, userId: user.id }, leaving.signal)
    // The worker starts at this moment, so it is stopped before it has read.
    leaving.abort()
    expect(await stopped).toBeNull()
    expect(thread.isRunning).toBe(false)
    expect(await thread.run({ ...listNewest, userId: user.id }, null)).toMatchObject({
      result: { totalCount: gigCount },
    })
    await thread.end()
  })

  test('rejects everything that would write', async () => {
    const thread = new ReadThread(join(folder.path, databaseFileName))
    expect(await thread.run({ name: 'users.verify', values: [{}, user.id], userId: user.id }, null)).toEqual({
      error: {
        code: null,
        detail: '',
        retryAfterSeconds: undefined,
        cause: expect.stringContaining('only reads'),
      },
    })
    expect(await thread.run({ name: 'users.unknown', values: [], userId: user.id }, null)).toEqual({
      error: {
        code: null,
        detail: '',
        retryAfterSeconds: undefined,
        cause: expect.stringContaining('There is no read "users.unknown"'),
      },
    })
    await thread.end()
  })
})
