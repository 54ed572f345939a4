import type { Timestamp } from '../../lib/timestamp.ts'
import type { AuditId, OperatorId } from '../ids.ts'

/** A viewer reads; an operator also gives commands. */
export const operatorRoles = ['viewer', 'operator'] as const

export type OperatorRole = (typeof operatorRoles)[number]

/** Somebody who runs the server. Not a user: neither can log in as the other. */
export interface Operator {
  id: OperatorId
  /** In lower case. */
  email: string
  role: OperatorRole
  createdAt: Timestamp
  disabledAt: Timestamp | null
}

/** An operator with the secrets of their login. None of them ever leaves the server, but `linkSecret` once. */
export interface OperatorAccount extends Operator {
  /** null until the first link was used. */
  passwordHash: string | null
  /** Of the codes of their authenticator, in base32. */
  totpSecret: string | null
  /** The time step of the last code that was taken. */
  totpStep: number
  /** The SHA-256 of the token of the open link, in hex. */
  linkHash: string | null
  /** The secret of the codes once that link is used. */
  linkSecret: string | null
  linkExpiresAt: Timestamp | null
}

export interface OperatorSession {
  /** The SHA-256 of the token in the cookie, in hex. */
  id: string
  operatorId: OperatorId
  createdAt: Timestamp
  expiresAt: Timestamp
  /** To a minute. */
  seenAt: Timestamp
  endedAt: Timestamp | null
}

/** One command that was executed. Never changed and never deleted. */
export interface AuditEntry {
  id: AuditId
  operatorId: OperatorId | null
  actor: string
  action: string
  subjectKind: string | null
  subjectId: string | null
  reason: string | null
  /** JSON texts; null where the command has no subject, or one whose state is not recorded. */
  before: string | null
  after: string | null
  at: Timestamp
}
