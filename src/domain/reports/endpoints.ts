import type { Context } from '../../context.ts'
import { type Endpoint, endpoint } from '../../http/endpoint.ts'
import { exampleIds } from '../example-ids.ts'
import { reportedNotFound } from '../not-found.ts'
import { ReportBody, ReportView, toReportView, toWarningsView, WarningsView } from './model.ts'
import { maxReportsPerDay, ownThing } from './rules.ts'
import { listWarningsOf, makeReport } from './service.ts'

const tag = 'Reports'

export const reportEndpoints = (ctx: Context): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/api/reports',
    tag,
    summary: 'Report something',
    description: `Tells the operator of a gig, a message, a review, a picture or a person that the caller sees. Only a participant of a room can report its messages, and the operator reads the reported ones alone. The same thing reported again, while the operator has not closed the report, stays one report. A person can make ${maxReportsPerDay} reports in a day. An addition to the contract.`,
    body: ReportBody,
    example: { kind: 'person', subject_id: exampleIds.helper, reason: 'Asks for money in advance.' },
    idempotent: true,
    responses: { 201: ReportView },
    errors: [reportedNotFound, ownThing],
    run: ({ command, body }) =>
      makeReport(ctx, command, {
        subjectKind: body.kind,
        subjectId: body.subject_id,
        reason: body.reason,
      }),
    view: toReportView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/users/me/warnings',
    tag,
    summary: 'List own warnings',
    description: 'What the operator has told the caller and has not taken back. An addition to the contract.',
    responses: { 200: WarningsView },
    errors: [],
    run: ({ caller }) => listWarningsOf(ctx, caller.userId),
    view: toWarningsView,
  }),
]
