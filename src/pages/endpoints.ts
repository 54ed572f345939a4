import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { pathPrefixOf } from '../http/base-url.ts'
import { type Endpoint, openEndpoint } from '../http/endpoint.ts'
import { acceptsGzip, hasCurrentCopy, varyByEncoding } from '../http/file-reply.ts'
import { pathOf, withoutPrefix, withoutTrailingSlash } from '../http/paths.ts'
import { Reply } from '../http/reply.ts'
import type { RequestContext } from '../http/request-context.ts'
import { findPageFile } from './find-page.ts'
import { type PageFile, policyText, textOf } from './page-file.ts'
import { deskPageRoutes, pageRoutes, pages } from './pages.ts'

/** Every byte is served from here, so that pages work without the internet. */
export const pageEndpoints = ({ config }: Pick<Context, 'config'>): Endpoint[] =>
  endpointsAt(pageRoutes(config), config)

export const deskPageEndpoints = ({ config }: Pick<Context, 'config'>): Endpoint[] =>
  endpointsAt(deskPageRoutes, config)

const endpointsAt = (paths: readonly string[], config: Context['config']): Endpoint[] =>
  paths.map(path =>
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
      run: ({ context }) => replyWithPage(context, config),
    }),
  )

const replyWithPage = async (context: RequestContext, config: Context['config']): Promise<Reply> => {
  const { request } = context
  const prefix = pathPrefixOf(config)
  const path = withoutTrailingSlash(withoutPrefix(pathOf(request.url), prefix))
  const file = await findPageFile(path, { prefix, mode: config.mode })
  const isMissing = file === null || (file.isDemoOnly && config.mode !== 'demo')
  if (isMissing) throw new AppError('RESOURCE_NOT_FOUND', 'There is nothing at this address.')
  const { body, contentType } = file
  const policy = pages.find(page => page.path === path)?.policyFor?.(config)
  const isEncoded = file.headers['content-encoding'] !== undefined
  const headers: PageFile['headers'] = {
    ...file.headers,
    ...(policy && { 'content-security-policy': policyText(policy) }),
    ...(isEncoded && { vary: varyByEncoding(context) }),
  }
  if (hasCurrentCopy(request, headers.etag)) return new Reply(304, null, headers)
  if (isEncoded && !acceptsGzip(request)) {
    const { etag: _, 'content-encoding': __, ...plain } = headers
    return new Reply(200, await textOf(file), { ...plain, 'content-type': contentType })
  }
  return new Reply(200, body, { ...headers, 'content-type': contentType })
}
