import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { animation, bytesOf, type FileJson, keepFile, lookAt, noise, still } from '../support/images.ts'
import { lineOf } from '../support/log-lines.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer, takeEngine } from '../support/server.ts'

let server: TestServer
let somchai: Person
let dataDir: string
/** 600 × 400, a JPEG. */
let photo: FileJson
let whole: Uint8Array

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chayenity-files-'))
  server = await startTestServer({ env: { DATA_DIR: dataDir, CORS_ORIGINS: '*' } })
  somchai = await joinSomchai(server)
  photo = await keepFile(somchai, await bytesOf(still(600, 400).jpeg()))
  whole = await (await fetch(photo.url)).bytes()
})
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true })
})

const ask = (query = '', headers: Record<string, string> = {}, method = 'GET') =>
  fetch(photo.url + query, { method, headers })

const variantsOf = async (fileId: string) =>
  (await server.ctx.files.list('thumbnails')).map(({ name }) => name).filter(name => name.startsWith(fileId))

describe('serving a file (F5)', () => {
  test('is open to everybody, by its id and by its stored name, with and without a slash (G1)', async () => {
    for (const name of [
      photo.file_id,
      photo.file_id.toUpperCase(),
      photo.filename,
      photo.filename.toUpperCase(),
      `${photo.file_id}/`,
      `${photo.filename}/`,
    ]) {
      const answer = await fetch(`${server.url}/api/upload/${name}`)
      expect([name, answer.status, await answer.bytes()]).toEqual([name, 200, whole])
    }
  })

  test('says how long it may be kept and how it is to be looked at', async () => {
    const { headers } = await ask()
    const expected = {
      'content-type': 'image/jpeg',
      'content-length': String(photo.file_size),
      'cache-control': 'public, max-age=31536000, s-maxage=60, immutable',
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename="${photo.filename}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'accept-ranges': 'bytes',
      // Every origin gets the same answer, so no cache has to look at it.
      'access-control-allow-origin': '*',
    }
    expect(Object.fromEntries(Object.keys(expected).map(name => [name, headers.get(name)]))).toEqual(expected)
    expect([headers.get('vary'), headers.get('content-range')]).toEqual([null, null])
  })

  test('anything but an id or a stored name is a 404', async () => {
    const { file_id } = photo
    const names = [
      `${file_id}.png`,
      `${file_id}.320x200.webp`,
      file_id.slice(0, -1),
      'helper-photo.jpg',
      '..%2f..%2fchayenity.db',
      '%00',
      '%ff',
      '%E0%A4%A',
      '%',
      `${file_id}%00`,
      `${file_id}.JPG.PNG`,
      `%7B${file_id}%7D`,
      'a'.repeat(4000),
      '%E0%B8%81',
      somchai.user.id,
    ]
    for (const name of names) {
      const answer = await fetch(`${server.url}/api/upload/${name}`)
      const { error_code } = (await answer.json()) as { error_code: string } // G8 holds for every error
      expect([name, answer.status, error_code]).toEqual([name, 404, 'RESOURCE_NOT_FOUND'])
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })

  test('answers HEAD with the headers of GET and nothing else', async () => {
    for (const query of ['', '?w=100']) {
      const [got, head] = [await ask(query), await ask(query, {}, 'HEAD')]
      const of = ({ headers }: Response) =>
        ['content-type', 'content-length', 'etag', 'cache-control'].map(name => headers.get(name))
      expect([head.status, (await head.bytes()).length, of(head)]).toEqual([200, 0, of(got)])
    }
  })

  test('is a 404 when it is missing from the disk, which the log says once and the metrics say until it is back', async () => {
    const lost = await keepFile(somchai, await bytesOf(still(30, 20).png()))
    const path = join(dataDir, 'uploads', lost.filename)
    const missing = async () =>
      /^chayenity_missing_files (\d+)/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1]
    const told = () =>
      server.logLines.filter(line => line.includes('is missing from the disk') && line.includes(lost.file_id))
    await rename(path, `${path}.away`)
    expect((await fetch(lost.url)).status).toBe(404)
    expect((await fetch(`${lost.url}?w=80`)).status).toBe(404)
    expect([told().length, await missing()]).toEqual([1, '1'])
    expect(JSON.parse(told()[0] ?? '')).toMatchObject({ level: 'warn', fileId: lost.file_id })
    await rename(`${path}.away`, path)
    expect((await fetch(lost.url)).status).toBe(200)
    expect(await missing()).toBe('0')
  })

  test('answers the second time as the first, without the database, and logs and counts it as much', async () => {
    const find = spyOn(server.ctx.store.uploads, 'find')
    const told = async (answer: Response) => {
      const { 'x-request-id': id = '', date: _, ...headers } = Object.fromEntries(answer.headers)
      const { requestId, ms: _ms, time: _time, ...line } = await lineOf(server, id)
      expect(requestId).toBe(id)
      return { status: answer.status, bytes: await answer.bytes(), headers, line }
    }
    const ways: Record<string, string>[] = [
      {},
      { accept: 'image/webp' },
      { origin: 'https://chayenity.example' },
    ]
    for (const headers of ways) {
      const first = await told(await ask('?w=72', headers))
      const before = find.mock.calls.length
      expect(await told(await ask('?w=72', headers))).toEqual(first)
      expect(find.mock.calls.length).toBe(before)
    }
    expect((await ask('?w=72', { accept: 'image/webp' })).headers.get('content-type')).toBe('image/webp')
    expect((await ask('?w=72')).headers.get('content-type')).toBe('image/jpeg')
    const counted = async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text()
      return Number(
        /request_seconds_count\{.*route="\/api\/upload\/:file_id",status="200"\} (\d+)/.exec(text)?.[1],
      )
    }
    const count = await counted()
    await told(await ask('?w=72'))
    expect(await counted()).toBe(count + 1)
    find.mockRestore()
  })

  test('gives who asks again a part, or nothing where it is known or not there', async () => {
    const bytes = await (await ask('?w=72')).bytes()
    const part = await ask('?w=72', { range: 'bytes=2-9' })
    expect([part.status, part.headers.get('content-range'), await part.bytes()]).toEqual([
      206,
      `bytes 2-9/${bytes.length}`,
      bytes.slice(2, 10),
    ])
    expect((await lineOf(server, part.headers.get('x-request-id'))).status).toBe(206)
    const known = await ask('?w=72', { 'if-none-match': part.headers.get('etag') ?? '' })
    expect([known.status, known.headers.get('content-type'), (await known.bytes()).length]).toEqual([
      304,
      null,
      0,
    ])
    const beyond = await ask('?w=72', { range: 'bytes=9999999-' })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`])
    expect(beyond.headers.get('cache-control')).toBe('no-store')
    expect((await lineOf(server, beyond.headers.get('x-request-id'))).status).toBe(416)
  })

  test('is a 304 for who has it already, and does not read it again', async () => {
    for (const query of ['', '?w=64']) {
      const etag = (await ask(query)).headers.get('etag') ?? ''
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const answer = await ask(query, { 'if-none-match': known })
        expect([known, answer.status, answer.headers.get('etag')]).toEqual([known, 304, etag])
        expect((await answer.bytes()).length).toBe(0)
      }
      expect((await ask(query, { 'if-none-match': '"other"' })).status).toBe(200)
    }
  })

  /** Bun reads these by itself where we do not, and its 416 has no body. */
  const beyond53Bits = ['9007199254740993', '9999999999999999', '18446744073709551617', '9'.repeat(400)]

  test('gives a part of it with 206, and 416 for a part that is not there', async () => {
    const size = whole.length
    const parts: Record<string, [number, number]> = {
      'bytes=0-99': [0, 100],
      'bytes=100-': [100, size],
      'bytes=-50': [size - 50, size],
      [`bytes=0-${size * 2}`]: [0, size],
      [`bytes=-${size * 2}`]: [0, size],
      ...Object.fromEntries(
        beyond53Bits.flatMap((digits): [string, [number, number]][] => [
          [`bytes=7-${digits}`, [7, size]],
          [`bytes=-${digits}`, [0, size]],
        ]),
      ),
      'Bytes = 5-9': [5, 10],
    }
    for (const [range, [from, to]] of Object.entries(parts)) {
      const answer = await ask('', { range })
      expect([range, answer.status, answer.headers.get('content-range')]).toEqual([
        range,
        206,
        `bytes ${from}-${to - 1}/${size}`,
      ])
      expect(await answer.bytes()).toEqual(whole.slice(from, to))
    }
    for (const range of [`bytes=${size}-`, 'bytes=-0', ...beyond53Bits.map(digits => `bytes=${digits}-`)]) {
      const answer = await ask('', { range })
      const { error_code } = (await answer.json()) as { error_code: string } // G8 holds for every error
      expect([range, answer.status, error_code]).toEqual([range, 416, 'RANGE_NOT_SATISFIABLE'])
      expect(answer.headers.get('content-range')).toBe(`bytes */${size}`)
    }
    for (const range of ['bytes=5-2', 'bytes=0-1,4-5', 'bytes=', 'lines=1-2', 'bytes=a-b']) {
      expect([range, (await ask('', { range })).status]).toEqual([range, 200])
    }
    const etag = (await ask()).headers.get('etag') ?? ''
    expect((await ask('', { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
    expect((await ask('', { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200)
    expect((await ask('?w=64', { range: 'bytes=0-9' })).status).toBe(206)
  })
})

describe('variants (F5)', () => {
  test('have the next fixed size on each side (F8) and the format that was asked for, and are never enlarged', async () => {
    const expected: Record<string, [string, number | null, number | null]> = {
      '?w=320': ['jpeg', 320, 213],
      '?w=257': ['jpeg', 320, 213],
      '?h=100': ['jpeg', 192, 128],
      '?w=100&h=97': ['jpeg', 128, 128],
      '?w=100&h=40&fit=cover': ['jpeg', 128, 48],
      '?w=100&h=100&fit=contain': ['jpeg', 128, 85],
      '?w=2048': ['jpeg', 600, 400],
      '?w=2048&h=2048': ['jpeg', 400, 400],
      '?w=2048&h=1024&fit=contain': ['jpeg', 600, 400],
      '?format=webp': ['webp', 600, 400],
      '?w=16&format=webp': ['webp', 16, 11],
      '?format=jpeg': ['jpeg', 600, 400],
      '?w=64&format=avif': ['avif', null, null],
      '?fit=contain': ['jpeg', 600, 400],
      '?unknown=1': ['jpeg', 600, 400],
    }
    for (const [query, [format, width, height]] of Object.entries(expected)) {
      const answer = await ask(query)
      expect([query, answer.headers.get('content-type')]).toEqual([query, `image/${format}`])
      expect<object>({ query, ...(await lookAt(answer)) }).toEqual({ query, format, width, height })
    }
  })

  test('of a bad size, fit or format are a 422', async () => {
    const queries = [
      'w=15',
      'w=2049',
      'w=',
      'w=1e2',
      'w=-20',
      'w=20.5',
      'h=0',
      'fit=fill',
      'format=png',
      'format=WEBP',
    ]
    for (const query of queries) {
      const answer = await ask(`?${query}`)
      const { field_errors } = (await answer.json()) as { field_errors: object } // G8 holds for every error
      expect([query, answer.status, ...Object.keys(field_errors)]).toEqual([
        query,
        422,
        query.replace(/=.*/, ''),
      ])
    }
  })

  test('are WebP where Accept names it and nothing else is asked for, and say that they vary by it', async () => {
    const chosen: [string, string, string, string | null][] = [
      ['?w=90', 'image/avif,image/webp,*/*;q=0.8', 'image/webp', 'Accept'],
      ['?w=90', 'image/webp;q=0, image/png', 'image/jpeg', 'Accept'],
      ['?w=90', '*/*', 'image/jpeg', 'Accept'],
      ['?w=90', 'image/*', 'image/jpeg', 'Accept'],
      ['?w=90&format=jpeg', 'image/webp', 'image/jpeg', null],
      ['', 'image/webp', 'image/jpeg', null],
    ]
    for (const [query, accept, type, vary] of chosen) {
      const { headers } = await ask(query, { accept })
      expect([query, accept, headers.get('content-type'), headers.get('vary')]).toEqual([
        query,
        accept,
        type,
        vary,
      ])
    }
  })

  test('of an animation move in GIF and WebP and stand still in the others', async () => {
    const { url } = await keepFile(somchai, await bytesOf(animation(80, 60, 5).gif()))
    const framesOf = async (query: string) => {
      const bytes = await (await fetch(url + query)).bytes()
      const { format, pages = 1 } = await sharp(bytes).metadata()
      return [format, pages]
    }
    expect(await framesOf('?w=40')).toEqual(['gif', 5])
    expect(await framesOf('?w=40&format=webp')).toEqual(['webp', 5])
    expect(await framesOf('?format=jpeg')).toEqual(['jpeg', 1])
  })

  test('as JPEG stand on white where the picture is transparent', async () => {
    const clear = await bytesOf(still(64, 64).ensureAlpha(0).png())
    const { url } = await keepFile(somchai, clear)
    const bytes = await (await fetch(`${url}?format=jpeg`)).bytes()
    const [red, green, blue] = await sharp(bytes).raw().toBuffer()
    expect([red, green, blue].every(value => (value ?? 0) > 250)).toBe(true)
  })

  test('are made once for a hundred who ask at once', async () => {
    const { url, file_id } = await keepFile(somchai, await bytesOf(noise(800, 600).jpeg()))
    const writing = spyOn(server.ctx.files, 'write')
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(`${url}?w=400`)))
    const bodies = await Promise.all(answers.map(answer => answer.bytes()))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(bodies.map(bytes => Bun.hash(bytes))).size).toBe(1)
    expect(writing.mock.calls.map(([folder, name]) => [folder, name])).toEqual([
      ['thumbnails', `${file_id}.400x300.jpg`],
    ])
    writing.mockRestore()
  })

  test('are twenty-four of a file at most; the least recently used goes', async () => {
    const { url, file_id } = await keepFile(somchai, await bytesOf(still(200, 200).png()))
    const sides = [16, 32, 48, 64, 96]
    const sizes = sides.flatMap(width => sides.map(height => `w=${width}&h=${height}`)).slice(0, 24)
    for (const size of sizes) await (await fetch(`${url}?${size}`)).bytes()
    expect(await variantsOf(file_id)).toHaveLength(24)
    await (await fetch(`${url}?w=16&h=16`)).bytes()
    await (await fetch(`${url}?w=200&h=16`)).bytes()
    // What goes is removed behind the answer.
    while ((await variantsOf(file_id)).length > 24) await Bun.sleep(1)
    const left = await variantsOf(file_id)
    expect([
      left.length,
      left.includes(`${file_id}.16x16.png`),
      left.includes(`${file_id}.16x32.png`),
    ]).toEqual([24, true, false])
    expect((await fetch(`${url}?w=16&h=32`)).status).toBe(200)
  })

  test('take no more room together than they may', async () => {
    const small = await startTestServer({ env: { THUMBNAILS_MIB: '1' } })
    const { url } = await keepFile(
      await joinSomchai(small),
      await bytesOf(noise(900, 900).jpeg({ quality: 95 })),
    )
    for (const size of ['w=720', 'w=800', 'w=720&h=800', 'w=800&h=720', 'w=800&h=800&format=webp']) {
      expect((await (await fetch(`${url}?${size}`)).bytes()).length).toBeGreaterThan(150_000)
    }
    const kept = await small.ctx.files.list('thumbnails')
    const bytes = kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    expect(kept.length).toBeGreaterThan(0)
    expect(bytes).toBeLessThanOrEqual(1024 * 1024)
    await small.stop()
  })

  test('beyond what two at a time and a queue can take are answered with the original, which is not cached for long', async () => {
    const { url, filename } = await keepFile(somchai, await bytesOf(noise(1000, 800).jpeg()))
    const sides = [16, 32, 48, 64, 96, 128, 160, 200, 240, 256, 320, 400]
    const sizes = sides.flatMap(width => sides.map(height => `w=${width}&h=${height}&format=webp`))
    const answers = await Promise.all(sizes.map(size => fetch(`${url}?${size}`)))
    await Promise.all(answers.map(answer => answer.bytes()))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const originals = answers.filter(({ headers }) => headers.get('etag') === `"${filename}"`)
    // 144 sizes arrive at once, and 96 may wait.
    expect(originals.length).toBeWithin(1, 48)
    for (const { headers } of originals) {
      expect([headers.get('content-type'), headers.get('cache-control')]).toEqual([
        'image/jpeg',
        'private, max-age=60',
      ])
    }
  }, 60_000)

  test('are never left behind by a deletion in the midst of their making', async () => {
    const { url, file_id } = await keepFile(somchai, await bytesOf(noise(1500, 1000).jpeg()))
    const asking = fetch(`${url}?w=1024`)
    const deleting = somchai.client.delete(`/api/upload/${file_id}`)
    const [asked, deleted] = await Promise.all([asking, deleting])
    expect([200, 404]).toContain(asked.status)
    expect(deleted.status).toBe(204)
    expect((await fetch(`${url}?w=1024`)).status).toBe(404)
    // What goes is removed behind the answer; a variant that stays for ever runs into the test's time.
    while ((await variantsOf(file_id)).length > 0) await Bun.sleep(1)
  })
})

describe('the limit of new variants (G12 variants)', () => {
  const startLimited = async (limit: number) => {
    const limited = await startTestServer({
      env: { RATE_LIMIT: 'on', RATE_LIMIT_VARIANTS: String(limit), TRUST_PROXY: 'on' },
    })
    const kept = await keepFile(await joinSomchai(limited), await bytesOf(still(600, 400).jpeg()))
    const read = async (query: string, client = '203.0.113.1', headers: Record<string, string> = {}) => {
      const answer = await fetch(kept.url + query, { headers: { 'x-forwarded-for': client, ...headers } })
      const { format, width } = answer.status === 200 ? await lookAt(answer) : { format: null, width: null }
      return { answer, seen: [answer.status, format, width], caching: answer.headers.get('cache-control') }
    }
    return { limited, kept, read }
  }
  const immutable = 'public, max-age=31536000, s-maxage=60, immutable'

  test('is answered with the next larger stored size or the original, never with a 429', async () => {
    const { limited, kept, read } = await startLimited(3)
    for (const query of ['?w=320', '?w=480', '?w=256&h=256'])
      expect((await read(query)).caching).toBe(immutable)
    // What is stored is not counted.
    for (let times = 0; times < 5; times += 1) expect((await read('?w=320')).seen).toEqual([200, 'jpeg', 320])
    const larger = await read('?w=200')
    expect([larger.seen, larger.caching]).toEqual([[200, 'jpeg', 320], 'private, max-age=60'])
    expect((await read('?w=400')).seen).toEqual([200, 'jpeg', 480])
    expect((await read('?w=200&h=200')).seen).toEqual([200, 'jpeg', 256])
    const original = await read('?w=200&format=webp')
    expect([original.seen, original.answer.headers.get('etag')]).toEqual([
      [200, 'jpeg', 600],
      `"${kept.filename}"`,
    ])
    expect(original.answer.headers.get('content-type')).toBe('image/jpeg')
    await limited.stop()
  })

  test('is per client, begins anew after a minute, and replaces a substitute that a client still has', async () => {
    const { limited, read } = await startLimited(1)
    await read('?w=320')
    const substitute = await read('?w=160')
    const known = { 'if-none-match': substitute.answer.headers.get('etag') ?? '' }
    const again = await read('?w=160', '203.0.113.1', known)
    expect([again.seen[0], again.caching]).toEqual([304, 'private, max-age=60'])
    expect((await read('?w=200', '203.0.113.2')).seen).toEqual([200, 'jpeg', 200])
    limited.clock.advance(60_000)
    const right = await read('?w=160', '203.0.113.1', known)
    expect([right.seen, right.caching]).toEqual([[200, 'jpeg', 160], immutable])
    await limited.stop()
  })
})

describe('files on the disk', () => {
  test('are there after a restart, variants too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chayenity-restart-'))
    const engine = await takeEngine()
    const env = { DATA_DIR: folder, ...engine.env }
    const first = await startTestServer({ env })
    const { file_id, url } = await keepFile(await joinSomchai(first), await bytesOf(still(600, 400).jpeg()))
    const [before, variant] = await Promise.all(
      ['', '?w=64'].map(async query => (await fetch(url + query)).bytes()),
    )
    await first.stop()
    const second = await startTestServer({ env })
    const writing = spyOn(second.ctx.files, 'write')
    const again = async (query: string) =>
      (await fetch(`${second.url}/api/upload/${file_id}${query}`)).bytes()
    expect<unknown>([await again(''), await again('?w=64')]).toEqual([before, variant])
    expect(writing).not.toHaveBeenCalled()
    await second.stop()
    await engine.giveBack()
    await rm(folder, { recursive: true })
  })
})
