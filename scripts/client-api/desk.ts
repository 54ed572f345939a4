import { readConfig } from '../../src/config.ts'
import { createContext, disposeContext } from '../../src/context.ts'
import { pathOfCommand } from '../../src/domain/operators/endpoints.ts'
import { operatorCommands } from '../../src/domain/operators/registry.ts'
import { Listeners } from '../../src/http/listeners.ts'
import { createOpsApp, deskDocument } from '../../src/ops-app.ts'
import type { OpenApi, Operation } from './documents.ts'
import { format } from './format.ts'
import { inputOf, outputOf } from './functions.ts'
import { declarationOf, doc, literal, schemasOf } from './types.ts'

/** Makes src/pages/ops/api.ts, the types of the operator's desk, from its document. */

const base = '/api/_ops'

export const deskApiFile = 'src/pages/ops/api.ts'

const readDocument = async (): Promise<OpenApi> => {
  const ctx = createContext(readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'production'))
  const app = createOpsApp(ctx, { server: new Listeners() })
  const document: OpenApi = JSON.parse(JSON.stringify(await deskDocument(app, null)))
  await disposeContext(ctx)
  return document
}

/** A field of an interface for each operation: what it takes and what it answers. */
const signatureOf = (name: string, operation: Operation, known: ReadonlySet<string>): string =>
  `${doc(operation.description)}${literal(name)}: { input: ${inputOf(operation, known) ?? 'object'}; answer: ${outputOf(operation, known).replace('void', 'unknown')} }`

const interfaceOf = (name: string, description: string, signatures: readonly string[]): string =>
  `${doc(description)}export interface ${name} {\n${signatures.join('\n')}\n}`

const isJson = ({ operation: { responses } }: { operation: Operation }): boolean =>
  responses[200]?.content?.['application/json'] !== undefined

const write = ({ paths, components: { schemas } }: OpenApi): string => {
  const known = new Set(Object.keys(schemas))
  const withMethod = (method: string) =>
    Object.entries(paths).flatMap(([path, { [method]: operation }]) =>
      operation ? [{ path: path.slice(base.length), operation }] : [],
    )
  const commandOf = new Map(operatorCommands.map(command => [pathOfCommand(command.name), command]))
  const posts = withMethod('post')
  const queries = withMethod('get')
    .filter(isJson)
    .map(({ path, operation }) => signatureOf(path, operation, known))
  const others = posts
    .filter(({ path }) => !commandOf.has(path))
    .map(({ path, operation }) => signatureOf(path, operation, known))
  const commands = posts.flatMap(({ path, operation }) => {
    const command = commandOf.get(path)
    return command ? [signatureOf(command.name, operation, known)] : []
  })
  const needs = operatorCommands.map(
    ({ name, needsReason, confirmsPassword }) =>
      `${literal(name)}: ${literal({ needsReason, confirmsPassword })}`,
  )
  const used = [...withMethod('get'), ...posts].map(({ operation }) => operation)
  return [
    "// Made by scripts/client-api from the document of the operator's desk. Do not edit.",
    ...schemasOf(used, schemas).map(([name, schema]) => declarationOf(name, schema, known)),
    interfaceOf('Queries', 'What is looked at, by its path.', queries),
    interfaceOf('Posts', 'What a session is begun and ended with, by its path.', others),
    interfaceOf('Commands', 'Every command, by its name.', commands),
    `/** What a command needs besides its fields. */\nexport const commandNeeds = {\n${needs.join(',\n')},\n} as const satisfies Record<keyof Commands, { needsReason: boolean; confirmsPassword: boolean }>`,
    '',
  ].join('\n\n')
}

/** The text of src/pages/ops/api.ts for the server as it is. */
export const deskApi = async (): Promise<string> => format(write(await readDocument()), deskApiFile)
