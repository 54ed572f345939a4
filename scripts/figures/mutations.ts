import type { SeededRandom } from '../../src/lib/random.ts'
import type { JsonSchema } from '../../test/support/json-schema.ts'

/** Values that fit a schema, and values and bytes that clients send by mistake or on purpose. */

const texts = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  '0x10',
  'NaN',
  'null',
  'true',
  '[object Object]',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '..%2f..%2f',
  '%',
  '%00',
  "' OR 1=1 --",
  '"; DROP TABLE gigs; --',
  '<script>alert(1)</script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template engine would compute it
  '${7*7}',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202eabc',
  '\ufeff',
  'ก็้้้้้้',
  '👨‍👩‍👧‍👦',
  '2025-02-30',
  '9999-12-31T23:59:59.999999Z',
  '2025-10-01T14:00:00+99:00',
  '00000000-0000-0000-0000-000000000000',
  '*',
  'a*b^2 AND NEAR(',
  'x'.repeat(300),
  'ก'.repeat(5001),
  '🙂'.repeat(2000),
  'a@b.c',
  'http://[::1',
  'javascript:alert(1)',
]

const numbers = [
  0,
  -0,
  1,
  -1,
  0.1,
  0.005,
  1e-300,
  1e21,
  1e308,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 63),
  90,
  -90,
  180,
  -180.000001,
  100,
  101,
]

const strangeValue = (random: SeededRandom): unknown =>
  random.pick<() => unknown>([
    () => random.pick(texts),
    () => random.pick(numbers),
    () => random.pick([null, true, false]),
    () => [],
    () => ({}),
    () => [random.pick(texts), random.pick(numbers)],
    () => ({ [random.pick(texts)]: random.pick(numbers) }),
    () => Array.from({ length: random.whole(1, 200) }, () => random.pick(texts)),
  ])()

/** A text for paths, queries and headers. */
export const strangeText = (random: SeededRandom): string => {
  const value = random.chance(0.7) ? random.pick(texts) : random.pick(numbers)
  return String(value)
}

const typeOf = ({ type, properties }: JsonSchema): string | undefined =>
  (Array.isArray(type) ? type[0] : type) ?? (properties && 'object')

/** A value that fits a schema in most cases; patterns are followed through its examples. */
export const fittingValue = (schema: JsonSchema, random: SeededRandom): unknown => {
  if (schema.anyOf) return fittingValue(random.pick(schema.anyOf), random)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  if (Array.isArray(schema.type) && schema.type.includes('null') && random.chance(0.1)) return null
  if (schema.examples && schema.examples.length > 0 && random.chance(0.8)) return random.pick(schema.examples)
  switch (typeOf(schema)) {
    case 'integer':
    case 'number': {
      const { minimum = -1000, maximum = 1000 } = schema
      if (random.chance(0.2)) return random.pick([minimum, maximum])
      const drawn = random.between(minimum, maximum)
      return typeOf(schema) === 'integer' ? Math.round(drawn) : Math.round(drawn * 100) / 100
    }
    case 'boolean':
      return random.chance(0.5)
    case 'array': {
      const { minItems = 0, maxItems = 4, items = {} } = schema
      const length = random.whole(minItems, Math.min(maxItems, minItems + 4))
      return Array.from({ length }, () => fittingValue(items, random))
    }
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name) || random.chance(0.6))
          .map(([name, property]) => [name, fittingValue(property, random)]),
      )
    case 'null':
      return null
    default:
      return 'word '.repeat(random.whole(1, 12)).slice(0, schema.maxLength ?? 60)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value with one thing about it changed, at any depth. */
export const mutate = (value: unknown, random: SeededRandom): unknown => {
  if (!isRecord(value) || random.chance(0.05)) return strangeValue(random)
  const changed: Record<string, unknown> = { ...value }
  const names = Object.keys(changed)
  const name = names.length > 0 ? random.pick(names) : 'name'
  random.pick([
    () => {
      delete changed[name]
    },
    () => {
      changed[name] = strangeValue(random)
    },
    () => {
      changed[name] = mutate(changed[name], random)
    },
    () => {
      changed[random.pick(['extra', 'id', 'status', 'is_verified', 'toString', '__proto__'])] =
        strangeValue(random)
    },
  ])()
  return changed
}

const nested = (depth: number, inside: string): string =>
  `${'{"a":['.repeat(depth)}${inside}${']}'.repeat(depth)}`

/** JSON text as broken clients send it: cut, doubled, deep, in another encoding, or no JSON at all. */
export const mutateText = (json: string, random: SeededRandom): string | Uint8Array<ArrayBuffer> =>
  random.pick<() => string | Uint8Array<ArrayBuffer>>([
    () => '',
    () => json.slice(0, random.whole(0, json.length)),
    () => json + json,
    () => `\ufeff${json}`,
    () => json.replace(/"(\w+)":/, '"$1":1,"$1":'),
    () => json.replace(/\d+/, digits => `${digits}e400`),
    () => json.replace(/"/g, "'"),
    () => json.replace(/:[^,}]+/, `:${nested(random.whole(1, 40), '1')}`),
    () => nested(random.whole(1, 60), json),
    () => json.replace('{', `{${'"a":1,'.repeat(random.whole(1, 3000))}`),
    () => ' '.repeat(random.whole(1, 140_000)) + json,
    () => random.bytes(random.whole(1, 200)),
    () => new Uint8Array(Buffer.from(json, 'utf16le')),
    () => new Uint8Array([...Buffer.from(json.slice(0, -2)), 0xff, 0xc0, 0x22, 0x7d]),
  ])()
