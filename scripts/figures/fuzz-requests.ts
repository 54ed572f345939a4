import type { SeededRandom } from '../../src/lib/random.ts'
import type { JsonSchema } from '../../test/support/json-schema.ts'
import type { DocumentedParameter, Operation } from '../../test/support/operations.ts'
import type { Person } from '../../test/support/people.ts'
import type { IdPool } from './id-pool.ts'
import { fittingValue, mutate, mutateText, strangeText } from './mutations.ts'

/** One request that the fuzzer sends. */
export interface FuzzRequest {
  /** Null where method or path were changed so that no operation fits. */
  operation: Operation | null
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer> | FormData | null
}

interface Sources {
  operations: Operation[]
  people: Person[]
  random: SeededRandom
  ids: IdPool
  /** Whole and damaged pictures. */
  pictures: Uint8Array<ArrayBuffer>[]
}

const encoded = (text: string) => encodeURIComponent(text.toWellFormed()) || 'x'

const fillPath = (operation: Operation, { random, ids }: Sources): string =>
  operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const known = ids.pick(name, random)
    return known && random.chance(0.85) ? known : encoded(strangeText(random))
  })

const queryOf = (parameters: DocumentedParameter[], { random }: Sources): string => {
  const asked = parameters.filter(parameter => parameter.in === 'query')
  const pairs = asked.flatMap(({ name, required, schema, example }): string[] => {
    if (!random.chance(required ? 0.95 : 0.35)) return []
    const fitting = () =>
      example !== undefined && random.chance(0.5) ? example : fittingValue(schema, random)
    const value = random.chance(0.85) ? String(fitting()) : strangeText(random)
    const pair = `${name}=${encoded(value)}`
    return random.chance(0.03) ? [pair, pair] : [pair]
  })
  if (random.chance(0.03)) pairs.push(`${encoded(strangeText(random))}=${encoded(strangeText(random))}`)
  if (random.chance(0.01)) pairs.push('%E0%A4%A=%', '&&&', '=')
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

/** The ids that bodies name, by their fields. */
const idFields: Record<string, string> = {
  gig_id: 'gig_id',
  reviewee_id: 'user_id',
  buddy_user_id: 'user_id',
  up_to: 'notification_id',
}

/** The ids that a report names, by its kind. */
const subjects: Record<string, string> = {
  person: 'user_id',
  gig: 'gig_id',
  review: 'review_id',
  picture: 'file_id',
}

const fittingBody = (schema: JsonSchema, role: Person | null, { random, ids, people }: Sources): unknown => {
  const body = fittingValue(schema, random)
  if (typeof body !== 'object' || body === null) return body
  const known = Object.keys(body).flatMap((field): [string, string][] => {
    const isPerson = idFields[field] === 'user_id' && random.chance(0.6)
    if (isPerson) return [[field, random.pick(people).user.id]]
    const subject = field === 'subject_id' && 'kind' in body ? subjects[String(body.kind)] : undefined
    const subjectId = subject ? ids.pick(subject, random) : null
    if (subjectId) return [[field, subjectId]]
    const id = idFields[field] ? ids.pick(idFields[field], random) : null
    if (id && random.chance(0.9)) return [[field, id]]
    const file = field === 'profile_image_url' ? ids.pick('file_id', random) : null
    if (file) return [[field, `http://127.0.0.1/api/upload/${file}`]]
    if (field === 'username' && role) return [[field, role.user.email]]
    const isOwnPassword = field === 'password' || field === 'old_password'
    if (isOwnPassword && role && random.chance(0.5)) return [[field, role.password]]
    if (field === 'email') return [[field, `fuzz${random.whole(0, 1_000_000)}@example.com`]]
    return []
  })
  return { ...body, ...Object.fromEntries(known) }
}

type Body = Pick<FuzzRequest, 'body'> & { type: string | null }

const formOf = (fields: unknown): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields ?? {})) form.append(name, String(value))
  return form
}

const uploadOf = ({ random, pictures }: Sources): FormData => {
  const form = new FormData()
  const name = random.chance(0.8) ? 'photo.jpg' : strangeText(random)
  const field = random.chance(0.9) ? 'file' : strangeText(random)
  const times = random.chance(0.05) ? 2 : 1
  for (let time = 0; time < times; time += 1) form.append(field, new File([random.pick(pictures)], name))
  return form
}

const bodyOf = (operation: Operation, role: Person | null, sources: Sources): Body => {
  const { random } = sources
  const [type, content] = random.pick(Object.entries(operation.requestBody?.content ?? { none: null }))
  if (!content) {
    const isUnwanted = operation.method !== 'GET' && random.chance(0.1)
    return isUnwanted
      ? { body: mutateText('{"a":1}', random), type: 'application/json' }
      : { body: null, type: null }
  }
  if (content.schema.properties?.file) return { body: uploadOf(sources), type: null }
  const fitting = fittingBody(content.schema, role, sources)
  const value = random.chance(0.35) ? mutate(fitting, random) : fitting
  if (type === 'multipart/form-data') return { body: formOf(value), type: null }
  if (type === 'application/x-www-form-urlencoded') {
    const pairs = Object.entries(value ?? {}).map(([name, one]) => `${encoded(name)}=${encoded(String(one))}`)
    return { body: random.chance(0.1) ? mutateText(pairs.join('&'), random) : pairs.join('&'), type }
  }
  const json = JSON.stringify(value)
  return { body: random.chance(0.12) ? mutateText(json, random) : json, type }
}

type Headers = Record<string, string>

const ranges = [
  'bytes=0-',
  'bytes=-1',
  'bytes=5-2',
  'bytes=0-0,2-3',
  `bytes=${2 ** 53}-`,
  'bytes=99999999999999999999-',
  'bytes=-99999999999999999999',
  'lines=1-2',
  'bytes=',
]

/** Headers that are wrong, rare, or about something else. */
const strangeHeaders: ((random: SeededRandom) => Headers)[] = [
  random => ({
    authorization: random.pick(['', 'Bearer', 'Bearer ', 'Basic YTpi', `Bearer ${'x'.repeat(9000)}`]),
  }),
  random => ({ authorization: `Bearer ${strangeText(random)}` }),
  random => ({
    'content-type': random.pick([
      '',
      'text/plain',
      'application/json; charset=utf-16',
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'application/x-www-form-urlencoded',
      'APPLICATION/JSON',
      'a/b/c;;=',
    ]),
  }),
  random => ({ 'content-encoding': random.pick(['gzip', 'br', 'identity', 'x']) }),
  random => ({
    'idempotency-key': random.pick(['', ' ', 'k', 'x'.repeat(255), 'x'.repeat(5000), '"quoted"', 'ü']),
  }),
  random => ({ range: random.pick(ranges) }),
  random => ({ 'if-none-match': random.pick(['*', '"x"', 'W/"x"', '""', ','.repeat(500)]) }),
  random => ({ 'if-range': random.pick(['"x"', 'Wed, 21 Oct 2015 07:28:00 GMT', '']), range: 'bytes=0-3' }),
  random => ({ accept: random.pick(['', 'text/html', 'image/avif', '*/*;q=0', 'a'.repeat(3000)]) }),
  random => ({ 'x-access-token': strangeText(random) }),
  random => ({ 'x-forwarded-for': random.pick(['1.2.3.4', '::1', 'a', `${'1.1.1.1,'.repeat(200)}`]) }),
  random => ({ 'x-forwarded-proto': random.pick(['https', 'javascript', '']) }),
  random => ({ host: random.pick(['', 'a b', '[::1', 'evil.example', 'x'.repeat(2000), '..', '%']) }),
  random => ({ origin: random.pick(['null', 'https://evil.example', 'x', 'http://127.0.0.1:1']) }),
  random => ({ cookie: strangeText(random), 'accept-language': 'th', 'x-http-method-override': 'DELETE' }),
  random => ({ prefer: random.pick(['status=500', 'delay=1', 'return=minimal']) }),
  random => ({ upgrade: 'websocket', connection: random.pick(['upgrade', 'close', 'keep-alive, Upgrade']) }),
  random => ({ expect: random.pick(['100-continue', 'x']) }),
]

const usualHeaders = (
  operation: Operation,
  role: Person | null,
  type: string | null,
  random: SeededRandom,
) => {
  const isRefresh = operation.security?.some(one => 'RefreshToken' in one)
  const headers: Headers = {}
  if (type !== null) headers['content-type'] = type
  if (role)
    headers.authorization = `Bearer ${isRefresh ? role.tokens.refresh_token : role.tokens.access_token}`
  if (isRefresh && role) headers['x-access-token'] = role.tokens.access_token
  if (operation.method === 'POST' && random.chance(0.2))
    headers['idempotency-key'] = `key-${random.whole(1, 500)}`
  if ('206' in operation.responses && random.chance(0.4)) headers.range = random.pick(ranges)
  return headers
}

/** Draws the next request: most are nearly right, so that they reach the rules behind the checks. */
export const drawRequest = (operation: Operation, role: Person | null, sources: Sources): FuzzRequest => {
  const { random, operations } = sources
  const { body, type } = bodyOf(operation, role, sources)
  const headers = {
    ...usualHeaders(operation, role, type, random),
    ...(random.chance(0.12) && random.pick(strangeHeaders)(random)),
  }
  const path = fillPath(operation, sources) + queryOf(operation.parameters ?? [], sources)
  const request = { operation, method: operation.method, path, headers, body }
  if (random.chance(0.02)) {
    const method = random.pick(['HEAD', 'OPTIONS', 'PATCH', 'PUT', 'DELETE', 'POST', 'PROPFIND'])
    const fitting = operations.find(one => one.method === method && one.path === operation.path) ?? null
    return { ...request, method, operation: fitting }
  }
  if (random.chance(0.02)) {
    const longer = `${operation.path}/${encoded(strangeText(random))}`.replace(/[{}]/g, '')
    return { ...request, operation: null, path: longer }
  }
  return request
}
