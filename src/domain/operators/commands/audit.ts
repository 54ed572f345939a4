import { toUncountedPage } from '../../../lib/page.ts'
import { nullish, object } from '../../../schema/objects.ts'
import { queryInteger } from '../../../schema/queries.ts'
import { id, text } from '../../../schema/requests.ts'
import { view } from '../../../schema/views.ts'
import { operatorQuery } from '../command.ts'
import { AuditLineView, hasMoreField, toAuditLineView } from '../views.ts'

export const auditQueries = [
  operatorQuery({
    name: 'audit.list',
    path: '/audit',
    summary: 'Read the audit',
    description:
      'Every command that an operator has given, the newest first. The subject and the command can be given together; beside another filter, that of the operator is not used.',
    fields: object({
      operator_id: nullish(id<'operator'>({ description: 'Of this operator.' })),
      action: nullish(text(1, 50, { description: 'Of this command, such as `user.disable`.' })),
      subject_id: nullish(text(1, 100, { description: 'About this person, gig or payment.' })),
      skip: queryInteger(0, 1_000_000, { default: 0 }),
      limit: queryInteger(1, 100, { default: 50 }),
    }),
    run: async ({ ctx, input: { operator_id, action, subject_id, skip, limit } }) =>
      toUncountedPage(
        await ctx.store.operators.listAudit(
          { operatorId: operator_id ?? null, action: action ?? null, subjectId: subject_id ?? null },
          { skip, limit: limit + 1 },
        ),
        limit,
      ),
    response: object({ lines: view.array(AuditLineView), has_more: hasMoreField }),
    view: ({ items, hasMore }) => ({ lines: items.map(toAuditLineView), has_more: hasMore }),
  }),
]
