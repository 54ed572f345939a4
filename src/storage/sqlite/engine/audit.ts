import type Database from 'better-sqlite3'
import type { AuditId } from '../../../domain/ids.ts'
import type { AuditDraft } from '../../../lib/audit.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'

/** No secret and nothing that identifies a person, since a line of the audit is never deleted. */
const stateQueries: Readonly<Record<string, string>> = {
  user: `SELECT json_object('is_verified', json(iif(is_verified, 'true', 'false')), 'disabled_at', disabled_at,
      'open_sessions', (SELECT count(*) FROM sessions WHERE user_id = users.id AND ended_at IS NULL))
    FROM users WHERE id = ?`,
  transaction: `SELECT json_object('status', transactions.status, 'completed_at', transactions.completed_at,
      'gig_status', gigs.status)
    FROM transactions JOIN gigs ON gigs.id = gig_id WHERE transactions.id = ?`,
  report: `SELECT json_object('kind', subject_kind, 'subject_id', subject_id, 'resolved_at', resolved_at,
      'hidden_at', (SELECT hidden_at FROM hidden_things WHERE kind = subject_kind AND hidden_things.id = subject_id))
    FROM reports WHERE id = ?`,
  warning: `SELECT json_object('user_id', user_id, 'withdrawn_at', withdrawn_at) FROM warnings WHERE id = ?`,
  operator: `SELECT json_object('role', role, 'disabled_at', disabled_at,
      'has_password', json(iif(password_hash IS NULL, 'false', 'true')), 'link_expires_at', link_expires_at)
    FROM operators WHERE id = ?`,
}

export const createAuditWrites = (writeConnection: Database.Database) => {
  const states = new Map(
    Object.entries(stateQueries).map(([kind, text]) => [
      kind,
      writeConnection.prepare<[string], string>(text).pluck(),
    ]),
  )
  const insert = writeConnection.prepare(`
    INSERT INTO audit (id, operator_id, actor, action, subject_kind, subject_id, reason, before, after, at)
    VALUES (@id, @operatorId, @actor, @action, @subjectKind, @subjectId, @reason, @before, @after, @at)`)
  const stateOf = ({ subject }: AuditDraft): string | null =>
    (subject && states.get(subject.kind)?.get(subject.id)) ?? null

  return {
    /** @returns the function that reads the state after the change, and writes the line */
    begin: (draft: AuditDraft) => {
      const before = stateOf(draft)
      const { subject, ...line } = draft
      return (id: AuditId, at: Timestamp): void => {
        insert.run({
          ...line,
          id,
          subjectKind: subject?.kind ?? null,
          subjectId: subject?.id ?? null,
          before,
          after: stateOf(draft),
          at,
        })
      }
    },
  }
}
