import { AppError } from '../errors.ts'
import { type Endpoint, openEndpoint } from '../http/endpoint.ts'
import { acceptsGzip, hasCurrentCopy, varyByEncoding } from '../http/file-reply.ts'
import { pathOf, withoutPrefix, withoutTrailingSlash } from '../http/paths.ts'
import { Reply } from '../http/reply.ts'
import type { RequestContext } from '../http/request-context.ts'
import { findPageFile } from './find-page.ts'
import { type PageFile, textOf } from './page-file.ts'
import { pageRoutes } from './pages.ts'

/**
 * The pages for people and everything they load. Every byte is served from here, so that they work without the internet.
 * They are open to everybody, never limited, and not part of the API's document.
 * @param prefix the path of PUBLIC_URL, for the links in the pages
 */
export const pageEndpoints = (prefix: string): Endpoint[] =>
  pageRoutes.map(path =>
    openEndpoint({
      method: 'GET',
      path,
      tag: null,
      summary: path,
      description: 'A page or a part of one.',
      access: 'anyone',
      rateClass: 'none',
      responses: {},
      errors: ['RESOURCE_NOT_FOUND'],
      run: ({ context }) => replyWithPage(context, prefix),
    }),
  )

const replyWithPage = async (context: RequestContext, prefix: string): Promise<Reply> => {
  const { request } = context
  const path = withoutTrailingSlash(withoutPrefix(pathOf(request.url), prefix))
  const file = await findPageFile(path, prefix)
  if (!file) throw new AppError('RESOURCE_NOT_FOUND', 'There is nothing at this address.')
  const { body, contentType } = file
  const isEncoded = file.headers['content-encoding'] !== undefined
  const headers: PageFile['headers'] = {
    ...file.headers,
    ...(isEncoded && { vary: varyByEncoding(context) }),
  }
  if (hasCurrentCopy(request, headers.etag)) return new Reply(304, null, headers)
  if (isEncoded && !acceptsGzip(request)) {
    const { etag: _, 'content-encoding': __, ...plain } = headers
    return new Reply(200, await textOf(file), { ...plain, 'content-type': contentType })
  }
  return new Reply(200, body, { ...headers, 'content-type': contentType })
}
