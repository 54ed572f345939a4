import { expect } from 'bun:test'
import { join } from 'node:path'
import type { Gig } from '../../src/domain/gigs/gig.ts'
import type { NotificationDraft } from '../../src/domain/notifications/notification.ts'
import { IdempotentReplay } from '../../src/lib/command.ts'
import { at, makeFolder, makeIdempotency, makeNotification, makeUser, makeWrite } from '../support/stores.ts'
import { arrangeRoom, expectError, postGig, registerPair, registerUser, sendMessage } from './arrange.ts'
import type { Suite } from './suite.ts'

/** What the store does as a whole. */
export const whole = (suite: Suite): void => {
  record(suite)
  publishing(suite)
  care(suite)
}

const record = (suite: Suite) =>
  suite.covers('record', it => {
    const recordOf = (idempotency: ReturnType<typeof makeIdempotency<string>>, seconds = 0) =>
      suite.store.record(makeWrite({ idempotency, now: at(seconds) }), 'nothing changed').then(
        result => result,
        (error: unknown) => {
          if (error instanceof IdempotentReplay) return error.response
          throw error
        },
      )
    const respond = (result: string) => ({ status: 200, body: JSON.stringify(result) })
    const stored = { status: 200, body: '"nothing changed"' }

    it('gives the result, and to a repeat the stored response (P7)', async () => {
      const request = makeIdempotency({ respond })
      expect(await recordOf(request)).toBe('nothing changed')
      expect(await recordOf(request)).toEqual(stored)
      expect(await suite.store.record(makeWrite(), 7)).toBe(7)
    })

    it('rejects another request with the same key, and keeps the first response (P7)', async () => {
      const request = makeIdempotency({ respond })
      await recordOf(request)
      await expectError(recordOf({ ...request, fingerprint: 'another' }), 'IDEMPOTENCY_KEY_REUSED')
      expect(await recordOf(request)).toEqual(stored)
    })

    it('knows a key until the moment at which its record expires, and not at that moment (P7)', async () => {
      const request = makeIdempotency({ respond })
      await recordOf(request)
      expect(await recordOf({ ...request, expiredBefore: at(-0.001) }, 3600)).toEqual(stored)
      const later = { ...request, expiredBefore: at(0), fingerprint: 'another' }
      expect(await recordOf(later, 24 * 3600)).toBe('nothing changed')
      expect(await recordOf(later, 24 * 3600)).toEqual(stored)
    })

    it('takes keys again while many expired records wait for their deletion (P7)', async () => {
      const requests = Array.from({ length: 20 }, () => makeIdempotency({ respond }))
      await Promise.all(requests.map(request => recordOf(request)))
      for (const request of requests.toReversed())
        expect(await recordOf({ ...request, expiredBefore: at(0) }, 24 * 3600)).toBe('nothing changed')
    })
  })

const publishing = ({ covers, withNewStore }: Suite) =>
  covers('gigs.changeStatus', it =>
    it('publishes what can be read already, before its caller goes on, in the order of the writes to one thing', async () => {
      const happened: unknown[] = []
      const decided: number[] = []
      const reads: Promise<Gig | null>[] = []
      let read = (_: NotificationDraft): Promise<Gig | null> => Promise.resolve(null)
      await withNewStore(
        async store => {
          const { seeker } = await registerPair(store)
          const { id } = await postGig(store, seeker)
          happened.length = 0
          read = ({ gigId }) => store.gigs.find(gigId)
          const moves = [1, 2, 3].map(hours =>
            store.gigs
              .changeStatus(makeWrite(), id, gig => {
                decided.push(hours)
                return {
                  gig: { ...gig, durationHours: gig.durationHours + hours },
                  payment: null,
                  notifications: [makeNotification(seeker, gig, { text: `published ${hours}` })],
                }
              })
              .then(() => happened.push(`answered ${hours}`)),
          )
          await Promise.all(moves)
          const seen = (await Promise.all(reads)).map(gig => gig?.durationHours ?? 0)
          const least = decided.map((_, at) => 3 + decided.slice(0, at + 1).reduce((a, b) => a + b, 0))
          expect(seen.every((hours, at) => hours >= (least[at] ?? 0))).toBeTrue()
        },
        ({ notifications }) => {
          for (const notification of notifications) {
            happened.push(notification.text)
            reads.push(read(notification))
          }
        },
      )
      const published = happened.filter(text => String(text).startsWith('published'))
      expect(decided.toSorted()).toEqual([1, 2, 3])
      expect(published).toEqual(decided.map(hours => `published ${hours}`))
      for (const hours of decided)
        expect(happened.indexOf(`published ${hours}`)).toBeLessThan(happened.indexOf(`answered ${hours}`))
    }),
  )

const care = (suite: Suite) => {
  const { covers, withNewStore, openCopy } = suite
  covers('runOnce', it => {
    it('does not run work while work of the same name runs, and runs it again afterwards', async () => {
      const { store } = suite
      const running = Promise.withResolvers<void>()
      const begun = Promise.withResolvers<void>()
      const first = store.runOnce('work', () => {
        begun.resolve()
        return running.promise
      })
      await begun.promise
      const runs: string[] = []
      const other = (name: string) => store.runOnce(name, async () => void runs.push(name))
      expect([await other('work'), await other('other work')]).toEqual([false, true])
      running.resolve()
      expect(await first).toBeTrue()
      expect(await other('work')).toBeTrue()
      expect(runs).toEqual(['other work', 'work'])
    })

    it('gives the place of work that fails to the next one', async () => {
      const { store } = suite
      await expect(store.runOnce('work', () => Promise.reject(new Error('It failed.')))).rejects.toThrow()
      expect(await store.runOnce('work', async () => {})).toBeTrue()
    })
  })

  covers('isHealthy', it => {
    it('is true of an open store and false of a closed one (H1)', () =>
      withNewStore(async store => {
        expect(await store.isHealthy()).toBe(true)
        await store.close()
        expect(await store.isHealthy()).toBe(false)
      }))
  })

  covers('figures', it => {
    it('counts the transactions that wait and those that were made', () =>
      withNewStore(async store => {
        const before = store.figures()
        const writes = Array.from({ length: 5 }, () => registerUser(store))
        expect(store.figures().waitingTransactions).toBe(5)
        await Promise.all(writes)
        const { waitingTransactions, transactions, batches, databaseBytes, walBytes } = store.figures()
        expect([waitingTransactions, transactions - before.transactions]).toEqual([0, 5])
        expect(batches - before.batches).toBeGreaterThan(0)
        expect(batches - before.batches).toBeLessThanOrEqual(5)
        expect(Math.min(databaseBytes, walBytes)).toBeGreaterThanOrEqual(0)
      }))
  })

  covers('bounds', it => {
    it('names everything that is kept, with what it holds and may hold', () =>
      withNewStore(async store => {
        const waiting = store.bounds().find(({ name }) => name === 'writer_waiting')
        const writes = Array.from({ length: 5 }, () => registerUser(store))
        expect(waiting?.used()).toBe(5)
        await Promise.all(writes)
        for (const { name, max, used } of store.bounds())
          expect([name, used() >= 0 && used() <= max]).toEqual([name, true])
      }))
  })

  covers('copyTo', it => {
    if (openCopy === null)
      return it('says that it makes no copy in a file', () =>
        withNewStore(async store => {
          await expect(store.copyTo('/nonexistent/copy')).rejects.toThrow('pg_dump')
        }))
    it('writes everything there is at one moment, which opens again', () =>
      withNewStore(async store => {
        const { seeker, gig, roomId } = await arrangeRoom(store)
        await sendMessage(store, roomId, seeker)
        const folder = makeFolder()
        const file = join(folder.path, 'copy')
        await store.copyTo(file)
        const later = await registerUser(store)
        const copy = await openCopy(file)
        expect(await copy.store.users.find(seeker.id)).toEqual(seeker)
        expect(await copy.store.gigs.find(gig.id)).toEqual(await store.gigs.find(gig.id))
        expect(await copy.store.chat.find(roomId)).toEqual(await store.chat.find(roomId))
        expect(await copy.store.users.find(later.id)).toBeNull()
        await copy.dispose()
        folder.remove()
      }))
  })

  covers('close', it => {
    it('finishes the writes that were accepted, and rejects those that come later', () =>
      withNewStore(async store => {
        const users = Array.from({ length: 50 }, () => makeUser())
        const writes = users.map(user => store.users.register(makeWrite(), user, 'hash'))
        await Promise.all([store.close(), store.close()])
        expect(await Promise.all(writes)).toEqual(users)
        await expect(registerUser(store)).rejects.toThrow()
      }))
  })
}
