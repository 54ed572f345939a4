import { and, asc, desc, eq, getTableColumns, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { OperatorId } from '../../../domain/ids.ts'
import type { Operator, OperatorAccount } from '../../../domain/operators/operator.ts'
import type { OperatorStore } from '../../../domain/operators/store.ts'
import { AppError } from '../../../errors.ts'
import { audit, operatorSessions, operators } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { named, parametersFor } from '../engine/statements.ts'

const accountColumns = getTableColumns(operators)
const { id: _id, email: _email, createdAt: _createdAt, ...revisable } = accountColumns
const { id, email, role, createdAt, disabledAt } = accountColumns
const publicColumns = { id, email, role, createdAt, disabledAt }
const { rowId: auditRowId, ...auditColumns } = getTableColumns(audit)

const withoutSecrets = (account: OperatorAccount): Operator => {
  const { id, email, role, createdAt, disabledAt } = account
  return { id, email, role, createdAt, disabledAt }
}

export const createOperatorStore = ({
  readConnection,
  writeConnection,
  transact,
}: Connections): OperatorStore => {
  const readDb = drizzle(readConnection)
  const writeDb = drizzle(writeConnection)
  let areThere = readConnection.prepare('SELECT EXISTS (SELECT 1 FROM operators)').pluck().get() === 1

  const insert = writeDb.insert(operators).values(parametersFor(accountColumns)).prepare()
  const update = writeDb
    .update(operators)
    .set(parametersFor(revisable))
    .where(eq(operators.id, named('id')))
    .prepare()
  const findForWrite = writeDb
    .select()
    .from(operators)
    .where(eq(operators.id, named('id')))
    .prepare()
  const findByEmail = readDb
    .select()
    .from(operators)
    .where(eq(operators.email, named('email')))
    .prepare()
  const findByLink = readDb
    .select()
    .from(operators)
    .where(eq(operators.linkHash, named('linkHash')))
    .prepare()
  const list = readDb.select(publicColumns).from(operators).orderBy(asc(operators.email)).prepare()

  const insertSession = writeDb
    .insert(operatorSessions)
    .values(parametersFor(getTableColumns(operatorSessions)))
    .prepare()
  const isSession = eq(operatorSessions.id, named('id'))
  const findSession = readDb
    .select({ session: getTableColumns(operatorSessions), account: accountColumns })
    .from(operatorSessions)
    .innerJoin(operators, eq(operators.id, operatorSessions.operatorId))
    .where(isSession)
    .prepare()
  const touch = writeDb
    .update(operatorSessions)
    .set({ seenAt: sql`${named('at')}` })
    .where(isSession)
    .prepare()
  const end = writeDb
    .update(operatorSessions)
    .set({ endedAt: sql`${named('at')}` })
    .where(and(isSession, isNull(operatorSessions.endedAt)))
    .prepare()
  const endAll = writeDb
    .update(operatorSessions)
    .set({ endedAt: sql`${named('at')}` })
    .where(and(eq(operatorSessions.operatorId, named('operatorId')), isNull(operatorSessions.endedAt)))
    .prepare()

  const auditWhere = (condition: SQL | undefined) =>
    readDb
      .select(auditColumns)
      .from(audit)
      .where(condition)
      .orderBy(desc(auditRowId))
      .limit(named('limit'))
      .offset(named('skip'))
      .prepare()
  const audits = {
    all: auditWhere(undefined),
    operatorId: auditWhere(eq(audit.operatorId, named('operatorId'))),
    action: auditWhere(eq(audit.action, named('action'))),
    subjectId: auditWhere(
      and(
        eq(audit.subjectId, named('subjectId')),
        isNotNull(audit.subjectId),
        sql`${audit.action} = coalesce(${named('action')}, ${audit.action})`,
      ),
    ),
  }

  const getForWrite = (operatorId: OperatorId): OperatorAccount => {
    const account = findForWrite.get({ id: operatorId })
    if (!account) throw new AppError('RESOURCE_NOT_FOUND', 'There is no such operator.')
    return account
  }

  return {
    exist: () => areThere,
    create: async (write, account) => {
      const operator = await transact(write, () => {
        insert.run({ ...account })
        return { result: withoutSecrets(account) }
      })
      areThere = true
      return operator
    },
    list: async () => list.all(),
    findByEmail: async address => findByEmail.get({ email: address }) ?? null,
    findByLink: async linkHash => findByLink.get({ linkHash }) ?? null,
    revise: (write, operatorId, decide) =>
      transact(write, () => {
        const { account, endsSessions } = decide(getForWrite(operatorId))
        update.run({ ...account })
        if (endsSessions) endAll.run({ operatorId, at: write.now })
        return { result: withoutSecrets(account) }
      }),
    beginSession: (write, session, decide) =>
      transact(write, () => {
        const account = decide(getForWrite(session.operatorId))
        update.run({ ...account })
        insertSession.run({ ...session })
        return { result: withoutSecrets(account) }
      }),
    findSession: async sessionId => findSession.get({ id: sessionId }) ?? null,
    touchSession: (write, sessionId) =>
      transact(write, () => {
        touch.run({ id: sessionId, at: write.now })
        return { result: undefined }
      }),
    endSession: (write, sessionId) =>
      transact(write, () => {
        end.run({ id: sessionId, at: write.now })
        return { result: undefined }
      }),
    listAudit: async (filter, page) => {
      if (filter.subjectId !== null) return audits.subjectId.all({ ...page, ...filter })
      if (filter.action !== null) return audits.action.all({ ...page, action: filter.action })
      if (filter.operatorId !== null) return audits.operatorId.all({ ...page, operatorId: filter.operatorId })
      return audits.all.all({ ...page })
    },
  }
}
