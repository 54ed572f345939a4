import { KindGuard, type TObject, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isJsonObject } from '../../lib/json.ts'
import { messageOf } from '../../schema/kinds.ts'

/** The sentence names the place in the file: `gigs[3].helper`. */
export class WorldFileError extends Error {
  override readonly name = 'WorldFileError'
  constructor(path: string, sentence: string) {
    super(path === '' ? sentence : `${path}: ${sentence}`)
  }
}

const joined = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)

/** The first problem in the order of the schema. No message holds the value. */
export const findProblem = (schema: TSchema, value: unknown, path = ''): WorldFileError | null => {
  if (KindGuard.IsObject(schema)) return findInObject(schema, value, path)
  if (KindGuard.IsArray(schema)) {
    if (!Array.isArray(value)) return new WorldFileError(path, 'Must be a list.')
    const { maxItems } = schema
    if (maxItems !== undefined && value.length > maxItems)
      return new WorldFileError(path, `Has ${value.length} items; ${maxItems} are the most.`)
    for (const [index, item] of value.entries()) {
      const problem = findProblem(schema.items, item, `${path}[${index}]`)
      if (problem) return problem
    }
    return null
  }
  return Value.Check(schema, value) ? null : new WorldFileError(path, messageOf(schema))
}

const findInObject = (
  { properties, required = [] }: TObject,
  value: unknown,
  path: string,
): WorldFileError | null => {
  if (!isJsonObject(value)) return new WorldFileError(path, 'Must be a JSON object.')
  const unknown = Object.keys(value).find(name => !Object.hasOwn(properties, name))
  if (unknown !== undefined)
    return new WorldFileError(
      joined(path, printable(unknown)),
      `There is no such field. There are ${Object.keys(properties).join(', ')}.`,
    )
  for (const [name, schema] of Object.entries(properties)) {
    if (value[name] === undefined) {
      if (required.includes(name)) return new WorldFileError(joined(path, name), 'Is missing.')
      continue
    }
    const problem = findProblem(schema, value[name], joined(path, name))
    if (problem) return problem
  }
  return null
}

const printable = (name: string): string => JSON.stringify(name.slice(0, 40)).slice(1, -1)
