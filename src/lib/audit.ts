import type { Id } from './ids.ts'

export interface AuditSubject {
  kind: string
  id: string
}

/** The storage adds the time, and the state before and after. */
export interface AuditDraft {
  /** null for the command line. */
  operatorId: Id<'operator'> | null
  actor: string
  action: string
  subject: AuditSubject | null
  reason: string | null
}
