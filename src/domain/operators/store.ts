import type { Write } from '../../lib/command.ts'
import type { PageRequest } from '../../lib/page.ts'
import type { OperatorId } from '../ids.ts'
import type { AuditEntry, Operator, OperatorAccount, OperatorSession } from './operator.ts'

/** Null means all. */
export interface AuditFilter {
  operatorId: OperatorId | null
  action: string | null
  subjectId: string | null
}

export interface OperatorStore {
  /** From memory. */
  exist(): boolean

  /** @throws AppError EMAIL_ALREADY_EXISTS */
  create(write: Write<Operator>, account: OperatorAccount): Promise<Operator>

  /** Sorted by e-mail. */
  list(): Promise<Operator[]>

  findByEmail(email: string): Promise<OperatorAccount | null>

  findByLink(linkHash: string): Promise<OperatorAccount | null>

  /** `endsSessions` ends them all. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  revise(
    write: Write<Operator>,
    id: OperatorId,
    decide: (account: OperatorAccount) => { account: OperatorAccount; endsSessions: boolean },
  ): Promise<Operator>

  /** Takes the code of the login. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  beginSession(
    write: Write<Operator>,
    session: OperatorSession,
    decide: (account: OperatorAccount) => OperatorAccount,
  ): Promise<Operator>

  findSession(id: string): Promise<{ session: OperatorSession; account: OperatorAccount } | null>

  touchSession(write: Write<void>, id: string): Promise<void>

  endSession(write: Write<void>, id: string): Promise<void>

  /** Newest first. `operatorId` counts only where neither other filter is set. */
  listAudit(filter: AuditFilter, page: PageRequest): Promise<AuditEntry[]>
}
