import type { Context } from '../../context.ts'
import { openEndpoint } from '../../http/endpoint.ts'
import { sendContent } from '../../http/file-reply.ts'
import { object } from '../../schema/objects.ts'
import { id } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { fileNotFound } from '../not-found.ts'
import { findReportedPicture, getReport } from '../reports/service.ts'
import { contentTypes } from '../uploads/file.ts'
import { readStoredFile } from '../uploads/stored-file.ts'
import { type DeskEndpoint, sessionErrors } from './guard.ts'

/** `/api/upload` answers 404 for a hidden picture and is not on OPS_PORT. */
export const reportPictureEndpoint = (ctx: Context): DeskEndpoint => ({
  access: 'viewer',
  endpoint: openEndpoint({
    method: 'GET',
    path: '/api/_ops/reports/:report_id/picture',
    tag: 'Desk',
    summary: 'Show the picture of a report',
    description:
      'The picture that was reported, or that of the reported gig or message, also while it is hidden.',
    access: 'anyone',
    params: object({ report_id: id<'report'>({ description: 'The report.' }) }),
    fileTypes: [...contentTypes],
    responses: { 200: view.image({ description: 'The picture.' }) },
    errors: ['RESOURCE_NOT_FOUND', ...sessionErrors],
    run: async ({ context, params }) => {
      const file = await findReportedPicture(ctx, await getReport(ctx, params.report_id))
      if (!file) throw fileNotFound()
      return sendContent(context.request, 200, await readStoredFile(ctx, file), {
        'content-type': file.contentType,
        'content-security-policy': "default-src 'none'; sandbox",
      })
    },
  }),
})
