import { object } from '../../../schema/objects.ts'
import { queryInteger } from '../../../schema/queries.ts'
import { id, oneOf, text } from '../../../schema/requests.ts'
import { view } from '../../../schema/views.ts'
import type { ReportId } from '../../ids.ts'
import { type NamedReport, reportKinds, reportStates } from '../../reports/report.ts'
import {
  findReportedPicture,
  getReport,
  readReported,
  resolveReport,
  setReportedHidden,
  warnOwner,
} from '../../reports/service.ts'
import { operatorCommand, operatorQuery } from '../command.ts'
import { hasMoreField } from '../views.ts'

const reportFields = object({ report_id: id<'report'>({ description: 'The report.' }) })
const reportSubject = ({ report_id }: { report_id: ReportId }) => ({ kind: 'report', id: report_id })

const DoneView = object({ done: view.boolean({ description: 'Always true.', examples: [true] }) })
const toDone = () => ({ done: true })

const shownFields = {
  id: view.id<'report'>(),
  kind: view.oneOf(reportKinds),
  subject_id: view.string(),
  owner_id: view.id<'user'>({ description: 'Whose it is; a reported person themselves.' }),
  owner_name: view.string({ examples: ['Somchai'] }),
  reporter_id: view.id<'user'>(),
  reporter_name: view.string({ examples: ['Mali'] }),
  reason: view.string(),
  created_at: view.dateTime(),
  resolved_at: view.nullable(view.dateTime()),
}

const ListedReportView = object(shownFields, { title: 'ListedReport' })

const StandingWarningView = object(
  { id: view.id<'warning'>(), text: view.string(), created_at: view.dateTime() },
  { title: 'StandingWarning' },
)

const ReportRecordView = object(
  {
    ...shownFields,
    is_hidden: view.boolean(),
    title: view.nullable(view.string()),
    text: view.nullable(view.string()),
    image_url: view.nullable(view.string()),
    has_picture: view.boolean({
      description: 'Whether `/reports/:report_id/picture` shows it, also while it is hidden.',
    }),
    reports: view.array(ListedReportView, { description: 'All about the same thing, this one too.' }),
    warnings: view.array(StandingWarningView, { description: 'What stands of the warnings of the owner.' }),
  },
  { title: 'ReportRecord' },
)

const toShown = (report: NamedReport) => ({
  id: report.id,
  kind: report.subjectKind,
  subject_id: report.subjectId,
  owner_id: report.ownerId,
  owner_name: report.ownerName,
  reporter_id: report.reporterId,
  reporter_name: report.reporterName,
  reason: report.reason,
  created_at: report.createdAt,
  resolved_at: report.resolvedAt,
})

/** The answer is only that it is done. */
const simple = (
  name: string,
  { summary, description }: { summary: string; description: string },
  run: Parameters<
    typeof operatorCommand<typeof reportFields, typeof DoneView, ReturnType<typeof reportSubject>, void>
  >[0]['run'],
) =>
  operatorCommand({
    name,
    summary,
    description,
    errors: ['RESOURCE_NOT_FOUND', 'BAD_REQUEST'],
    needsReason: true,
    fields: reportFields,
    subject: reportSubject,
    run,
    response: DoneView,
    view: toDone,
  })

export const reportCommands = [
  simple(
    'report.hide',
    {
      summary: 'Hide what was reported',
      description:
        'Hides a gig, a message, a review or a picture from everybody but its owner, who is told by a field.',
    },
    ({ ctx, write, input }) => setReportedHidden(ctx, input.report_id, true, write),
  ),
  simple(
    'report.unhide',
    { summary: 'Show what was hidden', description: 'Takes the hiding of what was reported back.' },
    ({ ctx, write, input }) => setReportedHidden(ctx, input.report_id, false, write),
  ),
  simple(
    'report.close',
    {
      summary: 'Close a report',
      description: 'Takes every open report about the same thing out of the queue.',
    },
    ({ ctx, write, input }) => resolveReport(ctx, input.report_id, true, write),
  ),
  simple(
    'report.reopen',
    { summary: 'Reopen a report', description: 'Puts a closed report back into the queue.' },
    ({ ctx, write, input }) => resolveReport(ctx, input.report_id, false, write),
  ),
  operatorCommand({
    name: 'report.warn',
    summary: 'Warn a person',
    description:
      'Tells the owner of what was reported something. They read it in `GET /api/users/me/warnings`.',
    errors: ['RESOURCE_NOT_FOUND'],
    needsReason: true,
    fields: object({
      ...reportFields.properties,
      text: text(1, 1000, {
        description: 'What the person reads.',
        examples: ['Do not ask for money in advance.'],
      }),
    }),
    subject: (_input, newId) => ({ kind: 'warning', id: newId<'warning'>() }),
    run: ({ ctx, write, input, subject }) =>
      warnOwner(ctx, { reportId: input.report_id, id: subject.id, text: input.text }, write),
    response: object({ warning_id: view.id<'warning'>() }),
    view: warning => ({ warning_id: warning.id }),
  }),
  operatorCommand({
    name: 'report.unwarn',
    summary: 'Take a warning back',
    description: 'The person does not read the warning any more.',
    errors: ['RESOURCE_NOT_FOUND'],
    needsReason: true,
    fields: object({ warning_id: id<'warning'>({ description: 'The warning.' }) }),
    subject: ({ warning_id }) => ({ kind: 'warning', id: warning_id }),
    run: ({ ctx, write, input }) => ctx.store.reports.withdrawWarning(write, input.warning_id),
    response: DoneView,
    view: toDone,
  }),
]

export const reportQueries = [
  operatorQuery({
    name: 'report.list',
    path: '/reports',
    summary: 'List reports',
    description:
      'The reports that nobody has closed, the oldest first; or the closed ones, the last closed first.',
    fields: object({
      state: oneOf(reportStates, { description: 'Which of them.', default: 'open' }),
      skip: queryInteger(0, 1_000_000, { description: 'How many to leave out.', default: 0 }),
      limit: queryInteger(1, 100, { description: 'How many to give at most.', default: 50 }),
    }),
    run: ({ ctx, input: { state, ...page } }) => ctx.store.reports.list(state, page),
    response: object({
      reports: view.array(ListedReportView),
      total_count: view.totalCount(3),
      has_more: hasMoreField,
    }),
    view: ({ items, totalCount, hasMore }) => ({
      reports: items.map(toShown),
      total_count: totalCount,
      has_more: hasMore,
    }),
  }),
  operatorQuery({
    name: 'report.show',
    path: '/reports/:report_id',
    summary: 'Show a report',
    description:
      'A report, what was reported as it is now, and the other reports about the same thing. Of a chat, the reported message alone.',
    errors: ['RESOURCE_NOT_FOUND'],
    fields: reportFields,
    run: async ({ ctx, input }) => {
      const report = await getReport(ctx, input.report_id)
      const { subjectKind, subjectId } = report
      return {
        report,
        reported: await readReported(ctx, report),
        hasPicture: (await findReportedPicture(ctx, report)) !== null,
        isHidden: subjectKind !== 'person' && ctx.store.reports.isHidden(subjectKind, subjectId),
        about: await ctx.store.reports.listAbout(report),
        warnings: await ctx.store.reports.listWarnings(report.ownerId),
      }
    },
    response: ReportRecordView,
    view: ({ report, reported, hasPicture, isHidden, about, warnings }) => ({
      ...toShown(report),
      is_hidden: isHidden,
      title: reported.title,
      text: reported.text,
      image_url: reported.imageUrl,
      has_picture: hasPicture,
      reports: about.map(toShown),
      warnings: warnings.map(warning => ({
        id: warning.id,
        text: warning.text,
        created_at: warning.createdAt,
      })),
    }),
  }),
]
