import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type ChatMessage, type Client, createClient } from '../../src/client/index.ts'
import { finalCloseCodes } from '../../src/client/live-socket.ts'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import { openRoom } from '../support/chat.ts'
import { joinAfresh, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startTunnel, type Tunnel } from '../support/tunnel.ts'
import { until } from '../support/until.ts'

let server: TestServer
let tunnel: Tunnel

beforeAll(async () => {
  server = await startTestServer()
  tunnel = await startTunnel(server.url)
})
afterAll(async () => {
  await tunnel.stop()
  await server.stop()
})

const clientOf = async ({ user, password }: Person, baseUrl = server.url): Promise<Client> => {
  const client = createClient({ baseUrl, retries: 0 })
  await client.login({ email: user.email, password })
  return client
}

const meet = async () => {
  const [seeker, helper] = await Promise.all([joinAfresh(server, 'Somchai'), joinAfresh(server, 'Mali')])
  const room = await openRoom(seeker, helper)
  const [somchai, mali] = await Promise.all([clientOf(seeker), clientOf(helper, tunnel.url)])
  return { seeker, helper, somchai, mali, roomId: room.id }
}

/** Subscribes to a room and keeps what arrives. */
const listen = (client: Client, roomId: string, history?: number) => {
  const messages: ChatMessage[] = []
  const others: string[] = []
  const states: string[] = []
  const room = client.subscribe.room(
    roomId,
    ({ type, data }) => {
      if (type === 'message') messages.push(data)
      else if (type === 'connection') states.push(data.state)
      else others.push(type)
    },
    { history },
  )
  return { room, messages, others, states, texts: () => messages.map(({ content }) => content) }
}

/** Waits until `clients` subscriptions have the history of a room, so that what follows is no history to them. */
const untilKnown = async (roomId: string, clients: number) => {
  const isHistory = (line: string) =>
    line.includes('"GET"') && line.includes(`/api/chat/rooms/${roomId}/messages`)
  await until(() => server.logLines.filter(isHistory).length >= clients)
  await Bun.sleep(20)
}

describe('a room', () => {
  test('gives its newest messages first, then what is said, typed and read', async () => {
    const { somchai, mali, roomId } = await meet()
    for (const content of ['one', 'two', 'three']) await somchai.sendMessage({ room_id: roomId, content })
    const here = listen(mali, roomId, 2)
    const there = listen(somchai, roomId, 0)
    await until(() => here.room.isOpen && there.room.isOpen && here.messages.length === 2)
    await there.room.send({ content: 'four' })
    here.room.typing(true)
    here.room.read()
    await until(() => here.messages.length === 3 && there.others.includes('read'))
    expect(here.texts()).toEqual(['two', 'three', 'four'])
    expect(there.texts()).toEqual(['four'])
    expect(there.others).toContain('typing')
    here.room.close()
    there.room.close()
    expect(here.states.at(-1)).toBe('closed')
  })

  test('loses and doubles nothing in a tunnel that shuts again and again, in both directions', async () => {
    const { somchai, mali, roomId } = await meet()
    const here = listen(mali, roomId)
    const there = listen(somchai, roomId)
    await untilKnown(roomId, 2)
    const sent: Promise<ChatMessage>[] = []
    for (let at = 0; at < 60; at += 1) {
      sent.push(there.room.send({ content: `s${at}` }), here.room.send({ content: `m${at}` }))
      if (at % 20 === 5) tunnel.shut()
      if (at % 20 === 12) tunnel.open()
      await Bun.sleep(5)
    }
    tunnel.open()
    await Promise.all(sent)
    await until(() => here.messages.length === 120 && there.messages.length === 120, 20_000)
    expect(here.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
    expect(there.messages.map(({ id }) => id)).toEqual(here.messages.map(({ id }) => id))
    const mine = here.texts().filter(text => text.startsWith('m'))
    expect(mine).toEqual(Array.from({ length: 60 }, (_, at) => `m${at}`))
    here.room.close()
    there.room.close()
  }, 40_000)

  test('catches up with more than a page that was said while it was away', async () => {
    const { somchai, mali, roomId } = await meet()
    const here = listen(mali, roomId)
    await untilKnown(roomId, 1)
    tunnel.shut()
    for (let at = 0; at < 130; at += 1) await somchai.sendMessage({ room_id: roomId, content: `${at}` })
    tunnel.open()
    await until(() => here.messages.length === 130, 20_000)
    expect(here.texts()).toEqual(Array.from({ length: 130 }, (_, at) => `${at}`))
    here.room.close()
  }, 40_000)

  test('renews the session when the token ends, and goes on', async () => {
    const { somchai, mali, roomId } = await meet()
    const here = listen(mali, roomId)
    await until(() => here.room.isOpen)
    server.clock.advance(31 * 60_000)
    await until(() => here.states.includes('waiting'))
    await until(() => here.room.isOpen)
    await somchai.sendMessage({ room_id: roomId, content: 'still there?' })
    await until(() => here.messages.length === 1)
    expect(here.texts()).toEqual(['still there?'])
    expect(here.states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open'])
    here.room.close()
  })

  test('says that everything was put back, and then gives what is there', async () => {
    const { somchai, mali, roomId } = await meet()
    const here = listen(mali, roomId)
    await untilKnown(roomId, 1)
    server.ctx.hub.endAll(closeCodes.WORLD_RESTORED)
    await until(() => here.others.includes('restored') && here.room.isOpen)
    await somchai.sendMessage({ room_id: roomId, content: 'anew' })
    await until(() => here.messages.length === 1)
    expect([here.texts(), here.others.filter(type => type === 'restored')]).toEqual([['anew'], ['restored']])
    here.room.close()
  })

  test('closes for good when the user logs out, and what was not sent is rejected', async () => {
    const { mali, roomId } = await meet()
    const here = listen(mali, roomId)
    await until(() => here.room.isOpen)
    await mali.logout()
    await until(() => here.states.at(-1) === 'closed')
    await expect(here.room.send({ content: 'too late' })).rejects.toThrow()
  })

  test('asks for no new token when its socket ends before the answer to the logout', async () => {
    const { helper, roomId } = await meet()
    const asked: string[] = []
    const mali = createClient({
      baseUrl: server.url,
      fetch: async (input, init) => {
        const path = new URL(String(input)).pathname
        asked.push(path)
        const response = await fetch(input, init)
        if (path === '/api/auth/logout') await until(() => here.states.at(-1) === 'waiting')
        return response
      },
    })
    await mali.login({ email: helper.user.email, password: helper.password })
    const here = listen(mali, roomId)
    await until(() => here.room.isOpen)
    await mali.logout()
    await until(() => here.states.at(-1) === 'closed')
    expect(asked.filter(path => path === '/api/auth/refresh')).toEqual([])
  })

  test('closes for good where it may not be, and says why', async () => {
    const { roomId } = await meet()
    const stranger = await clientOf(await joinAfresh(server, 'Stranger'))
    const ends: unknown[] = []
    stranger.subscribe.room(roomId, ({ type, data }) => {
      if (type === 'connection' && data.state === 'closed') ends.push(data.code)
    })
    await until(() => ends.length > 0)
    expect(ends).toEqual([4003])
  })
})

describe('other subscriptions', () => {
  test('notifications made in a tunnel arrive once, in their order', async () => {
    const { somchai, mali, helper } = await meet()
    const arrived: string[] = []
    const subscription = mali.subscribe.notifications(({ type, data }) => {
      if (type !== 'connection') arrived.push(`${type} ${data.id}`)
    })
    await until(() => subscription.isOpen)
    // What was there before is history.
    await Bun.sleep(50)
    const { rooms } = await somchai.getChatRooms()
    const roomId = rooms[0]?.id ?? ''
    await somchai.sendMessage({ room_id: roomId, content: 'first' })
    await until(() => arrived.length === 1)
    tunnel.shut()
    for (const content of ['second', 'third']) await somchai.sendMessage({ room_id: roomId, content })
    tunnel.open()
    await until(() => arrived.length === 3, 10_000)
    expect(new Set(arrived).size).toBe(3)
    expect(arrived.every(line => line.startsWith('new_message'))).toBe(true)
    const { notifications } = await (await clientOf(helper)).getNotifications({ limit: 3 })
    expect(arrived).toEqual(notifications.map(({ id, type }) => `${type} ${id}`))
    subscription.close()
  }, 30_000)

  test('an area of the map tells of gigs that appear, change and go', async () => {
    const { somchai, mali } = await meet()
    const seen: string[] = []
    const box = { west: 8, south: 48, east: 8.5, north: 48.5 }
    const area = mali.subscribe.map(box, ({ type }) => {
      if (type !== 'connection') seen.push(type)
    })
    await until(() => area.isOpen)
    const gig = await somchai.createGig({
      title: 'Walk a dog',
      description: 'An hour in the park',
      duration_hours: 1,
      budget: 200,
      latitude: 48.2,
      longitude: 8.2,
      address_text: 'Park',
    })
    await somchai.updateGig({ gig_id: gig.id, title: 'Walk two dogs' })
    await somchai.deleteGig({ gig_id: gig.id })
    await until(() => seen.length === 3)
    expect(seen).toEqual(['gig_appeared', 'gig_changed', 'gig_gone'])
    area.close()
  })
})

test('every close code that says "do not reconnect" ends a subscription, and no other', async () => {
  const document: { 'x-close-codes': { code: number; reconnect: string }[] } = JSON.parse(
    await (await fetch(`${server.url}/asyncapi.json`)).text(),
  )
  const byCode = Map.groupBy(document['x-close-codes'], ({ code }) => code)
  // 4029 has two reasons, and only one of them passes by itself.
  const final = [...byCode].filter(([, causes]) => causes.every(({ reconnect }) => reconnect === 'no'))
  expect([...finalCloseCodes].sort()).toEqual(final.map(([code]) => code).sort())
})
