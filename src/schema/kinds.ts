import { Kind, type TSchema, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox'

/** Elysia's formats accept `0x10`, `urn:uuid:…` and 30 February, so fields have checks of their own. */
const kind = 'Checked'

export const isRequestField = (schema: TSchema): boolean => schema[Kind] === kind

const check = Symbol('check')
const message = Symbol('message')
const decode = Symbol('decode')

declare module '@sinclair/typebox' {
  interface SchemaOptions {
    [message]?: string
    [decode]?: (value: unknown) => unknown
  }
}

TypeRegistry.Set<{ [check]: (value: unknown) => boolean }>(kind, (schema, value) => schema[check](value))

export interface Annotations {
  description?: string
  examples?: unknown[]
  default?: unknown
}

export const withBounds = (annotations: Annotations, bounds: string): Annotations => ({
  ...annotations,
  description: annotations.description ? `${annotations.description} ${bounds}` : bounds,
})

export const rangeOf = (min: number, max: number): string =>
  max === Number.MAX_SAFE_INTEGER
    ? `At least ${min}.`
    : `From ${min} to ${max.toLocaleString('en-US').replaceAll(',', ' ')}.`

/** Generators make one type of it. */
export interface NamedEnum<Value extends string> {
  title: string
  description: string
  values: readonly Value[]
}

export const namedEnum = <const Value extends string>(
  title: string,
  values: readonly Value[],
  description: string,
): NamedEnum<Value> => ({ title, description, values })

/** What is said wherever a schema is used. What is said of one use stands beside it. */
export const sharedKey = 'x-shared'

export const enumSchema = <Value extends string>(
  words: NamedEnum<Value> | readonly Value[],
  annotations: Annotations,
): { values: readonly Value[]; schema: Record<string, unknown> } => {
  if (!('title' in words)) {
    const choice = words.length === 1 ? { const: words[0] } : { enum: words }
    return { values: words, schema: { type: 'string', ...choice, ...annotations } }
  }
  const { values, title, description } = words
  return {
    values,
    schema: { type: 'string', enum: values, ...annotations, [sharedKey]: { title, description } },
  }
}

interface FieldDefinition<Accepted> {
  schema: Record<string, unknown>
  check: (value: unknown) => value is Accepted
  message: string
}

export const field = <Accepted>(definition: FieldDefinition<Accepted>): TUnsafe<Accepted> =>
  Type.Unsafe<Accepted>({
    ...definition.schema,
    [Kind]: kind,
    [check]: definition.check,
    [message]: definition.message,
  })

export const decodedField = <Accepted, Decoded>(
  definition: FieldDefinition<Accepted>,
  decodeAccepted: (value: Accepted) => Decoded,
): TUnsafe<Decoded> =>
  Type.Unsafe<Decoded>({
    ...field(definition),
    [decode]: (value: unknown) => decodeAccepted(value as Accepted), // only values that passed the check are decoded
  })

export const decoderOf = (schema: TSchema): ((value: unknown) => unknown) | undefined => schema[decode]

export const messageOf = (schema: TSchema): string => schema[message] ?? messageOfComposite(schema)

const messageOfComposite = (schema: TSchema): string => {
  if (schema[Kind] === 'Array') {
    return `Must be a list of at most ${schema.maxItems} items; each ${messageOf(schema.items).replace('Must', 'must')}`
  }
  if (schema[Kind] === 'Object') return 'Must be a JSON object.'
  if (Array.isArray(schema.anyOf) && schema.anyOf[0]) return messageOf(schema.anyOf[0])
  return 'Is not right.'
}
