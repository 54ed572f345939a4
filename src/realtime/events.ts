import type { Static, TSchema } from '@sinclair/typebox'
import { createEncoder } from '../schema/encode.ts'

/** `{"type", "data"}` on the wire (ruling W1). */
export interface ServerEvent<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly data: Data
  readonly declaration: EventDeclaration
}

export interface EventDeclaration {
  readonly type: string
  readonly description: string
  readonly dataSchema: TSchema
  encodeData(data: unknown): string
}

interface EventFactory<Type extends string, Data> extends EventDeclaration {
  readonly type: Type
  (data: Data): ServerEvent<Type, Data>
  is(event: ServerEvent): event is ServerEvent<Type, Data>
}

export type EventOf<Factory> = Factory extends (data: never) => infer Event ? Event : never

export const event = <const Type extends string, Schema extends TSchema>(
  type: Type,
  description: string,
  dataSchema: Schema,
): EventFactory<Type, Static<Schema>> => {
  type Made = ServerEvent<Type, Static<Schema>>
  const create = (data: Static<Schema>): Made => ({ type, data, declaration: factory })
  const is = (candidate: ServerEvent): candidate is Made => candidate.declaration === factory
  const factory: EventFactory<Type, Static<Schema>> = Object.assign(create, {
    type,
    description,
    dataSchema,
    encodeData: createEncoder(dataSchema),
    is,
  })
  return factory
}

/** The schema of its data encodes it, as that of a response does. */
export const encodeEvent = ({ type, data, declaration }: ServerEvent): string =>
  `{"type":"${type}","data":${declaration.encodeData(data)}}`
