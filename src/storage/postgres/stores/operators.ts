import { getTableColumns } from 'drizzle-orm'
import type { OperatorId } from '../../../domain/ids.ts'
import type {
  AuditEntry,
  Operator,
  OperatorAccount,
  OperatorSession,
} from '../../../domain/operators/operator.ts'
import type { OperatorStore } from '../../../domain/operators/store.ts'
import { AppError } from '../../../errors.ts'
import { audit, operatorSessions, operators } from '../../tables.ts'
import { listOf, prepareInsert, prepareUpdate } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import type { FollowedSet } from '../engine/followed.ts'
import type { Queries } from '../engine/queries.ts'

const accountColumns = getTableColumns(operators)
const { id: _id, email: _email, createdAt: _createdAt, ...revisable } = accountColumns
const { id, email, role, createdAt, disabledAt } = accountColumns
const { rowId: _n, ...auditColumns } = getTableColumns(audit)
const sessionColumns = getTableColumns(operatorSessions)

const accountList = listOf(accountColumns)
const insert = prepareInsert('operators', accountColumns)
const update = prepareUpdate('operators', revisable)
const insertSession = prepareInsert('operator_sessions', sessionColumns)

const withoutSecrets = (account: OperatorAccount): Operator => {
  const { id, email, role, createdAt, disabledAt } = account
  return { id, email, role, createdAt, disabledAt }
}

const getForWrite = async (tx: Queries, operatorId: OperatorId): Promise<OperatorAccount> => {
  const account = await tx.get<OperatorAccount>(
    `SELECT ${accountList} FROM operators WHERE id = $1 FOR UPDATE`,
    [operatorId],
  )
  if (!account) throw new AppError('RESOURCE_NOT_FOUND', 'There is no such operator.')
  return account
}

const findAccount = (reads: Queries, column: 'email' | 'link_hash', value: string) =>
  reads.get<OperatorAccount>(`SELECT ${accountList} FROM operators WHERE ${column} = $1`, [value])

const findSession: (reads: Queries, id: string) => ReturnType<OperatorStore['findSession']> = async (
  reads,
  sessionId,
) => {
  const session = await reads.get<OperatorSession>(
    `SELECT ${listOf(sessionColumns)} FROM operator_sessions WHERE id = $1`,
    [sessionId],
  )
  if (!session) return null
  const account = await reads.get<OperatorAccount>(`SELECT ${accountList} FROM operators WHERE id = $1`, [
    session.operatorId,
  ])
  return account && { session, account }
}

const auditWhere = (condition: string): string =>
  `SELECT ${listOf(auditColumns)} FROM audit ${condition} ORDER BY n DESC LIMIT $1 OFFSET $2`

/** Whether there is an operator is remembered: there is one for ever from then on. */
export const openOperatorStore = async ({
  reads,
  transact,
}: Connections): Promise<OperatorStore & { existence: Pick<FollowedSet, 'follow'> }> => {
  let areThere = false
  const follow = async () => {
    areThere ||= (await reads.get('SELECT 1 FROM operators LIMIT 1')) !== null
  }
  await follow()

  return {
    existence: { follow },
    exist: () => areThere,
    create: async (write, account) => {
      const operator = await transact(write, async tx => {
        await insert(tx, account)
        return { result: withoutSecrets(account) }
      })
      areThere = true
      return operator
    },
    list: () =>
      reads.all<Operator>(
        `SELECT ${listOf({ id, email, role, createdAt, disabledAt })} FROM operators ORDER BY operators.email`,
      ),
    findByEmail: address => findAccount(reads, 'email', address),
    findByLink: linkHash => findAccount(reads, 'link_hash', linkHash),
    revise: (write, operatorId, decide) =>
      transact(write, async tx => {
        const { account, endsSessions } = decide(await getForWrite(tx, operatorId))
        await update(tx, account)
        if (endsSessions)
          await tx.run(
            'UPDATE operator_sessions SET ended_at = $2 WHERE operator_id = $1 AND ended_at IS NULL',
            [operatorId, write.now],
          )
        return { result: withoutSecrets(account) }
      }),
    beginSession: (write, session, decide) =>
      transact(write, async tx => {
        const account = decide(await getForWrite(tx, session.operatorId))
        await update(tx, account)
        await insertSession(tx, session)
        return { result: withoutSecrets(account) }
      }),
    findSession: sessionId => findSession(reads, sessionId),
    touchSession: (write, sessionId) =>
      transact(write, async tx => {
        await tx.run('UPDATE operator_sessions SET seen_at = $2 WHERE id = $1', [sessionId, write.now])
        return { result: undefined }
      }),
    endSession: (write, sessionId) =>
      transact(write, async tx => {
        await tx.run('UPDATE operator_sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL', [
          sessionId,
          write.now,
        ])
        return { result: undefined }
      }),
    listAudit: ({ subjectId, operatorId, action }, { limit, skip }) => {
      if (subjectId !== null)
        return reads.all<AuditEntry>(
          auditWhere('WHERE subject_id = $3 AND ($4::text IS NULL OR action = $4)'),
          [limit, skip, subjectId, action],
        )
      if (action !== null)
        return reads.all<AuditEntry>(auditWhere('WHERE action = $3'), [limit, skip, action])
      if (operatorId !== null)
        return reads.all<AuditEntry>(auditWhere('WHERE operator_id = $3'), [limit, skip, operatorId])
      return reads.all<AuditEntry>(auditWhere(''), [limit, skip])
    },
  }
}
