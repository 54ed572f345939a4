import { expect } from 'bun:test'
import { IdempotentReplay } from '../../src/lib/command.ts'
import type { Store } from '../../src/storage/store.ts'
import { at, makeIdempotency, makeUser, makeWrite } from '../support/stores.ts'
import { arrangeRoom, expectError, notificationsOf } from './arrange.ts'
import type { MethodName } from './methods.ts'
import type { Suite } from './suite.ts'
import { makeAttempt, type WriteCase } from './write-case.ts'
import { writeCases } from './write-cases.ts'

/** What is true of every write of every port. */

const replayOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'it ran',
    (error: unknown) => (error instanceof IdempotentReplay ? error.response : error),
  )

export const everyWrite = (suite: Suite): void => {
  const names = Object.keys(writeCases) as (keyof typeof writeCases)[] // an object of exactly these
  for (const name of names) {
    idempotency(suite, name, writeCases[name])
    if (writeCases[name].decides) throwingDecision(suite, name, writeCases[name])
    if (writeCases[name].finds) unknownId(suite, name, writeCases[name])
    if (writeCases[name].hasEffects) effects(suite, name, writeCases[name])
  }
}

const idempotency = (suite: Suite, method: MethodName, { prepare }: WriteCase) =>
  suite.covers(method, it => {
    it('is made once for an idempotency key, then answered with the stored response (P7)', async () => {
      const { run, state } = await prepare(suite.store)
      const [publishedBefore, before] = [suite.published.length, await state()]
      let decisions = 0
      const respond = () => ({ status: 299, body: '{"made":"once"}' })
      const idempotency = makeIdempotency({ respond })
      const attempt = makeAttempt({ write: makeWrite({ idempotency }), decide: () => (decisions += 1) })
      await run(attempt)
      const [decisionsOnce, after, publishedOnce] = [decisions, await state(), suite.published.length]
      expect(after).not.toEqual(before)
      const repeats = [run(attempt), run(attempt)].map(replayOf)
      expect(await Promise.all(repeats)).toEqual([respond(), respond()])
      expect([decisions, await state()]).toEqual([decisionsOnce, after])
      expect(publishedOnce).toBeGreaterThan(publishedBefore)
      expect(suite.published).toHaveLength(publishedOnce)
    })

    it('responds to its result, and is made once of five at once with the same key (P7)', async () => {
      const { run } = await prepare(suite.store)
      const results: unknown[] = []
      const idempotency = makeIdempotency({
        respond: (result: unknown) => ({ status: 201, body: String(results.push(result)) }),
      })
      const attempt = makeAttempt({ write: makeWrite({ idempotency }) })
      const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => run(attempt)))
      const made = outcomes.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      expect(made).toHaveLength(1)
      // `sessions.end` counts what it ends for the response alone.
      if (made[0] !== undefined) expect(results).toEqual(made)
      expect(results).toHaveLength(1)
    })

    it('rejects a key that another request has used (P7)', async () => {
      const [first, second] = [await prepare(suite.store), await prepare(suite.store)]
      const idempotency = makeIdempotency()
      await first.run(makeAttempt({ write: makeWrite({ idempotency }) }))
      const before = await second.state()
      const reused = makeWrite({ idempotency: { ...idempotency, fingerprint: 'another body' } })
      await expectError(second.run(makeAttempt({ write: reused })), 'IDEMPOTENCY_KEY_REUSED')
      expect(await second.state()).toEqual(before)
    })

    it('runs again with the same key when its record has expired, and for another scope (P7)', async () => {
      const [first, second, third] = await Promise.all([1, 2, 3].map(() => prepare(suite.store)))
      if (!first || !second || !third) throw new Error('Three were prepared.')
      const idempotency = makeIdempotency()
      await first.run(makeAttempt({ write: makeWrite({ idempotency }) }))
      const elsewhere = { ...idempotency, scope: 'mali POST /api/gigs' }
      await second.run(makeAttempt({ write: makeWrite({ idempotency: elsewhere }) }))
      const later = { ...idempotency, expiredBefore: at(0) }
      await third.run(makeAttempt({ write: makeWrite({ idempotency: later, now: at(1) }) }))
    })
  })

const throwingDecision = (suite: Suite, method: MethodName, { prepare }: WriteCase) =>
  suite.covers(method, it =>
    it('changes and publishes nothing when its decision throws, and leaves the key free', async () => {
      const { run, state } = await prepare(suite.store)
      const [publishedBefore, before] = [suite.published.length, await state()]
      const reason = new Error('The decision is no.')
      const write = makeWrite({ idempotency: makeIdempotency() })
      const decide = () => {
        throw reason
      }
      await expect(run(makeAttempt({ write, decide }))).rejects.toBe(reason)
      expect([await state(), suite.published.length]).toEqual([before, publishedBefore])
      await run(makeAttempt({ write }))
      expect(await state()).not.toEqual(before)
    }),
  )

const unknownId = (suite: Suite, method: MethodName, { prepare }: WriteCase) =>
  suite.covers(method, it =>
    it('rejects the id of something that there is not, without a decision', async () => {
      const { run, state } = await prepare(suite.store)
      const before = await state()
      let decisions = 0
      const attempt = makeAttempt({ isOfUnknown: true, decide: () => (decisions += 1) })
      await expectError(run(attempt), 'RESOURCE_NOT_FOUND')
      expect([decisions, await state()]).toEqual([0, before])
    }),
  )

const arrangeRecipient = async (store: Store) => {
  const { gig, roomId, seeker } = await arrangeRoom(store)
  return { gig, roomId, recipient: seeker }
}

const effects = (suite: Suite, method: MethodName, { prepare }: WriteCase) =>
  suite.covers(method, it => {
    it('stores its notifications in order, and publishes them and its events once', async () => {
      const { run } = await prepare(suite.store)
      const attempt = makeAttempt({
        effects: await arrangeRecipient(suite.store),
        write: makeWrite({ now: at(7) }),
      })
      const publishedBefore = suite.published.length
      await run(attempt)
      const [published, ...more] = suite.published.slice(publishedBefore)
      const recipient = attempt.effects?.recipient
      const stored = recipient ? await notificationsOf(suite.store, recipient) : null
      expect(stored?.notifications.map(({ text, isRead, createdAt }) => [text, isRead, createdAt])).toEqual([
        ['the first', false, at(7)],
        ['the second', false, at(7)],
      ])
      expect(more).toEqual([])
      expect(published?.notifications).toEqual(stored?.notifications ?? [])
      expect(published?.events.map(({ event }) => event.data)).toMatchObject([
        { timestamp: at(1) },
        { timestamp: at(2) },
      ])
    })

    it('is undone and publishes nothing when a notification cannot be stored', async () => {
      const { run, state } = await prepare(suite.store)
      const known = await arrangeRecipient(suite.store)
      const [publishedBefore, before] = [suite.published.length, await state()]
      const effects = { ...known, recipient: makeUser() }
      await expect(run(makeAttempt({ effects }))).rejects.toThrow()
      expect([await state(), suite.published.length]).toEqual([before, publishedBefore])
      expect((await notificationsOf(suite.store, known.recipient)).notifications).toEqual([])
    })
  })
