import type { AnyElysia } from 'elysia'
import type { Context } from '../context.ts'
import type { Channel } from '../realtime/channel.ts'
import { createAsyncApiDocument } from './asyncapi.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import { createOpenApiDocument } from './openapi.ts'
import { Reply } from './reply.ts'

/** A document as JSON: public, without a rate limit, not part of the API's document. */
const json = (path: string, make: () => unknown): Endpoint => {
  let text: string | null = null
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
    run: () => {
      text ??= JSON.stringify(make())
      return new Reply(200, text, {
        'content-type': 'application/json;charset=utf-8',
        'cache-control': 'no-cache',
      })
    },
  })
}

/** The documents that describe the HTTP API and the sockets. */
export const documentEndpoints = (
  { config }: Pick<Context, 'config'>,
  api: AnyElysia,
  channels: readonly Channel[],
): Endpoint[] => [
  json('/openapi.json', () => createOpenApiDocument(api, config.publicUrl)),
  json('/asyncapi.json', () => createAsyncApiDocument(channels, config.publicUrl)),
]
