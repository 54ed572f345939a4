import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { AnyElysia } from 'elysia'
import type { Context } from '../context.ts'
import type { Channel } from '../realtime/channel.ts'
import { createAsyncApiDocument } from './asyncapi.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import { acceptsGzip, hasCurrentCopy, varyByEncoding } from './file-reply.ts'
import { createOpenApiDocument, type DocumentAdditions, withExamples } from './openapi.ts'
import { Reply } from './reply.ts'
import type { RequestContext } from './request-context.ts'

/** Off the main thread. */
const compress = promisify(gzip)

/** Makes the value for an input again only when another input comes. */
const memoize = <In, Value>(make: (input: In) => Value): ((input: In) => Value) => {
  let last: { input: In; value: Value } | null = null
  return input => {
    if (last?.input !== input) last = { input, value: make(input) }
    return last.value
  }
}

/** A document as JSON: public, without a rate limit, not part of the API's document. */
const json = (path: string, make: (context: RequestContext) => string | Promise<string>): Endpoint => {
  const etagOf = memoize((text: string) => `W/"${Bun.hash(text).toString(36)}"`)
  // Many clients ask for the same text, and the threads that compress it also make writes durable.
  const compressed = memoize(async (text: string) => new Uint8Array(await compress(text)))
  return openEndpoint({
    method: 'GET',
    path,
    tag: null,
    summary: path,
    description: 'A document about this server.',
    access: 'anyone',
    rateClass: 'none',
    responses: {},
    errors: [],
    run: async ({ context }) => {
      const { request } = context
      const text = await make(context)
      const etag = etagOf(text)
      const headers = { 'cache-control': 'no-cache', etag, vary: varyByEncoding(context) }
      if (hasCurrentCopy(request, etag.slice(2))) return new Reply(304, null, headers)
      const content = { ...headers, 'content-type': 'application/json;charset=utf-8' }
      if (!acceptsGzip(request)) return new Reply(200, text, content)
      return new Reply(200, await compressed(text), { ...content, 'content-encoding': 'gzip' })
    },
  })
}

/** The documents that describe the HTTP API and the sockets. `/docs` has its own: people log in there with a password. */
export const documentEndpoints = (
  { config: { publicUrl } }: Pick<Context, 'config'>,
  api: AnyElysia,
  channels: readonly Channel[],
  additions?: DocumentAdditions,
): Endpoint[] => {
  const openApi = (path: string, hasPasswordFlow: boolean) => {
    const plain = memoize((_: null) => createOpenApiDocument(api, { publicUrl, hasPasswordFlow, additions }))
    const plainText = memoize(async (_: null) => JSON.stringify(await plain(null)))
    if (!additions) return json(path, () => plainText(null))
    return json(path, async () => JSON.stringify(withExamples(await plain(null), await additions.examples())))
  }
  const asyncApiText = memoize((baseUrl: string) =>
    JSON.stringify(createAsyncApiDocument(channels, baseUrl, additions !== undefined)),
  )
  return [
    openApi('/openapi.json', false),
    openApi('/docs/openapi.json', true),
    json('/asyncapi.json', ({ baseUrl }) => asyncApiText(baseUrl)),
  ]
}
