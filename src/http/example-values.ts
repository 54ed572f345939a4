import type { TSchema } from '@sinclair/typebox'
import { isJsonObject } from '../lib/json.ts'

/** The schema's example, or one made of its parts. @throws TypeError for a part without an example */
export const exampleValueOf = (schema: TSchema, path = schema.title ?? 'schema'): unknown => {
  const { examples, default: usual, enum: words, const: only, items, properties, anyOf } = schema
  if (Array.isArray(examples)) return examples[0]
  if (usual !== undefined) return usual
  if (only !== undefined) return only
  if (Array.isArray(words)) return words[0]
  if (isJsonObject(properties)) {
    const fields = Object.entries<TSchema>(schema.properties)
    return Object.fromEntries(fields.map(([name, field]) => [name, exampleValueOf(field, `${path}.${name}`)]))
  }
  if (items) return [exampleValueOf(items, `${path}[]`)]
  if (Array.isArray(anyOf)) return exampleValueOf(anyOf[0], path)
  throw new TypeError(`${path} has no example.`)
}

/** In a list, each change applies to the first item of the example. */
export const changedExample = (example: unknown, changes: unknown): unknown => {
  if (changes === undefined) return example
  if (Array.isArray(changes) && Array.isArray(example))
    return changes.map(item => changedExample(example[0], item))
  if (!isJsonObject(changes) || !isJsonObject(example)) return changes
  const changed = Object.entries(changes).map(([name, value]) => [name, changedExample(example[name], value)])
  return { ...example, ...Object.fromEntries(changed) }
}
