import type { Operation } from './documents.ts'
import { doc, fieldOf, typeOf } from './types.ts'

/** TypeScript for the operations of a document. */

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

export const canBeLeftOut = ({ parameters = [], requestBody }: Operation) =>
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
export const traitOf = ({ parameters = [], requestBody, responses, security }: Operation): string | null => {
  if (parameters.some(({ name }) => name === 'Idempotency-Key')) return 'keyed'
  if (requestBody?.content['multipart/form-data']) return 'upload'
  if (Object.keys(responses[200]?.content ?? {}).some(type => type.startsWith('image/'))) return 'file'
  return security?.length === 0 ? 'open' : null
}

export const signatureOf = (operation: Operation, known: ReadonlySet<string>) => {
  const input = inputOf(operation, known)
  const argument = input === null ? '' : `input${canBeLeftOut(operation) ? '?' : ''}: ${input}, `
  return `${doc(operation.description)}${operation.operationId}(${argument}options?: CallOptions): Promise<${outputOf(operation, known)}>`
}

export const functionOf = (
  method: string,
  path: string,
  operation: Operation,
  known: ReadonlySet<string>,
) => {
  const hasInput = inputOf(operation, known) !== null
  const trait = traitOf(operation)
  const more = `${hasInput ? 'input' : 'undefined'}, options${trait ? `, '${trait}'` : ''}`
  return `${operation.operationId}: (${hasInput ? 'input, ' : ''}options) => call('${method.toUpperCase()}', '${path}', ${more})`
}
