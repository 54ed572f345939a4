import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { historyOf, openRoom, type RoomPageJson, say } from '../support/chat.ts'
import { refusalIn } from '../support/client.ts'
import { ask, command } from '../support/desk.ts'
import { openDesk } from '../support/desk-browser.ts'
import { type GigJson, type GigPageJson, moveGig, post, postAccepted } from '../support/gigs.ts'
import { bytesOf, type FileJson, keepFile, still } from '../support/images.ts'
import { payCompleted } from '../support/payments.ts'
import { joinAfresh, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToArea } from '../support/sockets.ts'
import { makeFolder } from '../support/stores.ts'
import { problemsInRows } from '../support/test-database.ts'
import { unzip } from '../support/unzip.ts'

/** What people report, and what an operator does about it. Each command leaves one line in the audit. */

let folder: ReturnType<typeof makeFolder>
let server: TestServer
let nok: Person
let somchai: Person
let mali: Person

beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer({ env: { DATA_DIR: folder.path } })
  ;[nok, somchai, mali] = [
    await joinAfresh(server, 'Nok'),
    await joinAfresh(server, 'Somchai'),
    await joinAfresh(server, 'Mali'),
  ]
})
afterAll(async () => {
  expect(await problemsInRows(server.ctx.config)).toEqual([])
  await server.stop()
  folder.remove()
})

interface ReportJson {
  id: string
  kind: string
  subject_id: string
}

const report = (reporter: Person, kind: string, subject_id: string, reason = 'Spam') =>
  reporter.client.post<ReportJson>('/api/reports', { kind, subject_id, reason })

const reportId = async (reporter: Person, kind: string, subjectId: string): Promise<string> => {
  const { status, body } = await report(reporter, kind, subjectId)
  expect(status).toBe(201)
  return body.id
}

const act = (name: string, report_id: string) => command(server, name, { report_id })

describe('a report', () => {
  test('can be of a gig, a message, a review, a picture and a person that the reporter sees', async () => {
    const { gig } = await payCompleted(somchai, mali)
    const review = await somchai.client.post<{ id: string }>('/api/reviews', {
      gig_id: gig.id,
      reviewee_id: mali.user.id,
      rating: 1,
      comment: 'Never came.',
    })
    const file = await keepFile(somchai, await bytesOf(still(16, 16).png()))
    const message = await say(somchai, await openRoom(somchai, mali), 'Pay me first.')
    const things = [
      ['gig', gig.id],
      ['message', message.id],
      ['review', review.body.id],
      ['picture', file.file_id],
      ['person', somchai.user.id],
    ] as const
    for (const [kind, id] of things) {
      expect((await report(mali, kind, id.toUpperCase())).body).toMatchObject({ kind, subject_id: id })
      expect(refusalIn(await report(somchai, kind, id))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
      expect(refusalIn(await report(mali, kind, crypto.randomUUID()))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    }
    expect(refusalIn(await report(nok, 'message', message.id))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect(refusalIn(await report(nok, 'nothing', message.id))).toEqual([422, 'VALIDATION_ERROR'])
  })

  test('made twice stays one, and twenty in a day are enough', async () => {
    const busy = await joinAfresh(server, 'Busy')
    const first = await report(busy, 'person', mali.user.id)
    expect((await report(busy, 'person', mali.user.id, 'Again')).body).toEqual(first.body)
    const gigs = await Promise.all(Array.from({ length: 20 }, () => post(somchai)))
    const outcomes: number[] = []
    for (const { id } of gigs) outcomes.push((await report(busy, 'gig', id)).status)
    expect(outcomes).toEqual([...Array(19).fill(201), 429])
    expect((await report(busy, 'person', mali.user.id)).body).toEqual(first.body)
  })

  test('shows the operator the reported message and no other of the chat', async () => {
    const [one, other] = [await joinAfresh(server, 'One'), await joinAfresh(server, 'Other')]
    const room = await openRoom(one, other)
    await say(one, room, 'The key lies under the pot.')
    const message = await say(one, room, 'Pay me first.')
    const id = await reportId(other, 'message', message.id)
    const shown = JSON.stringify(await ask(server, 'report.show', { report_id: id }))
    expect(shown).toContain('Pay me first.')
    expect(shown).not.toContain('under the pot')
    const { reports } = await ask<{ reports: ReportJson[] }>(server, 'report.list', { limit: 100 })
    expect(reports.map(each => each.id)).toContain(id)
    await act('report.close', id)
    const left = await ask<{ reports: ReportJson[] }>(server, 'report.list', { limit: 100 })
    expect(left.reports.map(each => each.id)).not.toContain(id)
    await act('report.reopen', id)
  })
})

describe('a hidden gig', () => {
  test('is a 404 for others and in no list, says so to its seeker alone, and comes back', async () => {
    const place = { latitude: 66, longitude: 44 }
    const gig = await post(somchai, place)
    const area = await connectToArea(server, '43.9,65.9,44.1,66.1', nok)
    const search = `/api/gigs/search?latitude=66&longitude=44&radius=5`
    const lists = [
      search,
      `${search}&q=furniture`,
      `${search}&sort=newest`,
      '/api/gigs/map?bbox=43.9,65.9,44.1,66.1',
    ]
    const totals = async () =>
      Promise.all(lists.map(async path => (await nok.client.get<GigPageJson>(path)).body.total_count))
    expect(await totals()).toEqual([1, 1, 1, 1])
    const before = (await nok.client.get<GigJson>(`/api/gigs/${gig.id}`)).body
    const id = await reportId(nok, 'gig', gig.id)
    await act('report.hide', id)
    expect((await area.next('gig_gone')).gig_id).toBe(gig.id)
    expect(await totals()).toEqual([0, 0, 0, 0])
    const { client } = nok
    for (const answer of [
      await client.get(`/api/gigs/${gig.id}`),
      await client.post(`/api/gigs/${gig.id}/accept`),
      await client.get(`/api/upload/gig-images/${gig.id}`),
      await client.get(`/api/reviews/gig/${gig.id}`),
      await report(mali, 'gig', gig.id),
    ])
      expect(refusalIn(answer)).toEqual([404, 'RESOURCE_NOT_FOUND'])
    const own = (await somchai.client.get<GigJson>(`/api/gigs/${gig.id}`)).body
    expect(own.is_hidden).toBeTrue()
    expect(await ask<object>(server, 'gig.show', { gig_id: gig.id })).toMatchObject({
      gig: { is_hidden: true },
    })
    const mine = (await somchai.client.get<GigPageJson>('/api/gigs/my-gigs?limit=100')).body.gigs
    expect(mine.find(each => each.id === gig.id)?.is_hidden).toBeTrue()
    await act('report.hide', id)
    await act('report.unhide', id)
    expect(await totals()).toEqual([1, 1, 1, 1])
    expect((await area.next('gig_appeared')).gig.id).toBe(gig.id)
    expect((await client.get<GigJson>(`/api/gigs/${gig.id}`)).body).toEqual(before)
    expect('is_hidden' in (await somchai.client.get<GigJson>(`/api/gigs/${gig.id}`)).body).toBeFalse()
  })

  test('stays for its two people, who can finish it', async () => {
    const gig = await postAccepted(somchai, mali)
    await act('report.hide', await reportId(nok, 'gig', gig.id))
    for (const status of ['IN_PROGRESS', 'COMPLETED'])
      expect((await moveGig(mali, gig, status)).status).toBe(200)
    const seen = (await mali.client.get<GigJson>(`/api/gigs/${gig.id}`)).body
    expect([seen.status, 'is_hidden' in seen]).toEqual(['COMPLETED', false])
    expect(refusalIn(await nok.client.get(`/api/gigs/${gig.id}`))).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })

  test('is named to its two people alone in the reviews of it, which stay', async () => {
    const gig = await postAccepted(somchai, mali)
    const report = await reportId(nok, 'gig', gig.id)
    for (const status of ['IN_PROGRESS', 'COMPLETED']) await moveGig(mali, gig, status)
    const review = { gig_id: gig.id, reviewee_id: mali.user.id, rating: 5, comment: 'Good' }
    const { body: written } = await somchai.client.post<{ id: string; gig_title: string }>(
      '/api/reviews',
      review,
    )
    const titleFor = async (reader: Person) => {
      const path = `/api/reviews/user/${mali.user.id}?limit=100`
      const { reviews } = (await reader.client.get<{ reviews: (typeof written)[] }>(path)).body
      return reviews.find(({ id }) => id === written.id)?.gig_title
    }
    const titles = async () => Promise.all([nok, somchai, mali].map(titleFor))
    const { gig_title: title } = written
    expect(await titles()).toEqual([title, title, title])
    await act('report.hide', report)
    expect(await titles()).toEqual(['A gig that is not shown', title, title])
    await act('report.unhide', report)
    expect(await titles()).toEqual([title, title, title])
  })

  test('is not shown by the repeat of a request of somebody else (P7)', async () => {
    const gig = await post(somchai)
    await act('report.hide', await reportId(nok, 'gig', gig.id))
    const accept = () =>
      nok.client.send('POST', `/api/gigs/${gig.id}/accept`, { headers: { 'idempotency-key': 'once' } })
    expect([refusalIn(await accept()), refusalIn(await accept())]).toEqual([
      [404, 'RESOURCE_NOT_FOUND'],
      [404, 'RESOURCE_NOT_FOUND'],
    ])
  })
})

describe('a hidden message, review or picture', () => {
  test('is words that its recipient does not read any more', async () => {
    const room = await openRoom(somchai, mali)
    const message = await say(somchai, room, 'Rude words')
    const id = await reportId(mali, 'message', message.id)
    await act('report.hide', id)
    const [theirs, own] = [await historyOf(mali, room), await historyOf(somchai, room)]
    expect(theirs.messages).toMatchObject([
      { id: message.id, content: 'This message was hidden by the operator.' },
    ])
    expect('is_hidden' in (theirs.messages[0] ?? {})).toBeFalse()
    expect(own.messages).toMatchObject([{ content: 'Rude words', is_hidden: true }])
    const told = JSON.stringify([
      (await mali.client.get('/api/notifications?limit=100')).body,
      (await mali.client.get<RoomPageJson>('/api/chat/rooms?limit=100')).body,
      (await historyOf(mali, room, `?after=${message.id}`)).messages,
    ])
    expect(told).not.toContain('Rude words')
    const exported = async (person: Person) => {
      const headers = { authorization: `Bearer ${person.tokens.access_token}` }
      const archive = await fetch(`${server.url}/api/users/me/export`, { headers })
      const files = unzip(await archive.bytes())
      return new TextDecoder().decode(files.find(({ name }) => name === 'messages.json')?.bytes)
    }
    expect(await exported(mali)).not.toContain('Rude words')
    expect(await exported(somchai)).toContain('Rude words')
    await act('report.unhide', id)
    expect((await historyOf(mali, room)).messages).toMatchObject([{ content: 'Rude words' }])
  })

  test('is in no list and in no rating, and its author sees that', async () => {
    const [seeker, helper] = [await joinAfresh(server, 'Seeker'), await joinAfresh(server, 'Helper')]
    const { gig } = await payCompleted(seeker, helper)
    const draft = { gig_id: gig.id, reviewee_id: helper.user.id, rating: 1, comment: 'Rude words' }
    const { body: review } = await seeker.client.post<{ id: string }>('/api/reviews', draft)
    const id = await reportId(helper, 'review', review.id)
    await act('report.hide', id)
    const seen = async (person: Person) =>
      JSON.stringify([
        (await person.client.get(`/api/reviews/user/${helper.user.id}`)).body,
        (await person.client.get(`/api/reviews/gig/${gig.id}`)).body,
      ])
    for (const person of [helper, nok]) expect(await seen(person)).not.toContain('Rude words')
    const profile = await nok.client.get<object>(`/api/users/${helper.user.id}`)
    expect(profile.body).toMatchObject({ reputation_score: 5, total_reviews: 0 })
    const mine = await seeker.client.get<{ reviews: object[] }>('/api/reviews/my-reviews')
    expect(mine.body.reviews).toMatchObject([{ comment: 'Rude words', is_hidden: true }])
    expect(refusalIn(await seeker.client.post('/api/reviews', draft))).toEqual([409, 'REVIEW_ALREADY_EXISTS'])
    await act('report.unhide', id)
    expect((await nok.client.get<object>(`/api/users/${helper.user.id}`)).body).toMatchObject({
      total_reviews: 1,
    })
  })

  test('is a 404 as a file and as a variant that was served before, and its owner may delete it', async () => {
    const file = await keepFile(somchai, await bytesOf(still(64, 64).png()), 'profile')
    const addresses = [file.url, `${file.url}?w=32`, `${file.url}?w=32&format=webp`]
    /** What a cache that has the file learns when it asks again. */
    const askAgain = async (address: string, etag: string) =>
      (await fetch(address, { headers: { 'if-none-match': etag } })).status
    const etags: string[] = []
    for (const address of addresses) {
      const { status, headers } = await fetch(address)
      // A cache of others asks again after a minute.
      expect([status, headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, s-maxage=60, immutable',
      ])
      etags.push(headers.get('etag') ?? '')
      expect(await askAgain(address, etags.at(-1) ?? '')).toBe(304)
    }
    const id = await reportId(nok, 'picture', file.file_id)
    const picture = `/reports/${id}/picture`
    const desk = await openDesk(server, 'viewer')
    const shown = await (await desk.send('GET', picture)).bytes()
    expect(shown).toEqual(await (await fetch(file.url)).bytes())
    await act('report.hide', id)
    expect(await (await desk.send('GET', picture)).bytes()).toEqual(shown)
    for (const [at, address] of addresses.entries()) {
      expect((await fetch(address)).status).toBe(404)
      expect(await askAgain(address, etags[at] ?? '')).toBe(404)
    }
    const mine = await somchai.client.get<FileJson[]>('/api/upload/my-files')
    expect(mine.body.find(({ file_id }) => file_id === file.file_id)?.is_hidden).toBeTrue()
    await act('report.unhide', id)
    for (const address of addresses) expect((await fetch(address)).status).toBe(200)
    await act('report.hide', id)
    expect((await somchai.client.delete(`/api/upload/${file.file_id}`)).status).toBe(204)
    expect((await desk.send('GET', picture)).status).toBe(404)
  })
})

test('what is hidden can be shown again after whoever reported it is gone', async () => {
  const reporter = await joinAfresh(server, 'Gone')
  const gig = await post(somchai)
  const id = await reportId(reporter, 'gig', gig.id)
  await act('report.hide', id)
  const { status } = await reporter.client.send('DELETE', '/api/users/me', {
    body: { password: reporter.password },
  })
  expect(status).toBe(200)
  expect((await nok.client.get(`/api/gigs/${gig.id}`)).status).toBe(404)
  await act('report.unhide', id)
  expect((await nok.client.get(`/api/gigs/${gig.id}`)).status).toBe(200)
})

test('a warning is read by its person until it is taken back', async () => {
  const id = await reportId(nok, 'person', mali.user.id)
  const { warning_id } = await command<{ warning_id: string }>(server, 'report.warn', {
    report_id: id,
    text: 'Do not ask for money in advance.',
  })
  const warnings = async (person: Person) =>
    (await person.client.get<{ warnings: { text: string }[] }>('/api/users/me/warnings')).body.warnings
  expect(await warnings(mali)).toMatchObject([{ text: 'Do not ask for money in advance.' }])
  expect(await warnings(nok)).toEqual([])
  await command(server, 'report.unwarn', { warning_id })
  expect(await warnings(mali)).toEqual([])
})
