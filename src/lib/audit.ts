import type { Id } from './ids.ts'

export interface AuditSubject {
  /** Such as `user`. The storage knows the state of which kinds it records before and after the change. */
  kind: string
  id: string
}

/** The line that a command of an operator leaves. The storage adds the time, and the state before and after. */
export interface AuditDraft {
  /** null for the command line. */
  operatorId: Id<'operator'> | null
  /** The name of whoever gives the command, as it is then. */
  actor: string
  /** The name of the command, such as `user.disable`. */
  action: string
  subject: AuditSubject | null
  reason: string | null
}
