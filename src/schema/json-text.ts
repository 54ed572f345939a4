import { type Static, type TSchema, type TUnsafe, Type } from '@sinclair/typebox'

/** For text that is worth keeping. */
export class JsonText<Value> {
  declare protected readonly value: Value

  constructor(readonly text: string) {}
}

const isText = Symbol('isText')

export const asText = <Schema extends TSchema>(schema: Schema): TUnsafe<JsonText<Static<Schema>>> =>
  Type.Unsafe<JsonText<Static<Schema>>>({ ...schema, [isText]: true })

export const isTextSchema = (schema: TSchema): boolean => isText in schema

export const fieldsIn = (text: string): string => text.slice(1, -1)

export type Decoded<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends JsonText<infer Inner>
    ? Inner
    : { [Name in keyof Value]: Decoded<Value[Name]> }
