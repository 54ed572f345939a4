import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findBucketProblem } from '../../src/files/bucket.ts'
import { Client } from '../support/client.ts'
import { bytesOf, type FileJson, keepFile, noise, sendFile, still } from '../support/images.ts'
import { bucketKey, missingObjectStore, startObjectStore } from '../support/object-store.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { runToEnd, type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'

/** Pictures in a bucket of a real S3 server, SeaweedFS. */

const folder = temporaryFolder()
const at = (name: string) => join(folder.path, name)

let store: Awaited<ReturnType<typeof startObjectStore>>
let env: Record<string, string>
let server: ServerProcess
let somchai: Person
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers })
const keysIn = async (prefix: string) =>
  (await store.client.list({ prefix })).contents?.map(({ key }) => key) ?? []

beforeAll(async () => {
  const missing = missingObjectStore()
  if (missing !== null) throw new Error(missing)
  store = await startObjectStore(folder.path, 'pictures')
  env = {
    S3_ENDPOINT: store.endpoint,
    S3_BUCKET: 'pictures',
    S3_ACCESS_KEY_ID: bucketKey.accessKeyId,
    S3_SECRET_ACCESS_KEY: bucketKey.secretAccessKey,
  }
  server = await startProcess(['serve'], { DATA_DIR: at('live'), RATE_LIMIT: 'off', ...env })
  somchai = await joinSomchai(server)
})
afterAll(async () => {
  await server.end('SIGTERM')
  await store.end()
  folder.remove()
})

/** Somchai on the server that runs now. */
const person = (): Person => ({ ...somchai, client: new Client(server.url, somchai.client.token) })

let kept = 0
const keep = (bytes: Parameters<typeof keepFile>[1]): Promise<FileJson> => {
  kept += 1
  return keepFile(person(), bytes)
}

const pathOf = ({ filename }: FileJson) => `/api/upload/${filename}`
const stored = async ({ filename }: FileJson) => store.client.file(`uploads/${filename}`).bytes()

describe('a picture in a bucket', () => {
  test.each([
    ['short', () => bytesOf(still(8, 8).png())],
    ['of several parts', () => bytesOf(noise(900, 600).png())],
  ])('that is %s is served whole, in ranges, and not at all to a client that has it', async (_, draw) => {
    const file = await keep(await draw())
    const whole = await stored(file)
    expect(whole.length).toBe(file.file_size)
    const answer = await get(pathOf(file))
    expect([answer.status, await answer.bytes()]).toEqual([200, whole])
    const head = await fetch(`${server.url}${pathOf(file)}`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(whole.length)])
    const at = whole.length
    for (const [first, last] of [
      [0, 0],
      [1, at - 1],
      [at - 10, at - 1],
      [Math.floor(at / 3), Math.floor((2 * at) / 3)],
    ] as const) {
      const part = await get(pathOf(file), { range: `bytes=${first}-${last}` })
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${first}-${last}/${at}`])
      expect(await part.bytes()).toEqual(whole.slice(first, last + 1))
    }
    const known = await get(pathOf(file), { 'if-none-match': answer.headers.get('etag') ?? '' })
    expect(known.status).toBe(304)
    expect(readdirSync(`${folder.path}/live`)).not.toContain('uploads')
  })

  test('has its variants there too, which another start finds and does not render again', async () => {
    const file = await keep(await bytesOf(still(200, 200).png()))
    const variant = await (await get(`${pathOf(file)}?w=64`)).bytes()
    const prefix = `thumbnails/${file.file_id}.`
    const [made] = (await store.client.list({ prefix })).contents ?? []
    expect(made?.size).toBe(variant.length)
    await server.end('SIGTERM')
    server = await startProcess(['serve'], { DATA_DIR: at('live'), RATE_LIMIT: 'off', ...env })
    expect(await (await get(`${pathOf(file)}?w=64`)).bytes()).toEqual(variant)
    const [later] = (await store.client.list({ prefix })).contents ?? []
    expect(later).toEqual(made)
  })

  test('goes with its variants when it is deleted', async () => {
    const file = await keep(await bytesOf(still(100, 100).png()))
    await (await get(`${pathOf(file)}?w=32`)).bytes()
    const path = pathOf(file)
    const client = new Client(server.url, somchai.client.token)
    expect((await client.send('DELETE', path)).status).toBe(204)
    expect([
      ...(await keysIn(`uploads/${file.file_id}`)),
      ...(await keysIn(`thumbnails/${file.file_id}`)),
    ]).toEqual([])
    expect((await get(path)).status).toBe(404)
  })
})

describe('a bucket that does not answer', () => {
  test('makes pictures a 503 with Retry-After, and nothing else; and they are back when it is', async () => {
    const file = await keep(await bytesOf(noise(900, 600).png()))
    const send = await bytesOf(still().png())
    store.freeze()
    const [read, written, other] = await Promise.all([
      get(pathOf(file)),
      sendFile(person(), send),
      get('/api/gigs/search?latitude=13.7&longitude=100.5', {
        authorization: `Bearer ${somchai.client.token}`,
      }),
    ]).finally(store.thaw)
    expect([read.status, read.headers.get('retry-after')]).toEqual([503, '5'])
    expect([written.status, other.status]).toEqual([503, 200])
    expect(await (await get(pathOf(file))).bytes()).toEqual(await stored(file))
  })
})

describe('a command', () => {
  const run = (words: string[], name = 'live', more: Record<string, string> = {}) =>
    runToEnd(words, { DATA_DIR: at(name), ...env, ...more })

  test('export has the pictures of the bucket, and import puts them into another one, or on the disk', async () => {
    expect(await run(['export', at('one.tar.gz')])).toMatchObject({ exitCode: 0 })
    expect(await run(['import', at('one.tar.gz')], 'disk', { S3_BUCKET: '' })).toMatchObject({ exitCode: 0 })
    const names = readdirSync(at('disk/uploads'))
    expect(names).toHaveLength(kept - 1)
    expect(await keysIn('uploads/')).toEqual(expect.arrayContaining(names.map(name => `uploads/${name}`)))
    expect(await run(['import', at('one.tar.gz')], 'same')).toMatchObject({ exitCode: 0 })
    expect(await run(['check'], 'same')).toMatchObject({ exitCode: 0 })
  })

  test('check names what is missing, and repair drops its row', async () => {
    const lost = `uploads/${readdirSync(at('disk/uploads'))[0]}`
    await store.client.delete(lost)
    const id = lost.slice('uploads/'.length).split('.')[0]
    expect(await run(['check'], 'same')).toMatchObject({ exitCode: 2, err: `The file ${id} is missing.\n` })
    expect((await run(['repair', '--apply'], 'same')).err).toContain(
      `The file ${id} is missing: its row is dropped.`,
    )
    expect(await run(['check'], 'same')).toMatchObject({ exitCode: 0 })
  })

  test('backup says that the pictures are not in it, and can be restored', async () => {
    expect((await run(['backup', at('it.tar.gz')], 'same')).err).toContain('they are in a bucket')
    const restored = await run(['restore', at('it.tar.gz')], 'restored')
    expect(restored).toMatchObject({ exitCode: 0 })
    expect(restored.err).toContain('The backup has no pictures: set S3_BUCKET to the bucket')
    expect(await run(['check'], 'restored')).toMatchObject({ exitCode: 0 })
  })

  test('restore says what to do with pictures that are in the backup while S3_BUCKET is set', async () => {
    const withDisk = { S3_BUCKET: '' }
    expect(await run(['backup', at('disk.tar.gz')], 'disk', withDisk)).toMatchObject({ exitCode: 0 })
    const restore = (name: string, more: Record<string, string>) =>
      run(['restore', at('disk.tar.gz')], name, more)
    const told = 'The pictures are in DATA_DIR, and the server reads those of S3_BUCKET.'
    expect((await restore('restored-beside', {})).err).toContain(told)
    expect((await restore('restored-disk', withDisk)).err).not.toContain('pictures')
  })

  test('serve stops with a sentence when the bucket cannot be used', async () => {
    expect(await run(['serve'], 'none', { S3_BUCKET: 'nowhere' })).toMatchObject({
      exitCode: 1,
      err: 'The bucket "nowhere" cannot be used: there is no such bucket. Make it, or set S3_BUCKET to another one.\n',
    })
  })
})

test.each([
  ['a key that the server does not know', { accessKeyId: 'nobody' }, 'does not know S3_ACCESS_KEY_ID'],
  ['the wrong key', { secretAccessKey: 'wrong' }, 'is not the key of S3_ACCESS_KEY_ID'],
  ['a server that is not there', { endpoint: 'http://127.0.0.1:1' }, 'nothing listens at S3_ENDPOINT'],
  ['the right settings', {}, null],
])('%s is told, and nothing is left in the bucket', async (_, settings, told) => {
  const access = { ...bucketKey, endpoint: store.endpoint, region: 'us-east-1', bucket: 'pictures' }
  const problem = await findBucketProblem({ ...access, ...settings })
  expect(problem).toEqual(told === null ? null : expect.stringContaining(told))
  expect(await keysIn('probe')).toEqual([])
})
