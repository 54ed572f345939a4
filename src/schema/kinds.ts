import { Kind, type TSchema, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox'

/**
 * The one TypeBox kind of all request fields. TypeBox's own checks of strings and numbers are replaced, since Elysia's
 * formats accept `0x10`, `urn:uuid:…` and 30 February. A field's check stands beside its JSON Schema and its message, so
 * that the document and the check cannot drift apart.
 */
const kind = 'Checked'

/** Whether a schema is a request field, whose TypeScript type is that of the decoded value. */
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

/** The documentation of a field besides its type. */
export interface Annotations {
  description?: string
  examples?: unknown[]
  default?: unknown
}

interface FieldDefinition<Accepted> {
  /** JSON Schema for the document. */
  schema: Record<string, unknown>
  check: (value: unknown) => value is Accepted
  /** A sentence for a client that sent something else. */
  message: string
}

export const field = <Accepted>(definition: FieldDefinition<Accepted>): TUnsafe<Accepted> =>
  Type.Unsafe<Accepted>({
    ...definition.schema,
    [Kind]: kind,
    [check]: definition.check,
    [message]: definition.message,
  })

/** A field whose accepted value is decoded into another form; handlers see only the decoded one. */
export const decodedField = <Accepted, Decoded>(
  definition: FieldDefinition<Accepted>,
  decodeAccepted: (value: Accepted) => Decoded,
): TUnsafe<Decoded> =>
  Type.Unsafe<Decoded>({
    ...field(definition),
    [decode]: (value: unknown) => decodeAccepted(value as Accepted), // only values that passed the check are decoded
  })

/** What decodes the accepted values of a field; undefined where they stay as they are. */
export const decoderOf = (schema: TSchema): ((value: unknown) => unknown) | undefined => schema[decode]

/** The sentence for a client whose value does not fit a schema. */
export const messageOf = (schema: TSchema): string => schema[message] ?? messageOfComposite(schema)

const messageOfComposite = (schema: TSchema): string => {
  if (schema[Kind] === 'Array') {
    return `Must be a list of at most ${schema.maxItems} items; each ${messageOf(schema.items).replace('Must', 'must')}`
  }
  if (schema[Kind] === 'Object') return 'Must be a JSON object.'
  if (Array.isArray(schema.anyOf) && schema.anyOf[0]) return messageOf(schema.anyOf[0])
  return 'Is not right.'
}
