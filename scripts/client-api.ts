import { $ } from 'bun'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { createContext, disposeContext } from '../src/context.ts'
import { openDevServer } from '../src/dev/dev-server.ts'

/**
 * Writes src/client/api.ts, the types and functions of the client, from the two documents of the server, and
 * src/pages/console/controls.ts, those of the controls of a demo, and src/pages/ops/api.ts, the types of the operator's
 * desk: bun scripts/client-api.ts. (openapi-typescript, which does the same for any document, needs the compiler API of
 * TypeScript 5, which TypeScript 7 does not have.)
 */

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

interface Parameter {
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

interface AsyncApi {
  channels: Record<string, { messages: Record<string, { $ref: string }> }>
  components: {
    messages: Record<string, { payload: Schema }>
    schemas?: Record<string, Schema>
  }
}

/** The client writes these by hand: they change the session. */
const sessionOperations = new Set(['login', 'refreshAccessToken'])

const readDocuments = async (): Promise<{ openApi: OpenApi; asyncApi: AsyncApi }> => {
  const ctx = createContext(readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'production'))
  const app = createApp(ctx)
  const read = async (path: string) =>
    JSON.parse(await (await app.handle(new Request(`http://localhost${path}`))).text())
  const documents = { openApi: await read('/openapi.json'), asyncApi: await read('/asyncapi.json') }
  await disposeContext(ctx)
  return documents
}

const nameIn = (ref: string) => ref.replace(/^.*\//, '')

export const doc = (text: string | undefined): string =>
  text ? `/** ${text.replaceAll('*/', '* /').trim()} */\n` : ''

export const literal = (value: unknown) => JSON.stringify(value)

/** The TypeScript type of a schema. `known` are the names that have a declaration of their own. */
export const typeOf = (schema: Schema, known: ReadonlySet<string>): string => {
  if (schema.$ref) return nameIn(schema.$ref)
  if (schema.title && known.has(schema.title) && schema.properties) return schema.title
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map(choice => typeOf(choice, known)).join(' | ')
  if (schema.allOf) return schema.allOf.map(part => typeOf(part, known)).join(' & ')
  if (Array.isArray(schema.type)) {
    return schema.type.map(type => typeOf({ ...schema, type }, known)).join(' | ')
  }
  if (schema.type === 'array') return `(${typeOf(schema.items ?? {}, known)})[]`
  if (schema.type === 'object') return objectTypeOf(schema, known)
  if (schema.type === 'integer') return 'number'
  if (schema.format === 'binary') return 'Upload'
  return schema.type ?? 'unknown'
}

const objectTypeOf = (
  { properties, required = [], additionalProperties }: Schema,
  known: ReadonlySet<string>,
) => {
  if (!properties) {
    const value = typeof additionalProperties === 'object' ? typeOf(additionalProperties, known) : 'unknown'
    return `Record<string, ${value}>`
  }
  const fields = Object.entries(properties).map(([name, field]) =>
    fieldOf(name, field, required.includes(name), known),
  )
  return `{\n${fields.join('\n')}\n}`
}

const fieldOf = (name: string, schema: Schema, isRequired: boolean, known: ReadonlySet<string>) =>
  `${doc(schema.description)}${name}${isRequired ? '' : '?'}: ${typeOf(schema, known)}${isRequired ? '' : ' | undefined'}`

export const declarationOf = (name: string, schema: Schema, known: ReadonlySet<string>) => {
  const inner = new Set([...known].filter(other => other !== name))
  return schema.properties
    ? `${doc(schema.description)}export interface ${name} ${typeOf(schema, inner)}`
    : `${doc(schema.description)}export type ${name} = ${typeOf(schema, inner)}`
}

/** What a function takes: the fields of path, query and body side by side. */
export const inputOf = (
  { parameters = [], requestBody }: Operation,
  known: ReadonlySet<string>,
): string | null => {
  const fields = parameters
    .filter(parameter => parameter.in === 'path' || parameter.in === 'query')
    .map(({ name, description, required = false, schema }) =>
      fieldOf(name, { ...schema, ...(description && { description }) }, required, known),
    )
  const [body] = Object.values(requestBody?.content ?? {})
  const parts = [
    ...(fields.length > 0 ? [`{\n${fields.join('\n')}\n}`] : []),
    ...(body ? [typeOf(body.schema, known)] : []),
  ]
  return parts.length > 0 ? parts.join(' & ') : null
}

const canBeLeftOut = ({ parameters = [], requestBody }: Operation) =>
  requestBody?.required !== true &&
  parameters.every(({ in: place, required }) => place === 'header' || !required)

export const outputOf = ({ responses }: Operation, known: ReadonlySet<string>): string => {
  const types = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content }]) => Object.entries(content ?? {}))
    .map(([type, { schema }]) => (type.startsWith('image/') ? 'Blob' : typeOf(schema, known)))
  return [...new Set(types)].join(' | ') || 'void'
}

/** What sets a call apart from sending and receiving JSON. */
const traitOf = ({ parameters = [], requestBody, responses, security }: Operation): string | null => {
  if (parameters.some(({ name }) => name === 'Idempotency-Key')) return 'keyed'
  if (requestBody?.content['multipart/form-data']) return 'upload'
  if (Object.keys(responses[200]?.content ?? {}).some(type => type.startsWith('image/'))) return 'file'
  return security?.length === 0 ? 'open' : null
}

const signatureOf = (operation: Operation, known: ReadonlySet<string>) => {
  const input = inputOf(operation, known)
  const argument = input === null ? '' : `input${canBeLeftOut(operation) ? '?' : ''}: ${input}, `
  return `${doc(operation.description)}${operation.operationId}(${argument}options?: CallOptions): Promise<${outputOf(operation, known)}>`
}

const functionOf = (method: string, path: string, operation: Operation, known: ReadonlySet<string>) => {
  const hasInput = inputOf(operation, known) !== null
  const trait = traitOf(operation)
  const more = `${hasInput ? 'input' : 'undefined'}, options${trait ? `, '${trait}'` : ''}`
  return `${operation.operationId}: (${hasInput ? 'input, ' : ''}options) => call('${method.toUpperCase()}', '${path}', ${more})`
}

const unionOf = (
  name: string,
  description: string,
  channel: string,
  { channels, components }: AsyncApi,
  known: ReadonlySet<string>,
) => {
  const events = Object.values(channels[channel]?.messages ?? {}).map(({ $ref }) => nameIn($ref))
  // What the client itself deals with stays inside.
  const shown = events.filter(
    event => event.endsWith('_event') && !/^(pong|authenticated|error)_/.test(event),
  )
  const types = shown.map(event => {
    const { properties } = components.messages[event]?.payload ?? {}
    if (!properties?.type || !properties.data)
      throw new Error(`${event} has another form than type and data.`)
    return `{ type: ${typeOf(properties.type, known)}; data: ${typeOf(properties.data, known)} }`
  })
  return `/** ${description} */\nexport type ${name} =\n  | ${types.join('\n  | ')}`
}

const write = ({ openApi, asyncApi }: { openApi: OpenApi; asyncApi: AsyncApi }): string => {
  const { schemas } = openApi.components
  const known = new Set(Object.keys(schemas))
  const operations = Object.entries(openApi.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    )
    .filter(({ operation }) => !sessionOperations.has(operation.operationId))
  return [
    '// Made by scripts/client-api.ts from the OpenAPI and AsyncAPI documents of the server. Do not edit.',
    "import type { Call, CallOptions, Upload } from './call.ts'",
    ...Object.entries(schemas).map(([name, schema]) => declarationOf(name, schema, known)),
    unionOf('RoomEvent', 'What happens in a chat room.', 'room', asyncApi, known),
    unionOf(
      'NotificationEvent',
      'What concerns the user, wherever they are.',
      'notifications',
      asyncApi,
      known,
    ),
    unionOf('GigEvent', 'What happens to the gigs of an area.', 'gigs', asyncApi, known),
    `/** A function for each operation of the API. Each rejects with a ChayenityError. */\nexport interface Operations {\n${operations.map(({ operation }) => signatureOf(operation, known)).join('\n')}\n}`,
    `export const createOperations = (call: Call): Operations => ({\n${operations.map(({ method, path, operation }) => functionOf(method, path, operation, known)).join(',\n')},\n})`,
    '',
  ].join('\n\n')
}

/** The text of src/client/api.ts for the server as it is. */
export const clientApi = async (): Promise<string> => {
  const text = write(await readDocuments())
  return format(text, 'src/client/api.ts')
}

const readDevDocument = async (): Promise<OpenApi> => {
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

/** The names of a schema and of all that it names. */
export const namesIn = (
  value: unknown,
  schemas: Record<string, Schema>,
  found = new Set<string>(),
): Set<string> => {
  JSON.stringify(value, (key, item) => {
    const name = key === '$ref' && typeof item === 'string' ? nameIn(item) : ''
    if (name !== '' && schemas[name] && !found.has(name)) namesIn(schemas[name], schemas, found.add(name))
    return item
  })
  return found
}

const writeControls = ({ paths, components: { schemas } }: OpenApi): string => {
  const controls = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/_dev'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
  const known = namesIn(
    controls.map(({ operation: { parameters, requestBody, responses } }) => ({
      parameters,
      requestBody,
      // An error is thrown, so its schema is the client's.
      responses: Object.entries(responses).filter(([status]) => status.startsWith('2')),
    })),
    schemas,
  )
  const declared = Object.entries(schemas).filter(([name]) => known.has(name))
  return [
    '// Made by scripts/client-api.ts from the OpenAPI document of a demo. Do not edit.',
    'export interface CallOptions {\nsignal?: AbortSignal | undefined\n}',
    '/** Calls a control. The fields of the input fill the path, then the query or the body. */\nexport type Call = <Output>(method: string, path: string, input: object | undefined, options: CallOptions | undefined, trait?: string) => Promise<Output>',
    ...declared.map(([name, schema]) => declarationOf(name, schema, known)),
    `/** The values of each enumeration. */\nexport const choices = {\n${declared
      .flatMap(([name, schema]) => (schema.enum ? [`${name}: ${literal(schema.enum)},`] : []))
      .join('\n')}\n} as const`,
    `/** A function for each control. */\nexport interface Controls {\n${controls.map(({ operation }) => signatureOf(operation, known)).join('\n')}\n}`,
    `export const createControls = (call: Call): Controls => ({\n${controls.map(({ method, path, operation }) => functionOf(method, path, operation, known)).join(',\n')},\n})`,
    '',
  ].join('\n\n')
}

export const format = (text: string, path: string): Promise<string> =>
  $`${process.execPath} x --no-install biome format --stdin-file-path=${path} < ${new Response(text)}`.text()

const controlsFile = 'src/pages/console/controls.ts'

/** The text of src/pages/console/controls.ts for the server as it is. */
export const consoleControls = async (): Promise<string> =>
  format(writeControls(await readDevDocument()), controlsFile)

if (import.meta.main) {
  await Bun.write('src/client/api.ts', await clientApi())
  await Bun.write(controlsFile, await consoleControls())
  const { deskApi, deskApiFile } = await import('./desk-api.ts')
  await Bun.write(deskApiFile, await deskApi())
}
