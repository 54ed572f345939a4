import { type AnyElysia, Elysia } from 'elysia'
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
import { createOpenApiDocument } from './openapi.ts'

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

const file = (path: string, type: string) => () =>
  new Response(Bun.file(path), {
    headers: {
      'content-type': type,
      'cache-control': 'no-cache',
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  })

/**
 * Swagger UI and the document it shows, and the page about the sockets with theirs: every byte of them our own, so that
 * they work without the internet.
 */
export const docsRoutes = (ctx: Context, api: AnyElysia, channels: readonly Channel[]) => {
  let document: string | null = null
  return new Elysia({ detail: { hide: true } })
    .get('/openapi.json', ({ set }) => {
      document ??= JSON.stringify(createOpenApiDocument(api, ctx.config.publicUrl))
      set.headers['content-type'] = 'application/json;charset=utf-8'
      set.headers['cache-control'] = 'no-cache'
      return document
    })
    .get('/asyncapi.json', ({ set }) => {
      set.headers['cache-control'] = 'no-cache'
      return createAsyncApiDocument(channels, ctx.config.publicUrl)
    })
    .get('/docs', file(page, 'text/html;charset=utf-8'))
    .get('/docs/setup.js', file(setup, 'text/javascript;charset=utf-8'))
    .get('/docs/swagger-ui.css', file(styles, 'text/css;charset=utf-8'))
    .get('/docs/swagger-ui-bundle.js', file(bundle, 'text/javascript;charset=utf-8'))
    .get('/docs/ws', file(chatPage, 'text/html;charset=utf-8'))
    .get('/docs/ws.css', file(chatStyles, 'text/css;charset=utf-8'))
    .get('/docs/ws.js', file(chatScript, 'text/javascript;charset=utf-8'))
    .get('/docs/favicon.png', file(favicon, 'image/png'))
}
