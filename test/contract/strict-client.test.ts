import { afterAll, beforeAll, describe, expect, setDefaultTimeout, spyOn, test } from 'bun:test'
import { createPasswordLink } from '../../src/domain/auth/password-links.ts'
import { bytesOf, formFile, still } from '../support/images.ts'
import { keyedPosts } from '../support/keyed-posts.ts'
import { join, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { type JsonSchema, parseStrictly, problemsOf } from '../support/strict-json.ts'

setDefaultTimeout(60_000)

/**
 * Plays a marketplace through and reads the text of every answer and frame as a client does whose types were made from
 * our documents, with Dart's rules: a double has a decimal point, an integer has none, and null is only where it is declared.
 */

interface OpenApi {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }> }>
  >
  components: { schemas: Record<string, JsonSchema> }
}
interface AsyncApi {
  components: { messages: Record<string, { name: string; payload: JsonSchema }> }
}

interface Answer {
  method: string
  path: string
  status: number
  text: string
}

const answers: Answer[] = []
const frames: string[] = []

let server: TestServer
let somchai: Person
let mali: Person
let openApi: OpenApi
let asyncApi: AsyncApi

beforeAll(async () => {
  server = await startTestServer({ mode: 'demo' })
  const send = globalThis.fetch
  const watched = spyOn(globalThis, 'fetch')
  const record = async (...[input, init]: Parameters<typeof send>) => {
    const answer = await send(input, init)
    const isJson = answer.headers.get('content-type')?.startsWith('application/json')
    answers.push({
      method: init?.method ?? 'GET',
      path: new URL(String(input)).pathname,
      status: answer.status,
      text: isJson ? await answer.clone().text() : '',
    })
    return answer
  }
  watched.mockImplementation(record as typeof send) // it lacks what nobody here uses
  try {
    ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
    openApi = (await somchai.client.get<OpenApi>('/openapi.json')).body
    asyncApi = (await somchai.client.get<AsyncApi>('/asyncapi.json')).body
    answers.length = 0
    await play()
  } finally {
    watched.mockRestore()
  }
}, 60_000)
afterAll(() => server.stop())

/** Asks, and gives what later steps need of the answer. */
const ask = async (
  { client }: Person,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Record<string, string>> => {
  const answer = await client.send<Record<string, string>>(method, path, { body, headers })
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Whole numbers where the contract has doubles: these are the ones that lose their decimal point. */
const place = { latitude: 14, longitude: 100 }
const gigDraft = {
  title: 'Sofa',
  description: 'Up the stairs',
  duration_hours: 3,
  budget: 1500,
  address_text: 'Soi 4',
  ...place,
}
const here = 'latitude=14&longitude=100'

const play = async () => {
  await playPeople()
  await playFiles()
  const gig = await playGigs()
  await playChat(gig)
  await playMoney(gig)
  await playReviews(gig)
  await playRepeats()
  await playErrors()
  await playEnd()
}

const listen = async ({ tokens }: Person, path: string): Promise<WebSocket> => {
  const url = new URL(path, server.url.replace('http', 'ws'))
  url.searchParams.set('token', tokens.access_token)
  const socket = new WebSocket(url)
  socket.addEventListener('message', ({ data }) => frames.push(String(data)))
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.addEventListener('open', () => resolve())
  await promise
  return socket
}

const heard = async (type: string) => {
  while (!frames.some(frame => frame.startsWith(`{"type":"${type}"`))) await Bun.sleep(2)
}

const playPeople = async () => {
  await ask(somchai, 'POST', '/api/auth/register', {
    email: 'nok@example.com',
    password: "Nok's password",
    full_name: 'Nok',
  })
  await somchai.client.send('POST', '/api/auth/login', {
    body: new URLSearchParams({ username: somchai.user.email, password: somchai.password }),
  })
  const { access_token, refresh_token } = somchai.tokens
  await ask(
    { ...somchai, client: somchai.client.withToken(refresh_token) },
    'POST',
    '/api/auth/refresh',
    undefined,
    {
      'x-access-token': access_token,
    },
  )
  await ask(somchai, 'GET', '/api/auth/me')
  for (const person of [somchai, mali]) {
    await ask(person, 'GET', '/api/users/profile')
    await ask(person, 'PUT', '/api/users/location', place)
    await ask(person, 'PUT', '/api/users/availability', { is_available: true })
  }
  await ask(mali, 'PUT', '/api/users/me', { contact_info: null })
  await ask(somchai, 'GET', `/api/users/nearby?${here}`)
  const { id } = await ask(somchai, 'POST', '/api/buddies', { buddy_user_id: mali.user.id })
  await ask(somchai, 'GET', '/api/buddies')
  await ask(somchai, 'GET', '/api/buddies/available')
  await ask(somchai, 'GET', `/api/buddies/${id}`)
  await ask(somchai, 'PUT', `/api/buddies/${id}`, { notes: 'Reliable' })
  await ask(somchai, 'DELETE', `/api/buddies/${id}`)
}

const playFiles = async () => {
  const picture = await bytesOf(still().jpeg())
  for (const kind of ['profile', 'gig', 'general'])
    await ask(somchai, 'POST', `/api/upload/${kind}`, formFile(picture, 'a.jpg'))
  const { url = '', file_id } = await ask(somchai, 'POST', '/api/upload/general', formFile(picture, 'b.jpg'))
  await ask(somchai, 'PUT', '/api/upload/profile/set', { profile_image_url: url })
  await ask(somchai, 'GET', '/api/upload/my-files')
  await ask(somchai, 'DELETE', `/api/upload/${file_id}`)
}

const playGigs = async (): Promise<string> => {
  const map = await listen(mali, '/ws/gigs?bbox=100,13,101,14')
  const { id: withdrawn } = await ask(somchai, 'POST', '/api/gigs', gigDraft)
  await ask(somchai, 'PUT', `/api/gigs/${withdrawn}`, { budget: 2000, starts_at: '2025-10-02 14:00:00' })
  await ask(somchai, 'DELETE', `/api/gigs/${withdrawn}`)
  for (const type of ['gig_appeared', 'gig_changed', 'gig_gone']) await heard(type)
  map.close()
  const { id = '' } = await ask(somchai, 'POST', '/api/gigs', gigDraft)
  await ask(mali, 'GET', `/api/gigs/search?${here}`)
  await ask(mali, 'GET', '/api/gigs/map?bbox=90,10,110,20')
  await ask(mali, 'GET', '/api/gigs/map?bbox=-180,-90,180,90')
  await ask(mali, 'GET', `/api/gigs/${id}`)
  const news = await listen(somchai, '/ws/notifications')
  await ask(mali, 'POST', `/api/gigs/${id}/accept`)
  await heard('gig_accepted')
  await ask(mali, 'PUT', `/api/gigs/${id}/status`, { status: 'IN_PROGRESS' })
  await heard('gig_status_changed')
  news.close()
  await ask(somchai, 'GET', '/api/gigs')
  await ask(mali, 'GET', '/api/gigs/my-gigs')
  await ask(somchai, 'GET', '/api/notifications')
  await ask(somchai, 'PUT', '/api/notifications/read')
  return id
}

const playChat = async (gig: string) => {
  const { body } = await mali.client.get<{ rooms: { id: string; gig_id: string }[] }>('/api/chat/rooms')
  const path = `/api/chat/rooms/${body.rooms.find(({ gig_id }) => gig_id === gig)?.id}`
  const socketPath = path.replace('/api/chat/rooms', '/ws/chat')
  await ask(mali, 'GET', path)
  const news = await listen(somchai, '/ws/notifications')
  await ask(mali, 'POST', `${path}/messages`, { content: 'Hello' })
  await heard('new_message')
  const [first, second] = [await listen(somchai, socketPath), await listen(mali, socketPath)]
  await heard('user_joined')
  first.send('{"type":"send_message","content":"On my way","client_id":"one"}')
  await heard('message')
  for (const frame of ['{"type":"typing","is_typing":true}', '{"type":"ping"}', '{"type":"nothing"}'])
    first.send(frame)
  first.send(JSON.stringify({ type: 'authenticate', token: somchai.tokens.access_token }))
  for (const type of ['typing', 'pong', 'error', 'authenticated']) await heard(type)
  await ask(mali, 'GET', `${path}/messages`)
  await ask(mali, 'PUT', `${path}/read`)
  await heard('read')
  await ask(somchai, 'GET', '/api/chat/rooms')
  second.close()
  await heard('user_left')
  await ask(mali, 'DELETE', path)
  await heard('room_ended')
  for (const socket of [first, news]) socket.close()
}

const playMoney = async (gig: string) => {
  await ask(somchai, 'POST', '/api/transactions/calculate-fee', { base_amount: 1500 })
  const escrow = () => ask(somchai, 'POST', '/api/transactions/escrow', { gig_id: gig })
  const { id: refunded } = await escrow()
  await ask(somchai, 'PUT', `/api/transactions/${refunded}/cancel`)
  const { id: moved } = await escrow()
  await ask(somchai, 'PUT', `/api/transactions/${moved}/status`, { status: 'CANCELLED' })
  const { id } = await escrow()
  const news = await listen(mali, '/ws/notifications')
  await ask(somchai, 'PUT', `/api/transactions/${id}/release`)
  await heard('payment_moved')
  news.close()
  for (const path of ['history/my', 'summary/my', `gig/${gig}`, id])
    await ask(mali, 'GET', `/api/transactions/${path}`)
}

const playReviews = async (gig: string) => {
  await ask(mali, 'GET', `/api/reviews/user/${mali.user.id}`)
  await ask(somchai, 'GET', `/api/reviews/can-review/${gig}/${mali.user.id}`)
  const news = await listen(mali, '/ws/notifications')
  const review = { gig_id: gig, reviewee_id: mali.user.id, rating: 4, comment: 'Good.' }
  const { id } = await ask(somchai, 'POST', '/api/reviews', review)
  await heard('review_received')
  news.close()
  await ask(somchai, 'GET', `/api/reviews/can-review/${gig}/${mali.user.id}`)
  await ask(somchai, 'PUT', `/api/reviews/${id}`, { rating: 5 })
  for (const path of [`user/${mali.user.id}`, 'my-reviews', `gig/${gig}`])
    await ask(somchai, 'GET', `/api/reviews/${path}`)
  for (const path of ['users/profile', 'users/me', `users/${somchai.user.id}`, `upload/gig-images/${gig}`])
    await ask(mali, 'GET', `/api/${path}`)
  await ask(somchai, 'DELETE', `/api/reviews/${id}`)
  await ask(mali, 'GET', '/api/users/me/warnings')
}

/** The second answer is the stored one. */
const playRepeats = async () => {
  for (const [name, prepare] of Object.entries(keyedPosts)) {
    const { sender, path, body } = await prepare(somchai, mali)
    for (const _ of [1, 2]) await ask(sender, 'POST', path, body, { 'idempotency-key': name })
  }
}

const playErrors = async () => {
  for (const path of ['/api/gigs/x', '/api/gigs/search', '/api/nothing']) await somchai.client.get(path)
  await somchai.client.withToken(null).get('/api/auth/me')
}

const playEnd = async () => {
  for (const path of ['/', '/health', '/health/live', '/health/ready']) await ask(somchai, 'GET', path)
  await ask(somchai, 'POST', '/api/auth/logout')
  const passwords = { old_password: mali.password, new_password: 'a longer passphrase' }
  await ask(mali, 'PUT', '/api/auth/password', passwords)
  await ask(mali, 'POST', '/api/auth/logout-all')
  await ask(mali, 'POST', '/api/auth/forgot', { email: mali.user.email })
  const { url } = await createPasswordLink(server.ctx, mali.user.id)
  const token = url.split('#token=')[1]
  await ask(mali, 'POST', '/api/auth/reset', { token, new_password: 'another longer passphrase' })
  const nok = await join(server, 'nok2@example.com', 'Nok')
  await ask(nok, 'DELETE', '/api/users/me', { password: nok.password })
}

const resolve = (ref: string): JsonSchema => {
  const schema = openApi.components.schemas[ref.replace('#/components/schemas/', '')]
  if (!schema) throw new Error(`The document has no ${ref}.`)
  return schema
}

/** The operations of the document; those with fewer parameters first, as a router finds them. */
const operations = () =>
  Object.entries(openApi.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        name: `${method.toUpperCase()} ${path}`,
        form: new RegExp(`^${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
        responses,
      })),
    )
    .sort((a, b) => a.name.split('{').length - b.name.split('{').length)

const operationOf = ({ method, path }: Answer) =>
  operations().find(({ form }) => form.test(`${method} ${path}`))

const jsonSchemaOf = (content: Record<string, { schema: JsonSchema }> | undefined) =>
  content?.['application/json']?.schema

describe('a strictly typed client, made from the documents (G4)', () => {
  test('reads every answer, the stored ones of repeated requests among them (P7)', () => {
    expect(answers.length).toBeGreaterThan(90)
    const problems = answers
      .filter(({ text }) => text !== '')
      .flatMap(answer => {
        const operation = operationOf(answer)
        const schema =
          jsonSchemaOf(operation?.responses[answer.status]?.content) ??
          (answer.status >= 400 ? resolve('ApiError') : undefined)
        const found = schema ? problemsOf(parseStrictly(answer.text), schema, resolve) : ['has no schema']
        return found.map(problem => `${operation?.name ?? answer.path} ${answer.status}: ${problem}`)
      })
    expect([...new Set(problems)]).toEqual([])
  })

  test('has met every operation that answers with JSON', () => {
    const met = new Set(answers.filter(({ status }) => status < 300).map(answer => operationOf(answer)?.name))
    const missing = operations().filter(
      ({ name, responses }) =>
        !met.has(name) &&
        Object.entries(responses).some(
          ([status, { content }]) => Number(status) < 300 && jsonSchemaOf(content),
        ),
    )
    expect(missing.map(({ name }) => name)).toEqual([])
  })

  test('reads every frame of the sockets, and has met each kind (W1)', () => {
    const events = Object.entries(asyncApi.components.messages).filter(([key]) => key.endsWith('_event'))
    const schemas = new Map(events.map(([, { name, payload }]) => [name, payload]))
    const met = new Set<unknown>()
    const problems = frames.flatMap(frame => {
      const { type } = JSON.parse(frame)
      met.add(type)
      const schema = schemas.get(type)
      const found = schema ? problemsOf(parseStrictly(frame), schema, resolve) : ['has no schema']
      return found.map(problem => `${type}: ${problem}`)
    })
    expect([...new Set(problems)]).toEqual([])
    expect([...schemas.keys()].filter(type => !met.has(type))).toEqual([])
  })

  test('tells a double from an integer, null from a value, and knows what is missing', () => {
    const schema: JsonSchema = {
      type: 'object',
      required: ['budget', 'hours', 'at'],
      properties: {
        budget: { type: 'number' },
        hours: { type: 'integer' },
        at: { type: ['string', 'null'] },
      },
    }
    const read = (text: string) => problemsOf(parseStrictly(text), schema, resolve)
    expect(read('{"budget":1500.0,"hours":3,"at":null}')).toEqual([])
    expect(read('{"budget":1e3,"hours":-3,"at":"1500"}')).toEqual([])
    expect(read('{"budget":1500,"hours":3.0,"at":1.0,"more":1}')).toEqual([
      '$.budget is not written as a double',
      '$.hours is not written as an integer',
      '$.at is not string or null',
      '$.more is not declared',
    ])
    expect(read('{"budget":null,"hours":3}')).toEqual([
      '$.at is missing',
      '$.budget is not declared as nullable',
    ])
  })
})
