import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Publish } from '../../src/storage/outcome.ts'
import type { Store } from '../../src/storage/store.ts'
import type { Engine } from './engines.ts'
import { interceptCalls, type MethodName, methodsOf } from './methods.ts'

type Published = Parameters<Publish>[0]

/** Declares a test of a method; its name goes on behind the method's. */
type Declare = (name: string, run: () => Promise<void>) => void

/** What the parts of the suite share. */
export interface Suite {
  /** One store for all tests, so each test brings people of its own. Not before the first test. */
  readonly store: Store
  /** What the store has published, in the order in which it did. */
  readonly published: readonly Published[]
  /** Declares tests of a method. Each of them fails unless it calls that method. */
  covers(method: MethodName, declareAll: (it: Declare) => void): void
  /** Runs with a store that nothing else uses. */
  withNewStore(run: (store: Store) => Promise<void>, publish?: Publish): Promise<void>
  readonly openCopy: Engine['openCopy']
}

type Part = (suite: Suite) => void

/**
 * Runs the parts for an engine. A method of its store fails that no test covers.
 *
 * @returns runs those of the tests that have not run yet, for one that looks at what all of them do
 */
export const describeStore = (engine: Engine, parts: readonly Part[]): (() => Promise<void>) => {
  const called = new Set<string>()
  const covered = new Set<string>()
  const waiting = new Set<() => Promise<void>>()
  const published: Published[] = []
  let opened: { store: Store; dispose(): Promise<void> } | null = null

  const open = async (publish?: Publish) => {
    const { store, dispose } = await engine.open(publish)
    const recorded = interceptCalls(store, (name, method, values) => {
      called.add(name)
      return method(values)
    })
    return { store: recorded, dispose }
  }
  const openShared = async () => {
    opened = await open(effects => published.push(effects))
  }
  const suite: Suite = {
    get store() {
      if (!opened) throw new Error('The store is opened before the first test.')
      return opened.store
    },
    published,
    covers: (method, declareAll) =>
      describe(method, () =>
        declareAll((name, run) => {
          covered.add(method)
          waiting.add(run)
          test(name, async () => {
            waiting.delete(run)
            await run()
            expect([...called]).toContain(method)
          })
        }),
      ),
    withNewStore: async (run, publish) => {
      const { store, dispose } = await open(publish)
      await run(store).finally(dispose)
    },
    openCopy: engine.openCopy,
  }

  describe(`the store (${engine.name})`, () => {
    beforeAll(openShared)
    beforeEach(() => called.clear())
    afterAll(() => opened?.dispose())

    for (const part of parts) part(suite)

    test('has no method that no test covers', () => {
      const methods = methodsOf(suite.store)
      expect(methods.length).toBeGreaterThan(50)
      expect(methods.filter(method => !covered.has(method))).toEqual([])
    })
  })

  return async () => {
    if (waiting.size === 0) return
    await openShared()
    for (const run of waiting) await run()
    await opened?.dispose()
  }
}
