/** A reader that tells what strictly typed languages tell apart, such as Dart: 5 and 5.0, null and absent. */

/** A JSON Schema of one of our documents. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  required?: string[]
  properties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  patternProperties?: Record<string, JsonSchema>
  items?: JsonSchema
}

/** A number as it was written. */
class NumberText {
  constructor(readonly text: string) {}
}

const numberKey = '\u0000number'

/** Strings match first, so digits in them stay what they are. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** Parses JSON and keeps each number as it was written. */
export const parseStrictly = (text: string): unknown => {
  const marked = text.replace(stringOrNumber, token =>
    token.startsWith('"') ? token : JSON.stringify({ [numberKey]: token }),
  )
  return JSON.parse(marked, (_, value) =>
    typeof value === 'object' && value !== null && numberKey in value
      ? new NumberText(value[numberKey])
      : value,
  )
}

const typesOf = ({ type }: JsonSchema): string[] => (type === undefined ? [] : [type].flat())

const formats: Record<string, RegExp> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
}

/** What a strictly typed client, made from a schema, could not read of a value: a line for each. */
export const problemsOf = (
  value: unknown,
  schema: JsonSchema,
  resolve: (ref: string) => JsonSchema,
  path = '$',
): string[] => {
  if (schema.$ref !== undefined) return problemsOf(value, resolve(schema.$ref), resolve, path)
  if (schema.anyOf) {
    const each = schema.anyOf.map(one => problemsOf(value, one, resolve, path))
    return each.some(problems => problems.length === 0) ? [] : (each[0] ?? [])
  }
  const wrong = (expected: string) => [`${path} is not ${expected}`]
  const types = typesOf(schema)
  if (value === null) return types.includes('null') ? [] : wrong('declared as nullable')
  if (value instanceof NumberText) {
    if (types.includes('integer')) return /^-?\d+$/.test(value.text) ? [] : wrong('written as an integer')
    if (types.includes('number')) return /[.eE]/.test(value.text) ? [] : wrong('written as a double')
    return wrong(types.join(' or '))
  }
  if (Array.isArray(value)) {
    const { items } = schema
    if (!types.includes('array') || !items) return wrong('declared as a list')
    return value.flatMap((item, at) => problemsOf(item, items, resolve, `${path}[${at}]`))
  }
  if (typeof value === 'object') return problemsOfObject(value, schema, resolve, path)
  if (!types.includes(typeof value)) return wrong(types.join(' or '))
  if (schema.const !== undefined && schema.const !== value) return wrong(`"${String(schema.const)}"`)
  if (schema.enum && !schema.enum.includes(value)) return wrong('one of the declared values')
  const form = formats[schema.format ?? '']
  return form && !form.test(String(value)) ? wrong(`a ${schema.format}`) : []
}

const problemsOfObject = (
  value: object,
  schema: JsonSchema,
  resolve: (ref: string) => JsonSchema,
  path: string,
): string[] => {
  if (!typesOf(schema).includes('object')) return [`${path} is not declared as an object`]
  const { properties = {}, required = [], additionalProperties, patternProperties = {} } = schema
  const others =
    Object.values(patternProperties)[0] ??
    (typeof additionalProperties === 'object' ? additionalProperties : undefined)
  const missing = required.filter(name => !Object.hasOwn(value, name))
  return [
    ...missing.map(name => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const declared = Object.hasOwn(properties, name) ? properties[name] : others
      return declared
        ? problemsOf(inner, declared, resolve, `${path}.${name}`)
        : [`${path}.${name} is not declared`]
    }),
  ]
}
