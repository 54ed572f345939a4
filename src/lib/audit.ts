import type { Id } from './ids.ts'

export interface AuditSubject {
  kind: string
  id: string
}

/** The storage adds the time, and the state before and after. */
export interface AuditDraft {
  /** null for the command line. */
  operatorId: Id<'operator'> | null
  /** As it is at the time of the command. */
  actor: string
  /** Such as `user.disable`. */
  action: string
  subject: AuditSubject | null
  reason: string | null
}
