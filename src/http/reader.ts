import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { invalidFields } from '../errors.ts'
import { createDecoder } from '../schema/decode.ts'
import { fieldErrorsOf } from '../schema/field-errors.ts'
import { pathOf } from './paths.ts'

const nothing: Readonly<Record<string, never>> = {}

/**
 * Makes the reader of a schema. It gives the declared fields in the form that the schema decodes them to, and ignores
 * all others (ruling G7). Without a schema there is nothing to read.
 * @throws AppError VALIDATION_ERROR
 */
export const createReader = <Schema extends TObject>(
  schema: Schema | undefined,
): ((sent: Readonly<Record<string, unknown>>) => Static<Schema>) => {
  if (!schema) return () => nothing as Static<Schema> // without a schema its type has no fields
  let compiled: CompiledSchema | undefined
  return sent => {
    compiled ??= compiledOf(schema)
    const { fields, check, decode } = compiled
    const declared: Record<string, unknown> = {}
    for (const { name, usual } of fields) {
      const value = sent[name] ?? (sent[name] === undefined ? usual : null)
      if (value !== undefined) declared[name] = value
    }
    if (!check.Check(declared)) throw invalidFields(fieldErrorsOf(schema, declared))
    return decode(declared) as Static<Schema> // compiled of this schema
  }
}

type CompiledSchema = ReturnType<typeof compile>

const compile = (schema: TObject) => ({
  fields: Object.entries<TSchema>(schema.properties).map(([name, field]) => ({ name, usual: field.default })),
  check: TypeCompiler.Compile(schema),
  decode: createDecoder(schema),
})

const compiledSchemas = new WeakMap<TObject, CompiledSchema>()

/** Compiled at the first request and once in a process, since most servers use few of the endpoints. */
const compiledOf = (schema: TObject): CompiledSchema => {
  const compiled = compiledSchemas.get(schema) ?? compile(schema)
  compiledSchemas.set(schema, compiled)
  return compiled
}

/** The parameters of an address. Of one that stands there twice the last counts. */
export const readQuery = (url: string): Record<string, string> => {
  const start = url.indexOf('?', pathOf(url).length)
  return start < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(start + 1)))
}
