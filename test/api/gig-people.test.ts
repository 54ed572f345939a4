import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { RoomPageJson } from '../support/chat.ts'
import { type AcceptedGigJson, type GigJson, type GigPageJson, moveGig, post } from '../support/gigs.ts'
import { bytesOf, type FileJson, keepFile, sendFile, still } from '../support/images.ts'
import { askCancel, pay } from '../support/payments.ts'
import { joinAfresh, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Ruling K7: the people of a gig. */

let server: TestServer
let somchai: Person
let mali: Person
let nok: Person
let gig: GigJson
let seeker: GigJson['seeker']
let helper: GigJson['seeker']

const place = { latitude: -41.3, longitude: 174.8 }
const around = new URLSearchParams({ latitude: '-41.3', longitude: '174.8', radius: '1' })

const read = async ({ client }: Person): Promise<GigJson> =>
  (await client.get<GigJson>(`/api/gigs/${gig.id}`)).body
const findIn = async ({ client }: Person, path: string): Promise<GigJson | undefined> =>
  (await client.get<GigPageJson>(path)).body.gigs.find(({ id }) => id === gig.id)

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali, nok] = await Promise.all([
    joinAfresh(server, 'Somchai'),
    joinAfresh(server, 'Mali'),
    joinAfresh(server, 'Nok'),
  ])
  const picture = await sendFile<FileJson>(somchai, await bytesOf(still(32, 32).png()), 'me.png', 'profile')
  const shown = { reputation_score: 5, total_reviews: 0, is_verified: false }
  seeker = {
    id: somchai.user.id,
    full_name: 'Somchai',
    profile_image_url: picture.body.url,
    ...shown,
  }
  helper = { id: mali.user.id, full_name: 'Mali', profile_image_url: null, ...shown }
})
beforeEach(async () => {
  gig = await post(somchai, place)
})
afterAll(() => server.stop())

const accept = () => mali.client.post<AcceptedGigJson>(`/api/gigs/${gig.id}/accept`)

describe('a gig (K7)', () => {
  test('carries its seeker, and no helper before the accept, wherever it is shown', async () => {
    const found = await Promise.all([
      read(somchai),
      read(nok),
      findIn(nok, '/api/gigs'),
      findIn(nok, `/api/gigs/search?${around}`),
      findIn(somchai, '/api/gigs/my-gigs'),
    ])
    for (const shown of found)
      expect(shown).toMatchObject({ seeker, helper: null, room_id: null, payment_status: null })
  })

  test('carries its helper from the accept on, and the room for the two alone', async () => {
    const { body } = await accept()
    const { body: rooms } = await mali.client.get<RoomPageJson>(`/api/chat/rooms?gig_id=${gig.id}`)
    const roomId = rooms.rooms[0]?.id ?? 'none'
    expect(body.gig).toMatchObject({ seeker, helper, room_id: roomId, payment_status: null })
    const searched = `/api/gigs/search?${around}`
    for (const person of [somchai, mali])
      for (const shown of [
        await read(person),
        await findIn(person, searched),
        await findIn(person, '/api/gigs/my-gigs'),
      ])
        expect(shown).toMatchObject({ seeker, helper, room_id: roomId })
    for (const shown of [await read(nok), await findIn(nok, searched)])
      expect(shown).toMatchObject({ seeker, helper, room_id: null, payment_status: null })
  })

  test('carries the status of its payment for the two alone: the active one, else the newest', async () => {
    const expectStatus = async (status: string | null) => {
      const shown = [
        await read(somchai),
        await findIn(mali, '/api/gigs/my-gigs'),
        await findIn(mali, `/api/gigs/search?${around}`),
      ]
      expect(shown.map(found => found?.payment_status)).toEqual([status, status, status] as never)
      for (const found of [await read(nok), await findIn(nok, `/api/gigs/search?${around}`)])
        expect(found?.payment_status).toBeNull()
    }
    await accept()
    await pay(somchai, gig, 'mock_payment_declined')
    await expectStatus('FAILED')
    const held = await pay(somchai, gig)
    await expectStatus('PENDING')
    await askCancel(somchai, held)
    await expectStatus('CANCELLED')
    server.clock.advance(1000)
    await pay(somchai, gig)
    await expectStatus('PENDING')
    const moved = await moveGig(mali, gig, 'IN_PROGRESS')
    expect(moved.body).toMatchObject({ seeker, helper, payment_status: 'PENDING' })
  })

  test('shows each person of a page as they are, many together', async () => {
    const crowd = await Promise.all(['One', 'Two', 'Three', 'Four'].map(name => joinAfresh(server, name)))
    const there = { latitude: 60, longitude: 25 }
    for (const person of crowd) await post(person, there)
    const path = '/api/gigs/search?latitude=60&longitude=25&radius=1'
    const { gigs } = (await nok.client.get<GigPageJson>(path)).body
    expect(gigs.map(found => found.seeker.full_name).sort()).toEqual(['Four', 'One', 'Three', 'Two'])
    for (const found of gigs) expect(found.seeker.id).toBe(found.seeker_id)
  })
})

describe('the room of a gig (C5 filter)', () => {
  test('is found by its gig, for its two people alone', async () => {
    const find = async ({ client }: Person) =>
      (await client.get<RoomPageJson>(`/api/chat/rooms?gig_id=${gig.id}`)).body
    await accept()
    const ofMali = await find(mali)
    expect([ofMali.total_count, ofMali.has_more, ofMali.rooms[0]?.gig_id]).toEqual([1, false, gig.id])
    expect(await find(nok)).toEqual({ rooms: [], total_count: 0, has_more: false })
  })
})

describe('the pictures of a gig (F8)', () => {
  const imagesOf = (person: Person, id: string) =>
    person.client.get<FileJson[]>(`/api/upload/gig-images/${id}`)

  test('are its uploaded files in their order, with the client’s name for the owner alone', async () => {
    const bytes = await bytesOf(still(40, 30).png())
    const files = [await keepFile(somchai, bytes, 'gig'), await keepFile(somchai, bytes, 'gig')]
    const [first, second] = files
    if (!first || !second) throw new Error('There are two.')
    const image_urls = [
      second.url,
      'https://example.com/elsewhere.png',
      `${first.url}/`,
      'https://a.example/api/upload/x',
    ]
    const { id } = await post(somchai, { image_urls })
    expect((await imagesOf(somchai, id)).body).toEqual([second, first])
    expect((await imagesOf(nok, id)).body).toEqual(
      [second, first].map(file => ({ ...file, original_filename: file.filename })),
    )
    await somchai.client.delete(`/api/upload/${second.file_id}`)
    expect((await imagesOf(somchai, id)).body).toEqual([first])
    expect((await imagesOf(somchai, server.ctx.newId())).status).toBe(404)
  })
})
