import type { TSchema } from '@sinclair/typebox'
import { isJsonObject } from '../../lib/json.ts'
import { exampleIds } from '../example-ids.ts'

/** The document needs an example for every field; one without gets one of its type. */
export const withExamples = <Schema extends TSchema>(schema: Schema): Schema => {
  const { properties, items } = schema
  if (isJsonObject(properties)) {
    const fields = Object.entries<TSchema>(schema.properties)
    return {
      ...schema,
      properties: Object.fromEntries(fields.map(([name, field]) => [name, withExamples(field)])),
    }
  }
  if (items) return { ...schema, items: withExamples(items) }
  if (schema.examples || schema.enum || schema.const !== undefined || schema.anyOf) return schema
  return { ...schema, examples: [exampleOf(schema)] }
}

const exampleOf = ({ type, format }: TSchema): unknown => {
  if (format === 'uuid') return exampleIds.user
  if ([type].flat().includes('string')) return 'text'
  if ([type].flat().includes('boolean')) return false
  return 1
}
