import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import asyncApiSchema from '@asyncapi/specs/schemas/3.1.0-without-$id.json' with { type: 'json' }
import Ajv from 'ajv'
import { openRoom } from '../support/chat.ts'
import { Client } from '../support/client.ts'
import { post } from '../support/gigs.ts'
import { joinAfresh, joinMali, joinSomchai } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToArea, connectToRoom } from '../support/sockets.ts'

setDefaultTimeout(60_000)

interface Document {
  info: { description: string }
  servers: Record<string, object>
  'x-close-codes': { code: number; reconnect: string }[]
  channels: Record<
    string,
    {
      address: string
      messages: Record<string, { $ref: string }>
      bindings: { ws: { query: { required: string[] } } }
    }
  >
  operations: Record<string, { action: string; messages: { $ref: string }[] }>
  components: { messages: Record<string, { name: string; payload: object }> }
}

let server: TestServer
let document: Document

const documentOf = async ({ url }: TestServer): Promise<Document> =>
  (await new Client(url).get<Document>('/asyncapi.json')).body

beforeAll(async () => {
  server = await startTestServer()
  document = await documentOf(server)
})
afterAll(() => server.stop())

describe('the AsyncAPI document', () => {
  test('is valid AsyncAPI 3, behind a public address with a path too', async () => {
    const behindProxy = await startTestServer({ env: { PUBLIC_URL: 'https://api.chayenity.com/v1' } })
    const publicDocument = await documentOf(behindProxy)
    await behindProxy.stop()
    expect(publicDocument.servers.chayenity).toMatchObject({
      host: 'api.chayenity.com',
      protocol: 'wss',
      pathname: '/v1',
    })
    const ajv = new Ajv({ strict: false, logger: false })
    const isValid = ajv.compile(asyncApiSchema)
    expect([isValid(document), isValid.errors]).toEqual([true, null])
    expect([isValid(publicDocument), isValid.errors]).toEqual([true, null])
    // The schema refuses what is wrong.
    expect(isValid({ ...document, channels: 7 })).toBe(false)
  })

  test('refers to nothing that is not there', () => {
    const references: string[] = []
    JSON.stringify(document, (key, value) => {
      if (key === '$ref') references.push(value)
      return value
    })
    expect(references.length).toBeGreaterThan(20)
    for (const reference of references) {
      const found = reference
        .slice(2)
        .split('/')
        .reduce<unknown>(
          (part, key) => (part instanceof Object ? Reflect.get(part, key) : undefined),
          document,
        )
      expect([reference, typeof found]).toEqual([reference, 'object'])
    }
  })

  test('says of every property what it is', () => {
    const silent: string[] = []
    let count = 0
    JSON.stringify(document, (key, value) => {
      if (key !== 'properties') return value
      for (const [name, property] of Object.entries<{ description?: string }>(value)) {
        count += 1
        if (!property.description) silent.push(name)
      }
      return value
    })
    expect(silent).toEqual([])
    expect(count).toBeGreaterThan(190)
  })

  test('has every close code, and whether to reconnect', () => {
    const codes = document['x-close-codes'].map(({ code }) => code)
    expect(codes).toEqual([1001, 1006, 1009, 4000, 4001, 4003, 4004, 4008, 4009, 4010, 4011, 4029, 4029])
    for (const { code, reconnect } of document['x-close-codes']) {
      expect(document.info.description).toMatch(new RegExp(`\\| ${code} \\| .+ \\| ${reconnect} \\|`))
    }
  })

  test('tells the truth: what the server says fits the schemas', async () => {
    const ajv = new Ajv({ strict: false, logger: false, validateFormats: false })
    const [somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
    const room = await openRoom(somchai, mali)
    const ofSomchai = await connectToRoom(server, room.id, somchai)
    await ofSomchai.settle()
    const ofMali = await connectToRoom(server, room.id, mali)
    ofMali.send({ type: 'typing', is_typing: true })
    ofMali.send({ type: 'send_message', content: 'Hello', client_id: '1' })
    ofMali.send({ type: 'nonsense' })
    ofMali.send({ type: 'authenticate', token: mali.tokens.access_token })
    await ofMali.next('authenticated')
    await ofMali.next('message')
    ofSomchai.send({ type: 'read' })
    await ofMali.next('read')
    await mali.client.delete(`/api/chat/rooms/${room.id}`)
    await ofMali.settle()
    await ofMali.close()
    await ofSomchai.next('user_left')
    const seen = [...ofSomchai.events, ...ofMali.events]
    expect(new Set(seen.map(({ type }) => `${type}_event`))).toEqual(
      new Set(Object.keys(document.channels.room?.messages ?? {}).filter(name => name.endsWith('_event'))),
    )
    for (const event of seen) {
      const fits = ajv.compile(document.components.messages[`${event.type}_event`]?.payload ?? false)
      expect([event, fits(event), fits.errors]).toEqual([event, true, null])
    }
  })

  test('tells the truth about the live map, its box and its close code (K8)', async () => {
    const ajv = new Ajv({ strict: false, logger: false, validateFormats: false })
    const somchai = await joinAfresh(server, 'Somchai')
    const map = await connectToArea(server, '100,13,101,14', somchai)
    await map.settle()
    const gig = await post(somchai)
    await somchai.client.put(`/api/gigs/${gig.id}`, { budget: 2000 })
    await somchai.client.delete(`/api/gigs/${gig.id}`)
    await map.next('gig_gone')
    expect(map.events.map(({ type }) => type)).toEqual(['pong', 'gig_appeared', 'gig_changed', 'gig_gone'])
    for (const event of map.events) {
      const fits = ajv.compile(document.components.messages[`${event.type}_event`]?.payload ?? false)
      expect([event, fits(event), fits.errors]).toEqual([event, true, null])
    }
    const { gigs, notifications } = document.channels
    expect(gigs?.address).toBe('/ws/gigs')
    expect(gigs?.bindings.ws.query.required).toEqual(['token', 'bbox'])
    expect(notifications?.bindings.ws.query.required).toEqual(['token'])
    expect(document['x-close-codes'].filter(({ code }) => code === 4000)).toHaveLength(1)
  })
})
