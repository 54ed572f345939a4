import type { OperatorAccount, OperatorSession } from '../../src/domain/operators/operator.ts'
import type { Store } from '../../src/storage/store.ts'
import { at, makeWrite, newId } from '../support/stores.ts'
import { idFor, type WriteCase } from './write-case.ts'

export const makeOperator = (changes: Partial<OperatorAccount> = {}): OperatorAccount => {
  const id = newId<'operator'>()
  return {
    id,
    email: `${id}@example.com`,
    role: 'operator',
    passwordHash: null,
    totpSecret: null,
    totpStep: 0,
    linkHash: `link ${id}`,
    linkSecret: 'ABCDEFGH',
    linkExpiresAt: at(900),
    createdAt: at(0),
    disabledAt: null,
    ...changes,
  }
}

export const makeOperatorSession = (
  { id }: OperatorAccount,
  changes: Partial<OperatorSession> = {},
): OperatorSession => ({
  id: newId<'session'>(),
  operatorId: id,
  createdAt: at(0),
  expiresAt: at(3600),
  seenAt: at(0),
  endedAt: null,
  ...changes,
})

/** An operator who is in the store. */
export const addOperator = async (
  store: Store,
  changes: Partial<OperatorAccount> = {},
): Promise<OperatorAccount> => {
  const account = makeOperator(changes)
  await store.operators.create(makeWrite(), account)
  return account
}

/** An operator, and a session of theirs. */
export const openOperatorSession = async (store: Store, changes: Partial<OperatorSession> = {}) => {
  const account = await addOperator(store)
  const session = makeOperatorSession(account, changes)
  await store.operators.beginSession(makeWrite(), session, same => same)
  return { account, session }
}

export const operatorCases = {
  'operators.create': {
    prepare: async store => {
      const account = makeOperator()
      return {
        run: ({ write }) => store.operators.create(write, account),
        state: () => store.operators.findByEmail(account.email),
      }
    },
  },
  'operators.revise': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { id, email } = await addOperator(store)
      return {
        run: attempt =>
          store.operators.revise(attempt.write, idFor(attempt, id), account => {
            attempt.decide()
            return { account: { ...account, passwordHash: 'another' }, endsSessions: true }
          }),
        state: () => store.operators.findByEmail(email),
      }
    },
  },
  'operators.beginSession': {
    decides: true,
    finds: true,
    prepare: async store => {
      const account = await addOperator(store)
      const session = makeOperatorSession(account)
      return {
        run: attempt => {
          const operatorId = idFor(attempt, account.id)
          return store.operators.beginSession(attempt.write, { ...session, operatorId }, found => {
            attempt.decide()
            return { ...found, totpStep: 7 }
          })
        },
        state: async () => [
          await store.operators.findSession(session.id),
          await store.operators.findByEmail(account.email),
        ],
      }
    },
  },
  'operators.touchSession': {
    prepare: async store => {
      const { session } = await openOperatorSession(store, { seenAt: at(-60) })
      return {
        run: ({ write }) => store.operators.touchSession(write, session.id),
        state: () => store.operators.findSession(session.id),
      }
    },
  },
  'operators.endSession': {
    prepare: async store => {
      const { session } = await openOperatorSession(store)
      return {
        run: ({ write }) => store.operators.endSession(write, session.id),
        state: () => store.operators.findSession(session.id),
      }
    },
  },
} satisfies Record<string, WriteCase>
