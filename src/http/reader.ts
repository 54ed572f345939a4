import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { invalidFields } from '../errors.ts'
import { createDecoder } from '../schema/decode.ts'
import { fieldErrorsOf } from '../schema/field-errors.ts'
import { pathOf } from './paths.ts'

const nothing: Readonly<Record<string, never>> = {}

/** Ignores undeclared fields (ruling G7), unless the schema excludes them. The reader throws AppError VALIDATION_ERROR. */
export const createReader = <Schema extends TObject>(
  schema: Schema | undefined,
): ((sent: Readonly<Record<string, unknown>>) => Static<Schema>) => {
  if (!schema) return () => nothing as Static<Schema> // without a schema its type has no fields
  let compiled: CompiledSchema | undefined
  return sent => {
    compiled ??= compiledOf(schema)
    const { fields, check, decode } = compiled
    const declared: Record<string, unknown> = schema.additionalProperties === false ? { ...sent } : {}
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

/** Compiled at the first request, since most servers use few endpoints. */
const compiledOf = (schema: TObject): CompiledSchema => {
  const compiled = compiledSchemas.get(schema) ?? compile(schema)
  compiledSchemas.set(schema, compiled)
  return compiled
}

/** Of a repeated parameter the last counts. */
export const readQuery = (url: string): Record<string, string> => {
  const start = url.indexOf('?', pathOf(url).length)
  return start < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(start + 1)))
}
