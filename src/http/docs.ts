import type { AnyElysia } from 'elysia'
import favicon from 'swagger-ui-dist/favicon-32x32.png' with { type: 'file' }
import styles from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' }
import bundle from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' }
import page from '../console/docs.htm' with { type: 'file' }
import setup from '../console/docs-setup.js' with { type: 'file' }
import chatStyles from '../console/ws.css' with { type: 'file' }
import chatPage from '../console/ws.htm' with { type: 'file' }
import chatScript from '../console/ws.js' with { type: 'file' }
import type { Context } from '../context.ts'
import type { Channel } from '../realtime/channel.ts'
import { createAsyncApiDocument } from './asyncapi.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import { createOpenApiDocument } from './openapi.ts'
import { Reply } from './reply.ts'

/** Only from ourselves. Swagger UI writes styles into its elements and draws icons from data. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Something that a browser loads: open to everybody, never limited, not part of the API's document. */
const asset = (path: string, load: () => Reply): Endpoint =>
  openEndpoint({
    method: 'GET',
    path,
    tag: null,
    summary: path,
    description: 'A page or a part of one.',
    access: 'anyone',
    rateClass: 'none',
    responses: {},
    errors: [],
    run: load,
  })

const file = (path: string, source: string, type: string): Endpoint =>
  asset(
    path,
    () =>
      new Reply(200, Bun.file(source), {
        'content-type': type,
        'cache-control': 'no-cache',
        'content-security-policy': contentSecurityPolicy,
      }),
  )

const json = (path: string, make: () => unknown): Endpoint => {
  let text: string | null = null
  return asset(path, () => {
    text ??= JSON.stringify(make())
    return new Reply(200, text, {
      'content-type': 'application/json;charset=utf-8',
      'cache-control': 'no-cache',
    })
  })
}

/**
 * Swagger UI and the document it shows, and the page about the sockets with theirs. Every byte is served from here, so
 * that they work without the internet.
 */
export const docsEndpoints = (
  { config }: Pick<Context, 'config'>,
  api: AnyElysia,
  channels: readonly Channel[],
): Endpoint[] => [
  json('/openapi.json', () => createOpenApiDocument(api, config.publicUrl)),
  json('/asyncapi.json', () => createAsyncApiDocument(channels, config.publicUrl)),
  file('/docs', page, 'text/html;charset=utf-8'),
  file('/docs/setup.js', setup, 'text/javascript;charset=utf-8'),
  file('/docs/swagger-ui.css', styles, 'text/css;charset=utf-8'),
  file('/docs/swagger-ui-bundle.js', bundle, 'text/javascript;charset=utf-8'),
  file('/docs/ws', chatPage, 'text/html;charset=utf-8'),
  file('/docs/ws.css', chatStyles, 'text/css;charset=utf-8'),
  file('/docs/ws.js', chatScript, 'text/javascript;charset=utf-8'),
  file('/docs/favicon.png', favicon, 'image/png'),
]
