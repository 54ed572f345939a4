import { isDeepStrictEqual } from 'node:util'
import { isJsonObject } from '../lib/json.ts'
import { sharedKey } from '../schema/kinds.ts'

export type Json = Record<string, unknown>

export class SharedSchemas {
  readonly byName: Record<string, Json> = {}

  share(part: Json): Json {
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, this.#share(value)]))
  }

  #share(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(item => this.#share(item))
    if (!isJsonObject(value)) return value
    const schema = withoutPatterns(withoutNullUnion(this.share(value)))
    if (isJsonObject(schema[sharedKey])) return this.#shareUse(schema, schema[sharedKey])
    const { title } = schema
    return typeof title === 'string' && schema.type === 'object' ? this.#refer(title, schema) : schema
  }

  /** The description, default and examples of a use stay with it. */
  #shareUse({ [sharedKey]: _, ...schema }: Json, named: Json): Json {
    const { description, default: value, examples, ...rest } = schema
    const use = JSON.parse(JSON.stringify({ description, default: value, examples }))
    const isNullable = Array.isArray(rest.type)
    if (isNullable && Array.isArray(rest.enum)) rest.enum = rest.enum.filter(word => word !== null)
    if (Array.isArray(rest.type)) rest.type = rest.type[0]
    const reference = this.#refer(String(named.title), { ...rest, ...named })
    return isNullable ? { ...use, anyOf: [reference, { type: 'null' }] } : { ...use, ...reference }
  }

  /** @throws TypeError for two schemas of one name */
  #refer(name: string, schema: Json): Json {
    const known = this.byName[name]
    if (known && !isDeepStrictEqual(known, schema)) throw new TypeError(`Two schemas are called ${name}.`)
    this.byName[name] = schema
    return { $ref: `#/components/schemas/${name}` }
  }
}

/** Says "or null" in the type, as OpenAPI 3.1 can, where the only other choice has a plain type. */
export const withoutNullUnion = (schema: Json): Json => {
  const { anyOf, ...rest } = schema
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema
  const [value, nothing]: Json[] = anyOf
  if (nothing?.type !== 'null' || !value) return schema
  if (typeof value.type === 'string') return { ...rest, ...value, type: [value.type, 'null'] }
  const { $ref, ...use } = value
  return $ref === undefined ? schema : { ...rest, ...use, anyOf: [{ $ref }, nothing] }
}

/** A map, as every generator reads it. */
const withoutPatterns = ({ patternProperties, ...schema }: Json): Json =>
  isJsonObject(patternProperties)
    ? { ...schema, additionalProperties: Object.values(patternProperties)[0] }
    : schema
