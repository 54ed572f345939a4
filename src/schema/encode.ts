import { KindGuard, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { isTextSchema } from './json-text.ts'
import { encodeBoolean, encodeDouble, encodeInteger, escapeString, plainString } from './json-values.ts'
import { isRequestField } from './kinds.ts'

/**
 * Writes declared fields in the declared order, doubles with a decimal point (ruling G4). It generates code,
 * so call it once per schema: closures took twice the time of JSON.stringify (`bun run bench json`), which
 * cannot write 5.0. The function throws a TypeError for NaN, a missing field and other values that its type
 * does not allow. @throws Error for a schema without JSON text, such as that of an image
 */
export const createEncoder = <Schema extends TSchema>(
  schema: Schema,
): ((value: Static<Schema>) => string) => {
  const functions: string[] = []
  const root = concatenation(piecesOf(schema, 'value', schema.title ?? 'response', functions))
  const source = `'use strict'\n${functions.join('\n')}\nreturn value => ${root}`
  const make = new Function(...Object.keys(valueEncoders), source)
  return make(...Object.values(valueEncoders)) as (value: Static<Schema>) => string // generated from this schema
}

const encoders = new WeakMap<TSchema, (value: never) => string>()

/** Made at the first value, because most servers use a few of a hundred. */
export const encoderOf = <Schema extends TSchema>(schema: Schema): ((value: Static<Schema>) => string) => {
  let encode: ((value: Static<Schema>) => string) | undefined
  return value => {
    encode ??= rememberedEncoder(schema)
    return encode(value)
  }
}

const rememberedEncoder = <Schema extends TSchema>(schema: Schema): ((value: Static<Schema>) => string) => {
  const encode = encoders.get(schema) ?? createEncoder(schema)
  encoders.set(schema, encode)
  return encode as (value: Static<Schema>) => string // made of this schema
}

const valueEncoders = { escapeString, plainString, encodeInteger, encodeDouble, encodeBoolean }

type Piece = { constant: string } | { expression: string }

/** Names from a schema enter generated code only through here, so they stay data. */
const literal = (text: string): string => JSON.stringify(text)

/** Neighbouring constants are joined, because each operand costs time. */
const concatenation = (pieces: Piece[]): string => {
  const operands: string[] = []
  let constant = ''
  for (const piece of pieces) {
    if ('constant' in piece) {
      constant += piece.constant
      continue
    }
    if (constant !== '') operands.push(literal(constant))
    operands.push(piece.expression)
    constant = ''
  }
  if (constant !== '' || operands.length === 0) operands.push(literal(constant))
  return operands.join(' + ')
}

const piecesOf = (schema: TSchema, value: string, path: string, functions: string[]): Piece[] => {
  if (isTextSchema(schema)) return [{ expression: `${value}.text` }]
  if (KindGuard.IsUnion(schema)) return nullablePieces(nonNullOf(schema.anyOf, path), value, path, functions)
  const body = bodyOf(schema, path, functions)
  if (body === null) return scalarPieces(schema, value, path)
  const name = `encode${functions.length}`
  functions.push(`const ${name} = value => {\n${body}\n}`)
  return [{ expression: `${name}(${value})` }]
}

const bodyOf = (schema: TSchema, path: string, functions: string[]): string | null => {
  if (KindGuard.IsObject(schema)) return objectBody(schema, path, functions)
  if (KindGuard.IsArray(schema)) return arrayBody(schema.items, path, functions)
  if (!KindGuard.IsRecord(schema)) return null
  const [item] = Object.values(schema.patternProperties)
  return item ? recordBody(item, path, functions) : null
}

const objectBody = ({ properties }: TObject, path: string, functions: string[]): string => {
  const fields = Object.entries(properties).map(([name, schema], at) => {
    const value = memberOf(name)
    const comma = at === 0 && !KindGuard.IsOptional(schema) ? '' : ','
    const pieces = [
      { constant: `${comma}${JSON.stringify(name)}:` },
      ...piecesOf(schema, value, `${path}.${name}`, functions),
    ]
    if (!KindGuard.IsOptional(schema)) return pieces
    return [{ expression: `(${value} === undefined ? '' : ${concatenation(pieces)})` }]
  })
  const [first] = Object.values(properties)
  // With an optional first field, every field starts with a comma, and the first comma is cut off.
  if (first && KindGuard.IsOptional(first))
    return `return '{' + (${concatenation(fields.flat())}).slice(1) + '}'`
  return `return ${concatenation([{ constant: '{' }, ...fields.flat(), { constant: '}' }])}`
}

/** Names of Object.prototype would find its members. */
const memberOf = (name: string): string => {
  const member = `value[${literal(name)}]`
  return name in Object.prototype
    ? `(Object.hasOwn(value, ${literal(name)}) ? ${member} : undefined)`
    : member
}

const arrayBody = (item: TSchema, path: string, functions: string[]): string => `
let text = '['
for (let at = 0; at < value.length; at += 1) {
  if (at > 0) text += ','
  const item = value[at]
  text += ${concatenation(piecesOf(item, 'item', `${path}[]`, functions))}
}
return text + ']'`

const recordBody = (item: TSchema, path: string, functions: string[]): string => `
let text = ''
for (const [name, item] of Object.entries(value)) {
  if (item === undefined) continue
  text += ',' + JSON.stringify(name) + ':' + ${concatenation(piecesOf(item, 'item', `${path}[]`, functions))}
}
return '{' + text.slice(1) + '}'`

const nonNullOf = (members: TSchema[], path: string): TSchema => {
  const [member, ...others] = members.filter(schema => !KindGuard.IsNull(schema))
  if (!member || others.length > 0 || members.length === 1)
    throw new Error(`${path} is a union of more than one type and null, which cannot be encoded.`)
  return member
}

const nullablePieces = (schema: TSchema, value: string, path: string, functions: string[]): Piece[] => [
  { expression: `(${value} === null ? 'null' : ${concatenation(piecesOf(schema, value, path, functions))})` },
]

const scalarPieces = (schema: TSchema, value: string, path: string): Piece[] => {
  if (isRequestField(schema)) throw new Error(`${path} is a request field, which cannot be encoded.`)
  const type: unknown = schema.type
  const format: unknown = schema.format
  if (Array.isArray(type)) {
    const [inner, ...others] = type.filter(name => name !== 'null')
    if (others.length === 0 && type.length === 2)
      return nullablePieces({ ...schema, type: inner }, value, path, [])
  }
  const call = (name: keyof typeof valueEncoders): Piece => ({
    expression: `${name}(${value}, ${literal(path)})`,
  })
  const quoted = (piece: Piece): Piece[] => [{ constant: '"' }, piece, { constant: '"' }]
  if (type === 'integer') return [call('encodeInteger')]
  if (type === 'number') return [call('encodeDouble')]
  if (type === 'boolean') return [call('encodeBoolean')]
  if (type !== 'string' || format === 'binary') throw new Error(`${path} has a type that cannot be encoded.`)
  return quoted(call(format === 'uuid' || format === 'date-time' ? 'plainString' : 'escapeString'))
}
