import type { AuditId } from '../../../domain/ids.ts'
import type { AuditDraft } from '../../../lib/audit.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'
import type { Queries } from './queries.ts'

/** No secret and nothing that identifies a person, since a line of the audit is never deleted. */
const stateQueries: Readonly<Record<string, string>> = {
  user: `SELECT json_build_object('is_verified', is_verified, 'disabled_at', disabled_at,
      'open_sessions', (SELECT count(*) FROM sessions WHERE user_id = users.id AND ended_at IS NULL))::text AS state
    FROM users WHERE id = $1`,
  transaction: `SELECT json_build_object('status', transactions.status, 'completed_at', transactions.completed_at,
      'gig_status', gigs.status)::text AS state
    FROM transactions JOIN gigs ON gigs.id = gig_id WHERE transactions.id = $1`,
  report: `SELECT json_build_object('kind', subject_kind, 'subject_id', subject_id, 'resolved_at', resolved_at,
      'hidden_at', (SELECT hidden_at FROM hidden_things WHERE kind = subject_kind AND hidden_things.id = subject_id)
    )::text AS state FROM reports WHERE id = $1`,
  warning: `SELECT json_build_object('user_id', user_id, 'withdrawn_at', withdrawn_at)::text AS state
    FROM warnings WHERE id = $1`,
  operator: `SELECT json_build_object('role', role, 'disabled_at', disabled_at,
      'has_password', password_hash IS NOT NULL, 'link_expires_at', link_expires_at)::text AS state
    FROM operators WHERE id = $1`,
}

const stateOf = async (tx: Queries, { subject }: AuditDraft): Promise<string | null> => {
  const text = subject && stateQueries[subject.kind]
  const row = text ? await tx.get<{ state: string }>(text, [subject.id]) : null
  return row?.state ?? null
}

/** @returns the function that reads the state after the change, and writes the line */
export const beginAudit = async (tx: Queries, draft: AuditDraft) => {
  const before = await stateOf(tx, draft)
  const { subject, operatorId, actor, action, reason } = draft
  return async (id: AuditId, at: Timestamp): Promise<void> => {
    await tx.run(
      `INSERT INTO audit (id, operator_id, actor, action, subject_kind, subject_id, reason, before, after, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        operatorId,
        actor,
        action,
        subject?.kind ?? null,
        subject?.id ?? null,
        reason,
        before,
        await stateOf(tx, draft),
        at,
      ],
    )
  }
}
