import { type Static, type TSchema, type TUnsafe, Type } from '@sinclair/typebox'

/** The JSON text of a value, made by the encoder of its schema. It is for text that is worth keeping. */
export class JsonText<Value> {
  /** Known to TypeScript alone. */
  declare protected readonly value: Value

  constructor(readonly text: string) {}
}

const isText = Symbol('isText')

/** The same schema for values that are text already: an encoder takes them over as they are. */
export const asText = <Schema extends TSchema>(schema: Schema): TUnsafe<JsonText<Static<Schema>>> =>
  Type.Unsafe<JsonText<Static<Schema>>>({ ...schema, [isText]: true })

export const isTextSchema = (schema: TSchema): boolean => isText in schema

/** The fields in the text of an object that is not empty, to be joined with those of others. */
export const fieldsIn = (text: string): string => text.slice(1, -1)

/** What a client reads of an encoded value. */
export type Decoded<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends JsonText<infer Inner>
    ? Inner
    : { [Name in keyof Value]: Decoded<Value[Name]> }
