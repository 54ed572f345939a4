import type { Report } from '../../src/domain/reports/report.ts'
import type { Store } from '../../src/storage/store.ts'
import { at, makeCommand, makeFile, makeSession, makeUser, makeWrite, newId } from '../support/stores.ts'
import { postGig, registerUser } from './arrange.ts'
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

const reportOf = async (store: Store) => {
  const [reporter, owner] = [await registerUser(store), await registerUser(store)]
  const gig = await postGig(store, owner)
  const report: Report = {
    id: newId(),
    reporterId: reporter.id,
    ownerId: owner.id,
    subjectKind: 'gig',
    subjectId: gig.id,
    reason: 'Spam',
    createdAt: at(0),
    resolvedAt: null,
  }
  return { reporter, owner, gig, report }
}

const storedReport = async (store: Store) => {
  const { reporter, ...rest } = await reportOf(store)
  await store.reports.add(makeCommand(reporter), rest.report, () => {})
  return { reporter, ...rest }
}

const reportCases = {
  'reports.add': {
    decides: true,
    prepare: async store => {
      const { reporter, report } = await reportOf(store)
      return {
        run: ({ write, decide }) => store.reports.add({ ...write, actor: reporter.id }, report, decide),
        state: () => store.reports.find(report.id),
      }
    },
  },
  'reports.resolve': {
    finds: true,
    prepare: async store => {
      const { report } = await storedReport(store)
      return {
        run: attempt => store.reports.resolve(attempt.write, idFor(attempt, report.id), at(1)),
        state: () => store.reports.find(report.id),
      }
    },
  },
  'reports.setHidden': {
    finds: true,
    prepare: async store => {
      const { report, gig } = await storedReport(store)
      return {
        run: attempt => store.reports.setHidden(attempt.write, idFor(attempt, report.id), true),
        state: () => store.gigs.find(gig.id),
      }
    },
  },
  'reports.warn': {
    prepare: async store => {
      const { id: userId } = await registerUser(store)
      const warning = { id: newId<'warning'>(), userId, text: 'Stop.', createdAt: at(0), withdrawnAt: null }
      return {
        run: ({ write }) => store.reports.warn(write, warning),
        state: () => store.reports.listWarnings(userId),
      }
    },
  },
  'reports.withdrawWarning': {
    finds: true,
    prepare: async store => {
      const { id: userId } = await registerUser(store)
      const warning = { id: newId<'warning'>(), userId, text: 'Stop.', createdAt: at(0), withdrawnAt: null }
      await store.reports.warn(makeWrite(), warning)
      return {
        run: attempt => store.reports.withdrawWarning(attempt.write, idFor(attempt, warning.id)),
        state: () => store.reports.listWarnings(userId),
      }
    },
  },
} satisfies Record<string, WriteCase>

/** Every write of every port; the type fails for one that is missing. `record` changes nothing and stands apart. */
export const writeCases: Readonly<Record<Exclude<WriteName, 'record'>, WriteCase>> = {
  ...userCases,
  ...fileCases,
  ...opinionCases,
  ...reportCases,
  ...gigAndMoneyCases,
  ...operatorCases,
}
