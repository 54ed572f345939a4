import { expect } from 'bun:test'
import type { AuditDraft } from '../../src/lib/audit.ts'
import { at, makeSession, makeWrite, newId } from '../support/stores.ts'
import { expectError, registerUser } from './arrange.ts'
import {
  addOperator,
  makeOperator,
  makeOperatorSession,
  openOperatorSession,
} from './operator-write-cases.ts'
import type { Suite } from './suite.ts'

const page = { skip: 0, limit: 10 }

const draftOf = (changes: Partial<AuditDraft> = {}): AuditDraft => ({
  operatorId: null,
  actor: 'command line',
  action: 'user.verify',
  subject: null,
  reason: null,
  ...changes,
})

export const operators = (suite: Suite): void => {
  accounts(suite)
  sessions(suite)
  auditing(suite)
}

const accounts = (suite: Suite) => {
  suite.covers('operators.exist', it => {
    it('is false until the first operator is created', () =>
      suite.withNewStore(async store => {
        expect(store.operators.exist()).toBe(false)
        await addOperator(store)
        expect(store.operators.exist()).toBe(true)
      }))
  })

  suite.covers('operators.create', it => {
    it('rejects an e-mail address that has an operator', async () => {
      const { email } = await addOperator(suite.store)
      const second = suite.store.operators.create(makeWrite(), makeOperator({ email }))
      await expectError(second, 'EMAIL_ALREADY_EXISTS')
    })
  })

  suite.covers('operators.findByLink', it => {
    it('finds the operator of an open link, and nobody for another', async () => {
      const account = await addOperator(suite.store)
      expect(await suite.store.operators.findByLink(account.linkHash ?? '')).toEqual(account)
      expect(await suite.store.operators.findByLink('no link')).toBeNull()
    })
  })

  suite.covers('operators.findByEmail', it => {
    it('finds an operator with the secrets, and nobody for another address', async () => {
      const account = await addOperator(suite.store, { passwordHash: 'hash', totpSecret: 'AAAA' })
      expect(await suite.store.operators.findByEmail(account.email)).toEqual(account)
      expect(await suite.store.operators.findByEmail('nobody@example.com')).toBeNull()
    })
  })

  suite.covers('operators.list', it => {
    it('lists all by their e-mail address, without a secret', () =>
      suite.withNewStore(async store => {
        const second = await addOperator(store, { email: 'b@example.com', passwordHash: 'hash' })
        const first = await addOperator(store, { email: 'a@example.com', role: 'viewer' })
        const shown = ({ id, email, role, createdAt, disabledAt }: typeof first) => ({
          id,
          email,
          role,
          createdAt,
          disabledAt,
        })
        expect(await store.operators.list()).toEqual([shown(first), shown(second)])
      }))
  })
}

const sessions = (suite: Suite) => {
  suite.covers('operators.findSession', it => {
    it('gives a session with its operator, or null', async () => {
      const { account, session } = await openOperatorSession(suite.store)
      expect(await suite.store.operators.findSession(session.id)).toEqual({ session, account })
      expect(await suite.store.operators.findSession('nothing')).toBeNull()
    })
  })

  suite.covers('operators.revise', it => {
    it('ends all sessions of the operator where it is told to, and those of nobody else', async () => {
      const { store } = suite
      const [mine, others] = [await openOperatorSession(store), await openOperatorSession(store)]
      const second = makeOperatorSession(mine.account)
      await store.operators.beginSession(makeWrite(), second, same => same)
      const revise = (endsSessions: boolean) =>
        store.operators.revise(makeWrite({ now: at(5) }), mine.account.id, account => ({
          account,
          endsSessions,
        }))
      const endsOf = async () => {
        const ids = [mine.session.id, second.id, others.session.id]
        const found = await Promise.all(ids.map(id => store.operators.findSession(id)))
        return found.map(each => each?.session.endedAt)
      }
      await revise(false)
      expect(await endsOf()).toEqual([null, null, null])
      await revise(true)
      expect(await endsOf()).toEqual([at(5), at(5), null])
    })
  })

  suite.covers('operators.beginSession', it => {
    it('lets one of two logins with the same code in', async () => {
      const { store } = suite
      const account = await addOperator(store)
      const logIn = () =>
        store.operators.beginSession(makeWrite(), makeOperatorSession(account), found => {
          if (found.totpStep >= 5) throw new Error('The code was used.')
          return { ...found, totpStep: 5 }
        })
      const outcomes = await Promise.allSettled([logIn(), logIn()])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    })
  })
}

const auditing = (suite: Suite) => {
  suite.covers('users.setDisabled', it =>
    it('ends the sessions of the person in the same write, and no others', async () => {
      const { store } = suite
      const [user, other] = [await registerUser(store), await registerUser(store)]
      const [session, others] = [makeSession(user), makeSession(other)]
      for (const each of [session, others]) await store.sessions.begin(makeWrite(), each)
      expect(await store.sessions.find(session.id)).toEqual(session)
      const audit = draftOf({ subject: { kind: 'user', id: user.id } })
      expect(await store.users.setDisabled(makeWrite({ audit, now: at(2) }), user.id, at(2))).toEqual([
        session.id,
      ])
      expect(await store.sessions.find(session.id)).toEqual({ ...session, endedAt: at(2) })
      expect(await store.sessions.listOpen(other.id)).toEqual([others])
      const [line] = await store.operators.listAudit(
        { operatorId: null, action: null, subjectId: user.id },
        { skip: 0, limit: 1 },
      )
      const states = [line?.before, line?.after].map(text => JSON.parse(text ?? ''))
      expect(states).toMatchObject([{ open_sessions: 1 }, { open_sessions: 0, disabled_at: at(2) }])
      expect(await store.users.setDisabled(makeWrite(), user.id, null)).toEqual([])
    }),
  )

  suite.covers('operators.listAudit', it => {
    it('has the line of a write that carries one, with the state before and after the change', async () => {
      const { store } = suite
      const user = await registerUser(store)
      const subject = { kind: 'user', id: user.id }
      const audit = draftOf({ subject, reason: 'seen her card' })
      await store.users.verify(makeWrite({ audit, now: at(3) }), user.id)
      const lines = await store.operators.listAudit(
        { operatorId: null, action: null, subjectId: user.id },
        page,
      )
      const state = { is_verified: false, disabled_at: null, open_sessions: 0 }
      expect(
        lines.map(({ before, after, ...line }) => [line, JSON.parse(before ?? ''), JSON.parse(after ?? '')]),
      ).toEqual([
        [
          {
            id: expect.any(String),
            operatorId: null,
            actor: 'command line',
            action: 'user.verify',
            subjectKind: 'user',
            subjectId: user.id,
            reason: 'seen her card',
            at: at(3),
          },
          state,
          { ...state, is_verified: true },
        ],
      ])
    })

    it('finds the lines about what has no UUID, and none about an unknown thing', async () => {
      const { store } = suite
      const subject = { kind: 'backup', id: `chayenity-${newId()}.tar.gz` }
      await store.record(makeWrite({ audit: draftOf({ action: 'backup.download', subject }) }), undefined)
      const list = (subjectId: string) =>
        store.operators.listAudit({ operatorId: null, action: null, subjectId }, page)
      expect(await list(subject.id)).toMatchObject([{ subjectKind: 'backup', subjectId: subject.id }])
      expect(await list('nothing of ours')).toEqual([])
    })

    it('has no line of a write that fails', async () => {
      const { store } = suite
      const id = newId<'user'>()
      const audit = draftOf({ subject: { kind: 'user', id } })
      await expectError(store.users.verify(makeWrite({ audit }), id), 'RESOURCE_NOT_FOUND')
      const filter = { operatorId: null, action: null, subjectId: id }
      expect(await store.operators.listAudit(filter, page)).toEqual([])
    })

    it('lists the newest first, by operator or by action, a page at a time', () =>
      suite.withNewStore(async store => {
        const [mine, other] = [await addOperator(store), await addOperator(store)]
        const note = (action: string, operatorId: typeof mine.id) =>
          store.record(makeWrite({ audit: draftOf({ action, operatorId }) }), undefined)
        await note('backup.make', mine.id)
        await note('user.verify', other.id)
        await note('user.verify', mine.id)
        const list = async (changes: object, skip = 0, limit = 10) => {
          const filter = { operatorId: null, action: null, subjectId: null, ...changes }
          const lines = await store.operators.listAudit(filter, { skip, limit })
          return lines.map(({ action, operatorId }) => `${action} ${operatorId === mine.id ? 'me' : 'other'}`)
        }
        const all = ['user.verify me', 'user.verify other', 'backup.make me']
        expect(await list({})).toEqual(all)
        expect(await list({}, 1, 1)).toEqual(all.slice(1, 2))
        expect(await list({ operatorId: mine.id })).toEqual(['user.verify me', 'backup.make me'])
        expect(await list({ action: 'user.verify' })).toEqual(all.slice(0, 2))
      }))
  })
}
