import { at, makeFile, makeSession, makeUser, makeWrite } from '../support/stores.ts'
import { registerUser } from './arrange.ts'
import { gigAndMoneyCases } from './gig-write-cases.ts'
import type { WriteName } from './methods.ts'
import { operatorCases } from './operator-write-cases.ts'
import { opinionCases } from './opinion-write-cases.ts'
import { idFor, type WriteCase } from './write-case.ts'

const userCases = {
  'users.register': {
    prepare: async store => {
      const user = makeUser()
      return {
        run: ({ write }) => store.users.register(write, user, 'hash'),
        state: () => store.users.find(user.id),
      }
    },
  },
  'users.verify': {
    finds: true,
    prepare: async store => {
      const { id } = await registerUser(store)
      return {
        run: attempt => store.users.verify(attempt.write, idFor(attempt, id)),
        state: () => store.users.find(id),
      }
    },
  },
  'users.setDisabled': {
    finds: true,
    prepare: async store => {
      const { id } = await registerUser(store)
      return {
        run: attempt => store.users.setDisabled(attempt.write, idFor(attempt, id), at(1)),
        state: () => store.users.find(id),
      }
    },
  },
  'users.delete': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { id } = await registerUser(store)
      return {
        run: attempt => store.users.delete(attempt.write, idFor(attempt, id), attempt.decide),
        state: () => store.users.find(id),
      }
    },
  },
  'users.revise': {
    decides: true,
    finds: true,
    prepare: async store => {
      const { id } = await registerUser(store)
      return {
        run: attempt =>
          store.users.revise(attempt.write, idFor(attempt, id), user => {
            attempt.decide()
            return { ...user, fullName: `${user.fullName}!` }
          }),
        state: () => store.users.find(id),
      }
    },
  },
  'sessions.begin': {
    prepare: async store => {
      const user = await registerUser(store)
      const session = makeSession(user)
      return {
        run: ({ write }) => store.sessions.begin(write, session),
        state: () => store.sessions.listOpen(user.id),
      }
    },
  },
  'sessions.end': {
    prepare: async store => {
      const user = await registerUser(store)
      const session = makeSession(user)
      await store.sessions.begin(makeWrite(), session)
      return {
        run: ({ write }) => store.sessions.end(write, session.id),
        state: () => store.sessions.listOpen(user.id),
      }
    },
  },
  'sessions.endAll': {
    prepare: async store => {
      const user = await registerUser(store)
      await store.sessions.begin(makeWrite(), makeSession(user))
      return {
        run: ({ write }) => store.sessions.endAll(write, user.id),
        state: () => store.sessions.listOpen(user.id),
      }
    },
  },
  'sessions.putPasswordLink': {
    prepare: async store => {
      const { id: userId } = await registerUser(store)
      const tokenHash = Bun.SHA256.hash(userId, 'hex')
      return {
        run: ({ write }) =>
          store.sessions.putPasswordLink(write, { userId, tokenHash, createdAt: at(0), expiresAt: at(60) }),
        state: () => store.sessions.hasPasswordLink(tokenHash, at(1)),
      }
    },
  },
  'sessions.redeemPasswordLink': {
    prepare: async store => {
      const user = await registerUser(store)
      const tokenHash = Bun.SHA256.hash(user.id, 'hex')
      await store.sessions.begin(makeWrite(), makeSession(user))
      await store.sessions.putPasswordLink(makeWrite(), {
        userId: user.id,
        tokenHash,
        createdAt: at(0),
        expiresAt: at(60),
      })
      return {
        run: ({ write }) => store.sessions.redeemPasswordLink(write, tokenHash, 'a new hash'),
        state: () => Promise.all([store.users.findCredentials(user.email), store.sessions.listOpen(user.id)]),
      }
    },
  },
  'sessions.replacePassword': {
    decides: true,
    finds: true,
    prepare: async store => {
      const user = await registerUser(store)
      await store.sessions.begin(makeWrite(), makeSession(user))
      return {
        run: attempt =>
          store.sessions.replacePassword(attempt.write, idFor(attempt, user.id), null, passwordHash => {
            attempt.decide()
            return `another ${passwordHash}`
          }),
        state: () => Promise.all([store.users.findCredentials(user.email), store.sessions.listOpen(user.id)]),
      }
    },
  },
} satisfies Record<string, WriteCase>

const fileCases = {
  'uploads.add': {
    decides: true,
    prepare: async store => {
      const owner = await registerUser(store)
      const file = makeFile(owner, { category: 'profile' })
      return {
        run: ({ write, decide }) => store.uploads.add(write, file, decide),
        state: async () => [await store.uploads.find(file.id), await store.users.find(owner.id)],
      }
    },
  },
  'uploads.setProfileImage': {
    decides: true,
    finds: true,
    prepare: async store => {
      const owner = await registerUser(store)
      const file = await store.uploads.add(makeWrite(), makeFile(owner), () => {})
      return {
        run: attempt =>
          store.uploads.setProfileImage(
            { ...attempt.write, actor: owner.id },
            idFor(attempt, file.id),
            attempt.decide,
          ),
        state: () => store.users.find(owner.id),
      }
    },
  },
  'uploads.remove': {
    decides: true,
    finds: true,
    prepare: async store => {
      const owner = await registerUser(store)
      const file = await store.uploads.add(makeWrite(), makeFile(owner, { category: 'profile' }), () => {})
      return {
        run: attempt => store.uploads.remove(attempt.write, idFor(attempt, file.id), attempt.decide),
        state: async () => [await store.uploads.find(file.id), await store.users.find(owner.id)],
      }
    },
  },
} satisfies Record<string, WriteCase>

/** Every write of every port; the type fails for one that is missing. `record` changes nothing and stands apart. */
export const writeCases: Readonly<Record<Exclude<WriteName, 'record'>, WriteCase>> = {
  ...userCases,
  ...fileCases,
  ...opinionCases,
  ...gigAndMoneyCases,
  ...operatorCases,
}
