import type { Static } from '@sinclair/typebox'
import { namedEnum } from '../../schema/kinds.ts'
import { object } from '../../schema/objects.ts'
import { id, oneOf, text } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import { type Report, reportKinds, type Warning } from './report.ts'

const reportKind = namedEnum('ReportKind', reportKinds, 'What is reported.')

export const ReportBody = object(
  {
    kind: oneOf(reportKind, { description: 'What is reported.', examples: ['person'] }),
    subject_id: id<'subject'>({
      description: 'UUID of the gig, message, review, file or person.',
      examples: [exampleIds.helper],
    }),
    reason: text(1, 1000, {
      description: 'What is wrong with it.',
      examples: ['Asks for money in advance.'],
    }),
  },
  { description: 'What is reported, and why.' },
)

export const ReportView = object(
  {
    id: view.id<'report'>({ description: 'UUID of the report.', examples: [exampleIds.report] }),
    kind: view.oneOf(reportKind, { description: 'What is reported.', examples: ['person'] }),
    subject_id: view.string({ description: 'UUID of what is reported.', examples: [exampleIds.helper] }),
    reason: view.string({ description: 'What is wrong with it.', examples: ['Asks for money in advance.'] }),
    created_at: view.dateTime({ description: 'When it was reported.' }),
  },
  { title: 'Report', description: 'What a person has told the operator.' },
)

const WarningView = object(
  {
    id: view.id<'warning'>({ description: 'UUID of the warning.', examples: [exampleIds.warning] }),
    text: view.string({
      description: 'What the operator says.',
      examples: ['Do not ask for money in advance.'],
    }),
    created_at: view.dateTime({ description: 'When the operator said it.' }),
  },
  { title: 'Warning', description: 'What the operator has told a person.' },
)

export const WarningsView = object(
  { warnings: view.array(WarningView, { description: 'The warnings that stand, the oldest first.' }) },
  { title: 'Warnings', description: 'The warnings of the caller.' },
)

export const toReportView = (report: Report): Static<typeof ReportView> => ({
  id: report.id,
  kind: report.subjectKind,
  subject_id: report.subjectId,
  reason: report.reason,
  created_at: report.createdAt,
})

export const toWarningsView = (warnings: Warning[]): Static<typeof WarningsView> => ({
  warnings: warnings.map(({ id: warningId, text: words, createdAt }) => ({
    id: warningId,
    text: words,
    created_at: createdAt,
  })),
})
