import type { Timestamp } from '../../lib/timestamp.ts'
import type { AuditId, OperatorId } from '../ids.ts'

/** A viewer reads; an operator also gives commands. */
export const operatorRoles = ['viewer', 'operator'] as const

export type OperatorRole = (typeof operatorRoles)[number]

/** Not a user: neither can log in as the other. */
export interface Operator {
  id: OperatorId
  /** Lower case. */
  email: string
  role: OperatorRole
  createdAt: Timestamp
  disabledAt: Timestamp | null
}

/** No secret ever leaves the server, but `linkSecret` once. */
export interface OperatorAccount extends Operator {
  /** Null until the first link was used. */
  passwordHash: string | null
  /** Base32. */
  totpSecret: string | null
  /** The time step of the last code that was taken. */
  totpStep: number
  /** SHA-256 of the token of the open link, in hex. */
  linkHash: string | null
  /** The secret of the codes once the link is used. */
  linkSecret: string | null
  linkExpiresAt: Timestamp | null
}

export interface OperatorSession {
  /** SHA-256 of the token in the cookie, in hex. */
  id: string
  operatorId: OperatorId
  createdAt: Timestamp
  expiresAt: Timestamp
  /** Exact to a minute. */
  seenAt: Timestamp
  endedAt: Timestamp | null
}

/** Never changed and never deleted. */
export interface AuditEntry {
  id: AuditId
  operatorId: OperatorId | null
  actor: string
  action: string
  subjectKind: string | null
  subjectId: string | null
  reason: string | null
  /** JSON texts; null where no state is recorded. */
  before: string | null
  after: string | null
  at: Timestamp
}
