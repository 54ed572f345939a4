import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { AnyElysia } from 'elysia'
import type { Context } from '../context.ts'
import type { Clock } from '../lib/clock.ts'
import { createLru } from '../lib/lru.ts'
import type { Channel } from '../realtime/channel.ts'
import { escapeString } from '../schema/json-values.ts'
import { createAsyncApiDocument } from './asyncapi.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import { acceptsGzip, hasCurrentCopy, varyByEncoding } from './file-reply.ts'
import { createOpenApiDocument, type DocumentAdditions, withCurrent } from './openapi.ts'
import { Reply } from './reply.ts'
import type { RequestContext } from './request-context.ts'

const compress = promisify(gzip)

const memoize = <In, Value>(make: (input: In) => Value): ((input: In) => Value) => {
  let last: { input: In; value: Value } | null = null
  return input => {
    if (last?.input !== input) last = { input, value: make(input) }
    return last.value
  }
}

const maxCompressed = 16
const compressEveryMs = 1000

/** Once a second: these threads also sync the database. @returns null when it is not compressed */
const createCompressor = (clock: Pick<Clock, 'elapsed'>) => {
  const known = createLru<string, Promise<Uint8Array<ArrayBuffer>>>(maxCompressed)
  let nextAt = Number.NEGATIVE_INFINITY
  return (etag: string, text: string): Promise<Uint8Array<ArrayBuffer>> | null => {
    const compressed = known.get(etag)
    if (compressed) return compressed
    if (clock.elapsed() < nextAt) return null
    nextAt = clock.elapsed() + compressEveryMs
    const made = compress(text).then(bytes => new Uint8Array(bytes))
    known.set(etag, made)
    return made
  }
}

type Make = (context: RequestContext) => string | Promise<string>

const json = (clock: Clock, path: string, make: Make): Endpoint => {
  const etagOf = memoize((text: string) => `W/"${Bun.hash(text).toString(36)}"`)
  const compressedOf = createCompressor(clock)
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
      const compressed = acceptsGzip(request) ? await compressedOf(etag, text) : null
      if (!compressed) return new Reply(200, text, content)
      return new Reply(200, compressed, { ...content, 'content-encoding': 'gzip' })
    },
  })
}

/** A name that no host has (RFC 2606). */
const anyHost = 'any-host.invalid'
const anyUrl = `http://${anyHost}`

/** `/docs` has a document of its own, with a login by password. */
export const documentEndpoints = (
  { config: { publicUrl }, clock }: Pick<Context, 'config' | 'clock'>,
  api: AnyElysia,
  channels: readonly Channel[],
  additions?: DocumentAdditions,
): Endpoint[] => {
  const openApi = (path: string, hasPasswordFlow: boolean) => {
    const ownUrl = publicUrl ?? anyUrl
    const plain = memoize((_: null) =>
      createOpenApiDocument(api, { publicUrl, ownUrl, hasPasswordFlow, additions }),
    )
    const plainText = memoize(async (_: null) => JSON.stringify(await plain(null)))
    const fillIn = (text: string, baseUrl: string): string =>
      publicUrl ? text : text.replaceAll(anyUrl, () => escapeString(baseUrl, 'host'))
    if (!additions) {
      const textFor = memoize(async (baseUrl: string) => fillIn(await plainText(null), baseUrl))
      return json(clock, path, ({ baseUrl }) => textFor(baseUrl))
    }
    return json(clock, path, async ({ baseUrl }) => {
      const current = withCurrent(await plain(null), await additions.current(), { hasPasswordFlow })
      return fillIn(JSON.stringify(current), baseUrl)
    })
  }
  const make = (baseUrl: string) =>
    JSON.stringify(createAsyncApiDocument(channels, baseUrl, additions !== undefined))
  // Making a document takes milliseconds and any client may name another host, so the host is filled in.
  const templates = {
    'http:': memoize((_: null) => make(anyUrl)),
    'https:': memoize((_: null) => make(`https://${anyHost}`)),
  }
  const ownText = memoize((_: null) => make(publicUrl ?? ''))
  const asyncApiText = memoize((baseUrl: string): string => {
    if (publicUrl) return ownText(null)
    const { protocol, host } = new URL(baseUrl)
    const template = templates[protocol === 'https:' ? 'https:' : 'http:'](null)
    return template.replaceAll(anyHost, () => escapeString(host, 'host'))
  })
  return [
    openApi('/openapi.json', false),
    openApi('/docs/openapi.json', true),
    json(clock, '/asyncapi.json', ({ baseUrl }) => asyncApiText(baseUrl)),
  ]
}
