import type { Static, TObject, TProperties } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { AppError, invalidFields } from '../errors.ts'
import { isJsonObject, parseJson } from '../lib/json.ts'
import { createDecoder } from '../schema/decode.ts'
import { fieldErrorsOf } from '../schema/field-errors.ts'
import { object } from '../schema/objects.ts'
import { oneOf } from '../schema/requests.ts'

/** A kind of frame that a client may send. Frames are flat, as in the contract (ruling W1). */
export interface FrameDeclaration<Type extends string = string, Schema extends TObject = TObject> {
  readonly type: Type
  readonly description: string
  readonly schema: Schema
}

/** What is read from a frame. */
export type FrameOf<Declaration extends FrameDeclaration> =
  Declaration extends FrameDeclaration<infer Type, infer Schema>
    ? { type: Type } & Omit<Static<Schema>, 'type'>
    : never

/** Declares a frame of a client, once for the code and the document. */
export const frame = <const Type extends string, Fields extends TProperties>(
  type: Type,
  description: string,
  own: Fields,
) => ({ type, description, schema: object({ type: oneOf([type]), ...own }) })

/** A frame, checked against its declaration. @throws AppError BAD_REQUEST, VALIDATION_ERROR */
export type ReadFrame<Declaration extends FrameDeclaration> = (
  raw: string | Uint8Array,
) => FrameOf<Declaration>

interface FrameKind {
  schema: TObject
  check: TypeCheck<TObject>
  decode: (checked: Record<string, unknown>) => unknown
}

/** Makes the reader of some kinds of frames. */
export const createFrameReader = <Declaration extends FrameDeclaration>(
  declarations: readonly Declaration[],
): ReadFrame<Declaration> => {
  const kinds = new Map(
    declarations.map(({ type, schema }): [string, FrameKind] => [
      type,
      { schema, check: TypeCompiler.Compile<TObject>(schema), decode: createDecoder<TObject>(schema) },
    ]),
  )
  return raw => {
    const sent = parseFrame(raw)
    const kind = typeof sent.type === 'string' ? kinds.get(sent.type) : undefined
    if (!kind) throw invalidFields({ type: [`Must be one of ${[...kinds.keys()].join(', ')}.`] })
    const { schema, check, decode } = kind
    if (!check.Check(sent)) throw invalidFields(fieldErrorsOf(schema, sent))
    return decode(sent) as FrameOf<Declaration> // checked by the schema of its type
  }
}

/** The object in a frame, whatever it holds. @throws AppError BAD_REQUEST */
export const parseFrame = (raw: string | Uint8Array): Record<string, unknown> => {
  const notJson = () => new AppError('BAD_REQUEST', 'A frame must be a JSON object, sent as text.')
  if (typeof raw !== 'string') throw notJson()
  let sent: unknown
  try {
    sent = parseJson(raw)
  } catch {
    throw notJson()
  }
  if (!isJsonObject(sent)) throw notJson()
  return sent
}
