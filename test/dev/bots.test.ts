import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { Bots } from '../../src/dev/bots/bots.ts'
import { botControls } from '../../src/dev/controls/bots.ts'
import { systemWrite } from '../../src/lib/command.ts'
import { bangkok, passUntil } from '../support/bots.ts'
import { historyOf, type RoomPageJson, say } from '../support/chat.ts'
import { Client, refusalIn } from '../support/client.ts'
import { type GigJson, post } from '../support/gigs.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToRoom } from '../support/sockets.ts'
import { makeUser } from '../support/stores.ts'

let server: TestServer
let cast: Bots
let somchai: Person

beforeEach(async () => {
  server = await startTestServer({
    // The clock runs far ahead while a picture is under way.
    env: { ACCESS_TOKEN_MINUTES: '1440' },
    controlsOf: ctx => {
      cast = new Bots(ctx, { seed: 3, baseUrl: 'http://localhost' })
      return botControls(cast)
    },
  })
})
afterEach(async () => {
  cast.stop()
  await server.stop()
})

const tell = (order: Record<string, unknown>) =>
  new Client(server.url).post<Record<string, unknown>>('/api/_dev/cast', order)

/** The room of a gig, as soon as somebody has taken it. */
const untilRoom = (gig: GigJson) =>
  passUntil(server, async () => {
    const { body } = await somchai.client.get<RoomPageJson>('/api/chat/rooms')
    return body.rooms.find(room => room.gig_id === gig.id)
  })

describe('bots as clients see them', () => {
  beforeEach(async () => {
    somchai = await joinSomchai(server)
    const member = makeUser({ email: 'person1@example.com', fullName: 'Lek', ...bangkok })
    await server.ctx.store.users.register(systemWrite(server.ctx), member, 'nobody logs in')
    await tell({ action: 'start' })
  })

  test('types, writes, reads what one writes and answers it, on the socket of the room', async () => {
    const room = await untilRoom(await post(somchai))
    const socket = await connectToRoom(server, room.id, somchai)
    await passUntil(server, async () => socket.all('typing').length > 1)
    expect(socket.events.map(({ type }) => type).slice(0, 3)).toEqual(['typing', 'message', 'typing'])
    expect(
      socket
        .all('typing')
        .slice(0, 2)
        .map(({ is_typing }) => is_typing),
    ).toEqual([true, false])
    const [hello] = socket.all('message')
    expect(socket.all('typing')[0]).toMatchObject({
      user_id: hello?.sender_id,
      user_name: hello?.sender_name,
    })

    const asked = await say(somchai, room, 'When can you be here?')
    await passUntil(server, async () =>
      socket.all('message').some(({ content }) => /about ten minutes/.test(content)),
    )
    expect(socket.all('read')).toMatchObject([{ user_id: hello?.sender_id, last_read_message_id: asked.id }])
    await socket.close()
  })

  test('sends a picture that it has uploaded itself', async () => {
    const room = await untilRoom(await post(somchai))
    const picture = await passUntil(server, async () => {
      const { messages } = await historyOf(somchai, room)
      return messages.find(({ image_url }) => image_url !== null)
    })
    const { pathname } = new URL(picture.image_url ?? '')
    const shown = await fetch(server.url + pathname)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])
  })
})

describe('the routes of the bots', () => {
  test('start, change and stop it, and say how it is; nobody has to log in', async () => {
    const idle = { is_running: false, who: 'friendly', speed: 1, members: 0, engagements: 0 }
    expect((await new Client(server.url).get('/api/_dev/cast')).body).toMatchObject(idle)
    const started = await tell({ action: 'start', who: 'mixed', speed: 2.5 })
    expect([started.status, started.body]).toEqual([
      200,
      { ...idle, is_running: true, who: 'mixed', speed: 2.5 },
    ])
    expect((await tell({ action: 'start', who: 'ghost' })).body).toMatchObject({ who: 'ghost', speed: 2.5 })
    expect((await tell({ action: 'stop' })).body).toMatchObject({ is_running: false, who: 'ghost' })
  })

  test.each([
    [{ action: 'dance' }, 'action'],
    [{ action: 'start', who: 'grumpy' }, 'who'],
    [{ action: 'start', speed: 0.05 }, 'speed'],
    [{ action: 'start', speed: 101 }, 'speed'],
  ])('refuse %p', async (order, field) => {
    const answer = await tell(order)
    expect(refusalIn(answer)).toEqual([422, 'VALIDATION_ERROR'])
    expect(answer.body).toMatchObject({ field_errors: { [field]: [expect.any(String)] } })
  })
})
