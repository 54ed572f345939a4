import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createContext, disposeContext } from '../../src/context.ts'
import { openDevServer } from '../../src/dev/dev-server.ts'

/** The documents of the server, and what is read of them. */

export interface Schema {
  $ref?: string
  title?: string
  description?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  format?: string
}

export interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema: Schema
}

export interface Operation {
  operationId: string
  summary: string
  description: string
  tags: string[]
  security?: unknown[]
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

export interface AsyncApi {
  channels: Record<string, { messages: Record<string, { $ref: string }> }>
  components: {
    messages: Record<string, { payload: Schema }>
    schemas?: Record<string, Schema>
  }
}

export const readDocuments = async (): Promise<{ openApi: OpenApi; asyncApi: AsyncApi }> => {
  const ctx = createContext(readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'production'))
  const app = createApp(ctx)
  const read = async (path: string) =>
    JSON.parse(await (await app.handle(new Request(`http://localhost${path}`))).text())
  const documents = { openApi: await read('/openapi.json'), asyncApi: await read('/asyncapi.json') }
  await disposeContext(ctx)
  return documents
}

export const readDevDocument = async (): Promise<OpenApi> => {
  const config = readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent', PORT: '0' }, 'demo')
  const devServer = await openDevServer({
    config,
    open: clock => createContext(config, { clock }),
    fill: async () => {},
    seed: 1,
    cast: null,
  })
  const server = devServer.listen({ port: 0, hostname: '127.0.0.1', reusePort: false })
  devServer.listeners.add(server)
  const document: OpenApi = JSON.parse(await (await fetch(new URL('/openapi.json', server.url))).text())
  await devServer.listeners.close()
  await devServer.close()
  return document
}
