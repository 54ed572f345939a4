import { Type } from '@sinclair/typebox'
import { object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import { withExamples } from './examples.ts'
import { type AuditEntry, type Operator, operatorRoles } from './operator.ts'
import type { OperatorCaller } from './sessions.ts'

export const hasMoreField = view.boolean({ description: 'Whether there is another page.' })

export const OperatorView = object(
  {
    id: view.id<'operator'>(),
    email: view.string({ examples: ['desk@example.com'] }),
    role: view.oneOf(operatorRoles),
    created_at: view.dateTime(),
    disabled_at: view.nullable(view.dateTime()),
  },
  { title: 'Operator' },
)

export const toOperatorView = ({ id, email, role, createdAt, disabledAt }: Operator) => ({
  id,
  email,
  role,
  created_at: createdAt,
  disabled_at: disabledAt,
})

export const OperatorSessionView = object(
  {
    operator: OperatorView,
    csrf_token: view.string({ description: 'The value of the X-CSRF-Token header of this session.' }),
  },
  { title: 'OperatorSession' },
)

export const CurrentSessionView = object({
  session: Type.Union([withExamples(OperatorSessionView), Type.Null()], {
    description: 'Null when nobody is logged in.',
    examples: [null],
  }),
})

export const toSessionView = ({ account, csrfToken }: Pick<OperatorCaller, 'account' | 'csrfToken'>) => ({
  operator: toOperatorView(account),
  csrf_token: csrfToken,
})

export const LinkContentView = object(
  {
    email: view.string({ examples: ['desk@example.com'] }),
    secret: view.string({ description: 'For an authenticator, where the code cannot be scanned.' }),
    uri: view.string({ description: 'What the code holds.' }),
    qr: view.array(view.string(), { description: 'The rows of the QR code, with 1 for a dark module.' }),
  },
  { title: 'LinkContent' },
)

export const AuditLineView = object(
  {
    id: view.id<'audit'>(),
    at: view.dateTime(),
    actor: view.string({ examples: ['desk@example.com'] }),
    action: view.string({ examples: ['user.disable'] }),
    subject_kind: view.nullable(view.string({ examples: ['user'] })),
    subject_id: view.nullable(view.string()),
    reason: view.nullable(view.string()),
    before: view.nullable(view.string({ description: 'The state before, as JSON.' })),
    after: view.nullable(view.string({ description: 'The state after, as JSON.' })),
  },
  { title: 'AuditLine' },
)

export const toAuditLineView = (entry: AuditEntry) => ({
  id: entry.id,
  at: entry.at,
  actor: entry.actor,
  action: entry.action,
  subject_kind: entry.subjectKind,
  subject_id: entry.subjectId,
  reason: entry.reason,
  before: entry.before,
  after: entry.after,
})
