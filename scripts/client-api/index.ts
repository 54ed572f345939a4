import { deskApi, deskApiFile } from './desk.ts'
import { type AsyncApi, type OpenApi, readDevDocument, readDocuments } from './documents.ts'
import { format } from './format.ts'
import { functionOf, signatureOf } from './functions.ts'
import { declarationOf, literal, schemasOf, unionOf } from './types.ts'

/**
 * Writes src/client/api.ts, the types and functions of the client, from the two documents of the server, and
 * src/pages/console/controls.ts, those of the controls of a demo, and src/pages/ops/api.ts, the types of the operator's
 * desk: bun scripts/client-api/index.ts. (openapi-typescript, which does the same for any document, needs the compiler API
 * of TypeScript 5, which TypeScript 7 does not have.)
 */

/** The client writes these by hand: they change the session. */
const sessionOperations = new Set(['login', 'refreshAccessToken'])

const write = ({ openApi, asyncApi }: { openApi: OpenApi; asyncApi: AsyncApi }): string => {
  const { schemas } = openApi.components
  const known = new Set(Object.keys(schemas))
  const operations = Object.entries(openApi.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    )
    .filter(({ operation }) => !sessionOperations.has(operation.operationId))
  return [
    '// Made by scripts/client-api from the OpenAPI and AsyncAPI documents of the server. Do not edit.',
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

const writeControls = ({ paths, components: { schemas } }: OpenApi): string => {
  const controls = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/_dev'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
  const declared = schemasOf(
    controls.map(({ operation }) => operation),
    schemas,
  )
  const known = new Set(declared.map(([name]) => name))
  return [
    '// Made by scripts/client-api from the OpenAPI document of a demo. Do not edit.',
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

const controlsFile = 'src/pages/console/controls.ts'

/** The text of src/pages/console/controls.ts for the server as it is. */
export const consoleControls = async (): Promise<string> =>
  format(writeControls(await readDevDocument()), controlsFile)

if (import.meta.main) {
  await Bun.write('src/client/api.ts', await clientApi())
  await Bun.write(controlsFile, await consoleControls())
  await Bun.write(deskApiFile, await deskApi())
}
