import type { Static, TObject, TProperties } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { AppError, invalidFields } from '../errors.ts'
import { isJsonObject, parseJson } from '../lib/json.ts'
import { createDecoder } from '../schema/decode.ts'
import { fieldErrorsOf } from '../schema/field-errors.ts'
import { object } from '../schema/objects.ts'
import { oneOf } from '../schema/requests.ts'

/** Per user over all sockets (ruling G12). A `request` counts as one to the API, a `frame` apart. */
export type FrameBudget = 'request' | 'frame'

/** Frames are flat, as in the contract (ruling W1). */
export interface FrameDeclaration<Type extends string = string, Schema extends TObject = TObject> {
  readonly type: Type
  readonly description: string
  readonly schema: Schema
  readonly budget: FrameBudget
}

export type FrameOf<Declaration extends FrameDeclaration> =
  Declaration extends FrameDeclaration<infer Type, infer Schema>
    ? { type: Type } & Omit<Static<Schema>, 'type'>
    : never

export const frame = <const Type extends string, Fields extends TProperties>(
  type: Type,
  description: string,
  own: Fields,
  budget: FrameBudget = 'frame',
) => ({
  type,
  description,
  schema: object({ type: oneOf([type], { description: `Always ${type}.` }), ...own }),
  budget,
})

/** `count` is called before the check. @throws AppError BAD_REQUEST, VALIDATION_ERROR */
export type ReadFrame<Frame> = (
  raw: string | Uint8Array,
  count: (budget: FrameBudget) => void | Promise<void>,
) => Frame | Promise<Frame>

interface FrameKind {
  schema: TObject
  budget: FrameBudget
  check: TypeCheck<TObject>
  decode: (checked: Record<string, unknown>) => unknown
}

export const createFrameReader = <Declaration extends FrameDeclaration>(
  declarations: readonly Declaration[],
): ReadFrame<FrameOf<Declaration>> => {
  const kinds = new Map(
    declarations.map(({ type, schema, budget }): [string, FrameKind] => [
      type,
      {
        schema,
        budget,
        check: TypeCompiler.Compile<TObject>(schema),
        decode: createDecoder<TObject>(schema),
      },
    ]),
  )
  return (raw, count) => {
    const sent = readObject(raw)
    const type = sent instanceof AppError ? undefined : sent.type
    const kind = typeof type === 'string' ? kinds.get(type) : undefined
    const read = () => {
      if (sent instanceof AppError) throw sent
      if (!kind) throw invalidFields({ type: [`Must be one of ${[...kinds.keys()].join(', ')}.`] })
      const { schema, check, decode } = kind
      if (!check.Check(sent)) throw invalidFields(fieldErrorsOf(schema, sent))
      return decode(sent) as FrameOf<Declaration> // checked by the schema of its type
    }
    const counted = count(kind?.budget ?? 'frame')
    return counted ? counted.then(read) : read()
  }
}

/** Unchecked. @throws AppError BAD_REQUEST */
export const parseFrame = (raw: string | Uint8Array): Record<string, unknown> => {
  const sent = readObject(raw)
  if (sent instanceof AppError) throw sent
  return sent
}

const readObject = (raw: string | Uint8Array): Record<string, unknown> | AppError => {
  try {
    const sent = typeof raw === 'string' ? parseJson(raw) : null
    if (isJsonObject(sent)) return sent
  } catch {
    // It is no JSON, or it is nested too deeply.
  }
  return new AppError('BAD_REQUEST', 'A frame must be a JSON object, sent as text.')
}
