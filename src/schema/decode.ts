import { KindGuard, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { isJsonObject } from '../lib/json.ts'
import { decoderOf } from './kinds.ts'

type Decode = (value: unknown) => unknown

/** Changes the checked value in place. TypeBox's `Decode` takes longer than all else about a path. */
export const createDecoder = <Schema extends TObject>(
  schema: Schema,
): ((checked: Record<string, unknown>) => Static<Schema>) => {
  const decode = objectDecoder(schema)
  return checked => (decode ? decode(checked) : checked) as Static<Schema> // made for this schema
}

const valueDecoder = (schema: TSchema): Decode | undefined => {
  if (KindGuard.IsObject(schema)) return objectDecoder(schema)
  if (KindGuard.IsUnion(schema)) return nullableDecoder(schema.anyOf)
  if (!KindGuard.IsArray(schema)) return decoderOf(schema)
  const decodeItem = valueDecoder(schema.items)
  return decodeItem && (value => (Array.isArray(value) ? value.map(decodeItem) : value))
}

const nullableDecoder = ([schema]: TSchema[]): Decode | undefined => {
  const decode = schema && valueDecoder(schema)
  return decode && (value => (value === null ? null : decode(value)))
}

const objectDecoder = ({ properties }: TObject): Decode | undefined => {
  const decoders = Object.entries(properties).flatMap(([name, field]): [string, Decode][] => {
    const decode = valueDecoder(field)
    return decode ? [[name, decode]] : []
  })
  if (decoders.length === 0) return undefined
  return value => {
    if (!isJsonObject(value)) return value
    for (const [name, decode] of decoders) {
      if (value[name] !== undefined) value[name] = decode(value[name])
    }
    return value
  }
}
