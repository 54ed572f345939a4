import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type { NearbyUserView, ProfileView } from '../../src/domain/users/model.ts'
import type { ErrorBody } from '../../src/http/reply.ts'
import { Client } from '../support/client.ts'
import { type GigJson, post } from '../support/gigs.ts'
import { bytesOf, type FileJson, formFile, keepFile, noise, sendFile, still } from '../support/images.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

type ProfileJson = Static<typeof ProfileView>

let server: TestServer
let somchai: Person
let mali: Person
let jpeg: Uint8Array<ArrayBuffer>

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  jpeg = await bytesOf(still().jpeg())
})
afterAll(() => server.stop())

const profileOf = async ({ client }: Person) => (await client.get<ProfileJson>('/api/users/profile')).body
const refusalOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as ErrorBody).error_code, // the caller looks at it only where it is one
]

/** A multipart body as it goes over the wire. */
const rawForm = (boundary: string, disposition: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from(
        `--${boundary}\r\ncontent-type: application/octet-stream\r\ncontent-disposition: ${disposition}\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  )

const sendRaw = async (path: string, body: Uint8Array<ArrayBuffer>, contentType: string | null) => {
  const answer = await fetch(server.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${somchai.tokens.access_token}`,
      ...(contentType === null ? {} : { 'content-type': contentType }),
    },
    body,
  })
  return { status: answer.status, body: (await answer.json()) as FileJson } // refusals are read by their code alone
}

describe('an upload', () => {
  test('is answered with every field of the contract (G2), an absolute address (F3) and a placeholder', async () => {
    const answer = await sendFile(somchai, jpeg, 'my-photo.jpg', 'gig')
    expect(answer.status).toBe(201)
    const { file_id, file_size, thumbhash, uploaded_at, ...rest } = answer.body
    expect(rest).toEqual({
      filename: `${file_id}.jpg`,
      original_filename: 'my-photo.jpg',
      content_type: 'image/jpeg',
      category: 'gig',
      url: `${server.url}/api/upload/${file_id}`,
      width: 96,
      height: 64,
    })
    expect(String(uploaded_at)).toBe('2025-10-01T10:00:00.000000Z')
    expect((await (await fetch(rest.url)).bytes()).length).toBe(file_size)
    expect(Buffer.from(thumbhash, 'base64').length).toBeGreaterThan(10)
  })

  test('works as the React client of the contract sends it, as JSON by its header (F7)', async () => {
    const answer = await somchai.client.send<FileJson>('POST', '/api/upload/profile', {
      body: formFile(jpeg, 'my-photo.jpg', 'image/jpeg'),
      headers: { 'content-type': 'application/json' },
    })
    expect([answer.status, answer.body.original_filename]).toEqual([201, 'my-photo.jpg'])
  })

  test('works as Dart sends it, with and without the boundary in its header (F7)', async () => {
    const boundary = "dart-http-boundary-k3Xf_Q.9+Zs-'a"
    const body = rawForm(boundary, 'form-data; name="file"; filename="a%22b.jpg"', jpeg)
    for (const contentType of [`multipart/form-data; boundary="${boundary}"`, 'multipart/form-data', null]) {
      expect((await sendRaw('/api/upload/gig', body, contentType)).status).toBe(201)
    }
  })

  test('keeps the last part of the name alone, readable and of at most 255 characters (F2)', async () => {
    const names = {
      '../../etc/passwd.jpg': 'passwd.jpg',
      'C:\\Users\\somchai\\photo.jpg': 'photo.jpg',
      '..': '..',
      '/': 'unnamed',
      '': 'unnamed',
      'a\u0007b\u001b.jpg': 'ab.jpg',
      'รูปถ่าย บ้าน.jpg': 'รูปถ่าย บ้าน.jpg',
      '👨‍👩‍👧🛋️.png': '👨‍👩‍👧🛋️.png',
      [`${'ก'.repeat(300)}.jpg`]: 'ก'.repeat(255),
    }
    for (const [sent, kept] of Object.entries(names)) {
      const body = rawForm('x', `form-data; name="file"; filename="${sent}"`, jpeg)
      const answer = await sendRaw('/api/upload/general', body, 'multipart/form-data; boundary=x')
      expect([sent, answer.status, answer.body.original_filename]).toEqual([sent, 201, kept])
    }
    const withNul = rawForm('x', 'form-data; name="file"; filename="a\u0000b.jpg"', jpeg)
    const answer = await sendRaw('/api/upload/general', withNul, 'multipart/form-data; boundary=x')
    expect([answer.status, answer.body.original_filename.includes('\u0000')]).toEqual([201, false])
  })

  test('without a file in the form is a 422 that names the field (G9)', async () => {
    const empty = new FormData()
    const wordsOnly = new FormData()
    wordsOnly.append('file', 'just words')
    const otherName = new FormData()
    otherName.append('picture', new File([jpeg], 'a.jpg'))
    for (const body of [empty, wordsOnly, otherName, {}]) {
      const answer = await somchai.client.post('/api/upload/gig', body)
      expect([answer.status, Object.keys(answer.body.field_errors ?? {})]).toEqual([422, ['file']])
    }
  })

  test('that breaks off inside its form is a 400', async () => {
    const answer = await sendRaw(
      '/api/upload/gig',
      rawForm('x', 'form-data; name="file"; filename="a.jpg"', jpeg).slice(0, 400),
      'multipart/form-data; boundary=x',
    )
    expect(refusalOf(answer)).toEqual([400, 'BAD_REQUEST'])
  })

  test('without a form around it is a 400 that asks for one', async () => {
    const answer = await sendRaw('/api/upload/gig', jpeg, 'image/jpeg')
    expect(refusalOf(answer)).toEqual([400, 'BAD_REQUEST'])
    expect(answer.body).toMatchObject({ detail: 'The file has to be sent in a multipart form.' })
  })

  test('far longer than a picture is a 413 that closes the connection before its body has been sent (F1)', async () => {
    const { access_token } = somchai.tokens
    const answer = await answerBeforeBody(server, access_token, 500_000_000)
    expect(answer).toContain('"FILE_TOO_LARGE"')
    expect(answer).toMatch(/^connection: close\r$/im)
  })

  test('that turns out too long while it comes is a 413 in our JSON (F1)', async () => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull: controller => {
        sent += 1
        if (sent > 30) controller.close()
        else controller.enqueue(new Uint8Array(1024 * 1024))
      },
    })
    const answer = await fetch(`${server.url}/api/upload/gig`, {
      method: 'POST',
      headers: { authorization: `Bearer ${somchai.tokens.access_token}` },
      body,
    })
    expect(refusalOf({ status: answer.status, body: await answer.json() })).toEqual([413, 'FILE_TOO_LARGE'])
  })

  test('is at home only under its own paths: elsewhere the limit of bodies is the usual one', async () => {
    const answer = await somchai.client.post(
      '/api/gigs',
      formFile(await bytesOf(noise(300, 300).png()), 'a.png'),
    )
    expect(refusalOf(answer)).toEqual([413, 'BODY_TOO_LARGE'])
  })
})

describe('a profile picture (F4)', () => {
  test('is in the profile, the answers of location and availability, and seen by others near by', async () => {
    const { url } = await keepFile(somchai, jpeg, 'profile')
    expect((await profileOf(somchai)).profile_image_url).toBe(url)
    const place = { latitude: 13.75, longitude: 100.5 }
    const placed = await somchai.client.put<ProfileJson>('/api/users/location', place)
    const available = await somchai.client.put<ProfileJson>('/api/users/availability', { is_available: true })
    expect([placed.body.profile_image_url, available.body.profile_image_url]).toEqual([url, url])
    const near = await mali.client.get<Static<typeof NearbyUserView>[]>(
      '/api/users/nearby?latitude=13.75&longitude=100.5',
    )
    expect(near.body.map(({ profile_image_url }) => profile_image_url)).toEqual([url])
  })

  test('gives way to the next one, whose deletion leaves null', async () => {
    const first = await keepFile(mali, jpeg, 'profile')
    const second = await keepFile(mali, jpeg, 'profile')
    expect((await profileOf(mali)).profile_image_url).toBe(second.url)
    expect((await mali.client.delete(`/api/upload/${first.file_id}`)).status).toBe(204)
    expect((await profileOf(mali)).profile_image_url).toBe(second.url)
    expect((await mali.client.delete(`/api/upload/${second.file_id}`)).status).toBe(204)
    expect((await profileOf(mali)).profile_image_url).toBeNull()
  })

  test('can be any file of one’s own, by its address under whatever host', async () => {
    const { file_id, filename, url } = await keepFile(mali, jpeg, 'general')
    const addresses = [
      url,
      `https://api.chayenity.com/api/upload/${filename}`,
      `http://localhost/api/upload/${file_id}/`,
    ]
    for (const address of addresses) {
      const set = await mali.client.put<ProfileJson>('/api/upload/profile/set', {
        profile_image_url: address,
      })
      expect([set.status, set.body.profile_image_url, set.body.id]).toEqual([200, url, mali.user.id])
    }
  })

  test('cannot be somebody else’s file, one that is not there, or something else', async () => {
    const { url } = await keepFile(somchai, jpeg)
    const set = async (profile_image_url: unknown) =>
      refusalOf(await mali.client.put('/api/upload/profile/set', { profile_image_url }))
    expect(await set(url)).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect(await set(`${server.url}/api/upload/${mali.user.id}`)).toEqual([404, 'RESOURCE_NOT_FOUND'])
    for (const wrong of [`${server.url}/api/gigs`, 'no address', 7, null, undefined]) {
      expect(await set(wrong)).toEqual([422, 'VALIDATION_ERROR'])
    }
  })
})

describe('my files (F6)', () => {
  test('are mine alone, newest first, by category, with and without a slash at the end (G1)', async () => {
    const own = await startTestServer()
    const [owner, other] = await Promise.all([joinSomchai(own), joinMali(own)])
    await keepFile(other, jpeg)
    const kept: FileJson[] = []
    for (const kind of ['profile', 'gig', 'gig', 'general']) {
      own.clock.advance(1000)
      kept.unshift(await keepFile(owner, jpeg, kind))
    }
    const list = async (query: string) =>
      (await owner.client.get<FileJson[]>(`/api/upload/my-files${query}`)).body
    expect(await list('')).toEqual(kept)
    expect(await list('/')).toEqual(kept)
    expect(await list('/?category=gig')).toEqual(kept.filter(({ category }) => category === 'gig'))
    expect(await list('?limit=2&offset=1')).toEqual(kept.slice(1, 3))
    await own.stop()
  })

  test('of another category, or past the bounds of a page, are a 422 (G6)', async () => {
    for (const query of ['category=selfie', 'limit=0', 'limit=101', 'offset=-1', 'limit=x']) {
      const answer = await somchai.client.get(`/api/upload/my-files?${query}`)
      expect([query, ...refusalOf(answer)]).toEqual([query, 422, 'VALIDATION_ERROR'])
    }
  })

  test('are shown to nobody who is not logged in', async () => {
    for (const path of ['/api/upload/my-files', '/api/upload/my-files/']) {
      expect(refusalOf(await new Client(server.url).get(path))).toEqual([401, 'NOT_AUTHENTICATED'])
    }
  })
})

describe('deleting a file', () => {
  test('is for its owner alone, and once', async () => {
    const { file_id, url } = await keepFile(somchai, jpeg)
    const path = `/api/upload/${file_id}`
    expect(refusalOf(await mali.client.delete(path))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect(refusalOf(await new Client(server.url).delete(path))).toEqual([401, 'NOT_AUTHENTICATED'])
    expect((await fetch(url)).status).toBe(200)
    const answers = await Promise.all([1, 2, 3].map(() => somchai.client.delete(path)))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404])
    expect(refusalOf(await somchai.client.delete('/api/upload/nothing'))).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })

  test('takes its bytes and its variants away; a gig keeps the address, which is a 404', async () => {
    const { file_id, url } = await keepFile(somchai, jpeg, 'gig')
    const gig = await post(somchai, { image_urls: [url] })
    await (await fetch(`${url}?w=32`)).bytes()
    expect((await somchai.client.delete(`/api/upload/${file_id}`)).status).toBe(204)
    for (const query of ['', '?w=32', '?w=33']) {
      const answer = await fetch(url + query)
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store'])
    }
    const after = await somchai.client.get<GigJson>(`/api/gigs/${gig.id}`)
    expect(after.body.image_urls).toEqual([url])
    const left = [...(await server.ctx.files.list('uploads')), ...(await server.ctx.files.list('thumbnails'))]
    expect(left.filter(({ name }) => name.startsWith(file_id))).toEqual([])
  })
})

describe('quotas', () => {
  test('by number hold for uploads at once: of five exactly three have room', async () => {
    const small = await startTestServer({ env: { QUOTA_FILES: '3' } })
    const owner = await joinSomchai(small)
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => sendFile(owner, jpeg)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 413, 413])
    const refused = answers.find(({ status }) => status === 413)
    expect(refusalOf(refused ?? { status: 0, body: {} })).toEqual([413, 'STORAGE_QUOTA_EXCEEDED'])
    expect(await small.ctx.files.list('uploads')).toHaveLength(3)
    const [file] = (await owner.client.get<FileJson[]>('/api/upload/my-files')).body
    await owner.client.delete(`/api/upload/${file?.file_id}`)
    expect((await sendFile(owner, jpeg)).status).toBe(201)
    await small.stop()
  })

  test('by size count what is stored', async () => {
    const small = await startTestServer({ env: { QUOTA_MIB: '1' } })
    const owner = await joinSomchai(small)
    const large = await bytesOf(noise(500, 400).png())
    expect((await sendFile(owner, large)).status).toBe(201)
    expect(refusalOf(await sendFile(owner, large))).toEqual([413, 'STORAGE_QUOTA_EXCEEDED'])
    await small.stop()
  })
})

describe('the rate limit of uploads (G12)', () => {
  test('is ten a minute together, refused ones too; reading files is not counted', async () => {
    const strict = await startTestServer({ env: { RATE_LIMIT: 'on' } })
    const owner = await joinSomchai(strict)
    const { url } = await keepFile(owner, jpeg)
    const kinds = ['profile', 'gig', 'general']
    const statuses: number[] = []
    for (let at = 0; at < 9; at += 1) {
      const { status, headers } = await sendFile(owner, new Uint8Array(3), 'x', kinds[at % 3])
      statuses.push(status)
      expect(headers.get('ratelimit-limit')).toBe('10')
    }
    expect(new Set(statuses)).toEqual(new Set([415]))
    const eleventh = await sendFile(owner, jpeg)
    expect(refusalOf(eleventh)).toEqual([429, 'RATE_LIMITED'])
    expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0)
    const read = await fetch(url)
    expect([read.status, read.headers.get('ratelimit-limit')]).toEqual([200, null])
    await strict.stop()
  })
})

describe('addresses of files (F3)', () => {
  const askFrom = async (env: Record<string, string>) => {
    const other = await startTestServer({ env })
    const owner = await joinSomchai(other)
    await keepFile(owner, jpeg, 'profile')
    const { body } = await owner.client.get<ProfileJson>('/api/users/profile', {
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example.com' },
    })
    await other.stop()
    return new URL(body.profile_image_url ?? '').origin.replace(other.url, 'the server itself')
  }

  test('begin with PUBLIC_URL, else with the address the client used; proxies are believed only when trusted', async () => {
    expect(await askFrom({ PUBLIC_URL: 'https://api.chayenity.com', TRUST_PROXY: 'on' })).toBe(
      'https://api.chayenity.com',
    )
    expect(await askFrom({ TRUST_PROXY: 'on' })).toBe('https://api.example.com')
    expect(await askFrom({})).toBe('the server itself')
  })
})

/** What a server says to an upload of which only the header has been sent. */
const answerBeforeBody = async ({ url }: TestServer, token: string, length: number): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>()
  let received = ''
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port: Number(new URL(url).port),
    socket: {
      data: (_socket, bytes) => {
        received += bytes.toString('latin1')
        if (received.includes('error_code')) resolve(received)
      },
      close: () => resolve(received),
    },
  })
  socket.write(
    `POST /api/upload/gig HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${length}\r\n\r\n`,
  )
  const answer = await promise
  socket.end()
  return answer
}
