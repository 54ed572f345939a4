import type { AsyncApi, Operation, Schema } from './documents.ts'

/** TypeScript for the schemas of a document. */

export const nameIn = (ref: string) => ref.replace(/^.*\//, '')

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

export const objectTypeOf = (
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

export const fieldOf = (name: string, schema: Schema, isRequired: boolean, known: ReadonlySet<string>) =>
  `${doc(schema.description)}${name}${isRequired ? '' : '?'}: ${typeOf(schema, known)}${isRequired ? '' : ' | undefined'}`

export const declarationOf = (name: string, schema: Schema, known: ReadonlySet<string>) => {
  const inner = new Set([...known].filter(other => other !== name))
  return schema.properties
    ? `${doc(schema.description)}export interface ${name} ${typeOf(schema, inner)}`
    : `${doc(schema.description)}export type ${name} = ${typeOf(schema, inner)}`
}

/** The names of a schema and of all that it names. */
const namesIn = (value: unknown, schemas: Record<string, Schema>, found = new Set<string>()): Set<string> => {
  JSON.stringify(value, (key, item) => {
    const name = key === '$ref' && typeof item === 'string' ? nameIn(item) : ''
    if (name !== '' && schemas[name] && !found.has(name)) namesIn(schemas[name], schemas, found.add(name))
    return item
  })
  return found
}

/** The schemas that operations name in what they take and in what they answer with success, by their names. */
export const schemasOf = (
  operations: readonly Operation[],
  schemas: Record<string, Schema>,
): [name: string, schema: Schema][] => {
  const used = namesIn(
    operations.map(({ parameters, requestBody, responses }) => ({
      parameters,
      requestBody,
      // An error is thrown, so its schema is the client's.
      responses: Object.entries(responses).filter(([status]) => status.startsWith('2')),
    })),
    schemas,
  )
  return Object.entries(schemas).filter(([name]) => used.has(name))
}

export const unionOf = (
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
