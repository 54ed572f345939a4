import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { historyOf, openRoom, type RoomPageJson, say } from '../support/chat.ts'
import { refusalIn } from '../support/client.ts'
import { type GigJson, type GigPageJson, post, postAccepted } from '../support/gigs.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { askCancel, askEscrow, askRelease, pay, payCompleted } from '../support/payments.ts'
import { join, joinAfresh, logInAs, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToRoom } from '../support/sockets.ts'

/** What people do with their account as a whole. */

let server: TestServer
let nok: Person

beforeAll(async () => {
  server = await startTestServer()
  nok = await joinAfresh(server, 'Nok')
})
afterAll(() => server.stop())

const leave = (person: Person, password = person.password) =>
  person.client.send<{ message: string; backups: string }>('DELETE', '/api/users/me', { body: { password } })

const joinBoth = async () => [await joinAfresh(server, 'Somchai'), await joinAfresh(server, 'Mali')] as const

describe('the deletion of an account', () => {
  test('needs the password, and a body with it', async () => {
    const somchai = await joinAfresh(server, 'Somchai')
    expect(refusalIn(await leave(somchai, 'another'))).toEqual([401, 'INVALID_CREDENTIALS'])
    expect(refusalIn(await somchai.client.delete('/api/users/me'))).toEqual([422, 'VALIDATION_ERROR'])
    expect((await somchai.client.get('/api/users/me')).status).toBe(200)
    const answer = await leave(somchai)
    expect([answer.status, answer.body.message]).toEqual([200, 'The account is deleted.'])
    expect(answer.body.backups).toContain('Backups that were made before now still hold the account.')
  })

  test('ends every session and closes every socket, and frees the e-mail', async () => {
    const [somchai, mali] = await joinBoth()
    const other = await logInAs(server.url, somchai.user.email, somchai.password)
    const room = await openRoom(somchai, mali)
    const socket = await connectToRoom(server, room.id, somchai)
    expect((await leave(somchai)).status).toBe(200)
    expect((await socket.closed).code).toBe(4001)
    for (const token of [somchai.tokens.access_token, other.access_token])
      expect(refusalIn(await somchai.client.withToken(token).get('/api/users/me'))).toEqual([
        401,
        'INVALID_TOKEN',
      ])
    const login = new URLSearchParams({ username: somchai.user.email, password: somchai.password })
    expect(refusalIn(await nok.client.post('/api/auth/login', login))).toEqual([401, 'INVALID_CREDENTIALS'])
    const again = await join(server, somchai.user.email, 'Somchai')
    expect(again.user.id).not.toBe(somchai.user.id)
  })

  test('takes the person out of every list and off the map, and leaves no profile', async () => {
    const [somchai, mali] = await joinBoth()
    const place = { latitude: 61, longitude: 41 }
    await somchai.client.put('/api/users/location', place)
    const gig = await post(somchai, place)
    await mali.client.post('/api/buddies', { buddy_user_id: somchai.user.id })
    await leave(somchai)
    const at = `latitude=${place.latitude}&longitude=${place.longitude}`
    const near = await nok.client.get<unknown[]>(`/api/users/nearby?${at}&only_available=false`)
    expect(near.body).toEqual([])
    for (const path of [`/api/gigs/search?${at}`, `/api/gigs/search?${at}&q=furniture`])
      expect((await nok.client.get<GigPageJson>(path)).body.total_count).toBe(0)
    expect((await mali.client.get<{ total_count: number }>('/api/buddies')).body.total_count).toBe(0)
    for (const path of [
      `/api/gigs/${gig.id}`,
      `/api/users/${somchai.user.id}`,
      `/api/reviews/user/${somchai.user.id}`,
    ])
      expect(refusalIn(await nok.client.get(path))).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })

  test('leaves messages and reviews to those who received them, from a deleted user', async () => {
    const [somchai, mali] = await joinBoth()
    const { gig } = await payCompleted(somchai, mali)
    const { body: rooms } = await mali.client.get<RoomPageJson>(`/api/chat/rooms?gig_id=${gig.id}`)
    const room = rooms.rooms[0]
    if (!room) throw new Error('There is no room.')
    await say(somchai, room, 'Thank you!')
    const review = { gig_id: gig.id, reviewee_id: mali.user.id, rating: 4, comment: 'Quick.' }
    expect((await somchai.client.post('/api/reviews', review)).status).toBe(201)
    await leave(somchai)
    const { messages } = await historyOf(mali, room)
    expect(messages).toMatchObject([
      { content: 'Thank you!', sender_id: somchai.user.id, sender_name: 'Deleted user' },
    ])
    const received = await nok.client.get<{ reviews: object[] }>(`/api/reviews/user/${mali.user.id}`)
    expect(received.body.reviews).toMatchObject([{ comment: 'Quick.', reviewer_name: 'Deleted user' }])
    const history = await mali.client.get<{ transactions: object[]; total_received: number }>(
      '/api/transactions/history/my',
    )
    expect(history.body).toMatchObject({
      total_received: 1425,
      transactions: [{ payer_name: 'Deleted user' }],
    })
    const refused = await mali.client.post(`/api/chat/rooms/${room.id}/messages`, { content: 'Hello?' })
    expect(refusalIn(refused)).toEqual([400, 'ROOM_NOT_ACTIVE'])
    expect((await mali.client.get<GigJson>(`/api/gigs/${gig.id}`)).body).toMatchObject({
      status: 'COMPLETED',
      address_text: '(deleted)',
      seeker: { full_name: 'Deleted user' },
    })
  })

  test('takes the pictures: file, variants in memory and on the disk, and the list of gig images', async () => {
    const [somchai, mali] = await joinBoth()
    const file = await keepFile(somchai, await bytesOf(still(64, 64).png()), 'profile')
    const gig = await postAccepted(somchai, mali, { image_urls: [file.url] })
    const addresses = [file.url, `${file.url}?w=32`, `${file.url}?w=32&format=webp`]
    for (const address of addresses) expect((await fetch(address)).status).toBe(200)
    await leave(somchai)
    for (const address of addresses) expect((await fetch(address)).status).toBe(404)
    for (const folder of ['uploads', 'thumbnails'] as const) {
      const left = await server.ctx.files.list(folder)
      expect(left.filter(({ name }) => name.startsWith(file.file_id))).toEqual([])
    }
    expect((await mali.client.get(`/api/upload/gig-images/${gig.id}`)).body).toEqual([] as never)
  })

  test('is refused while money is held, for the payer and the payee, and while it is being held', async () => {
    const [somchai, mali] = await joinBoth()
    const held = await pay(somchai, await postAccepted(somchai, mali))
    const processing = await pay(somchai, await postAccepted(somchai, mali), 'mock_payment_slow')
    for (const person of [somchai, mali]) expect(refusalIn(await leave(person))).toEqual([409, 'MONEY_HELD'])
    await askRelease(somchai, held)
    for (const person of [somchai, mali]) expect(refusalIn(await leave(person))).toEqual([409, 'MONEY_HELD'])
    server.clock.advance(3000)
    while ((await askCancel(somchai, processing)).status !== 200) await Bun.sleep(1)
    for (const person of [somchai, mali]) expect((await leave(person)).status).toBe(200)
  })

  test('and an escrow at once have one winner, whichever comes first', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [somchai, mali] = await joinBoth()
      const gig = await postAccepted(somchai, mali)
      const leaver = round % 2 === 0 ? somchai : mali
      const paying = round % 4 < 2 ? askEscrow(somchai, gig.id) : null
      const leaving = leave(leaver)
      const [left, paid] = await Promise.all([
        leaving,
        paying ?? Bun.sleep(5 * round).then(() => askEscrow(somchai, gig.id)),
      ])
      expect([left.status === 200, paid.status === 201].filter(Boolean)).toHaveLength(1)
      if (left.status !== 200) expect(refusalIn(left)).toEqual([409, 'MONEY_HELD'])
    }
  })
  test('twice at once has one winner, and the other has no account any more', async () => {
    for (let round = 0; round < 4; round += 1) {
      const [somchai] = await joinBoth()
      const answers = await Promise.all([leave(somchai), leave(somchai), leave(somchai)])
      const isDone = answers.map(({ status }) => status === 200)
      expect(isDone.filter(Boolean)).toHaveLength(1)
      for (const answer of answers.filter((_, at) => !isDone[at]))
        expect(refusalIn(answer)).toEqual([401, 'INVALID_TOKEN'])
    }
  })
})
