import type { Write } from '../../lib/command.ts'
import type { PageRequest } from '../../lib/page.ts'
import type { OperatorId } from '../ids.ts'
import type { AuditEntry, Operator, OperatorAccount, OperatorSession } from './operator.ts'

/** What the audit is filtered by; null means all. */
export interface AuditFilter {
  operatorId: OperatorId | null
  action: string | null
  subjectId: string | null
}

export interface OperatorStore {
  /** Whether there is any operator. Answered from memory. */
  exist(): boolean

  /** @throws AppError EMAIL_ALREADY_EXISTS */
  create(write: Write<Operator>, account: OperatorAccount): Promise<Operator>

  /** By e-mail. */
  list(): Promise<Operator[]>

  findByEmail(email: string): Promise<OperatorAccount | null>

  /** The operator whose open link has this hash. */
  findByLink(linkHash: string): Promise<OperatorAccount | null>

  /**
   * Changes an operator. `decide` is pure; where it throws nothing is changed. With `endsSessions` all their sessions end.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  revise(
    write: Write<Operator>,
    id: OperatorId,
    decide: (account: OperatorAccount) => { account: OperatorAccount; endsSessions: boolean },
  ): Promise<Operator>

  /**
   * Begins a session, and takes the code of its login: `decide` sees the account as it is then.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  beginSession(
    write: Write<Operator>,
    session: OperatorSession,
    decide: (account: OperatorAccount) => OperatorAccount,
  ): Promise<Operator>

  findSession(id: string): Promise<{ session: OperatorSession; account: OperatorAccount } | null>

  /** Notes that a session was used. */
  touchSession(write: Write<void>, id: string): Promise<void>

  endSession(write: Write<void>, id: string): Promise<void>

  /** Newest first. Of the filter, `operatorId` counts only where neither of the others is set. */
  listAudit(filter: AuditFilter, page: PageRequest): Promise<AuditEntry[]>
}
