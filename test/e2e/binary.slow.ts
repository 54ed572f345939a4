import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { version } from '../../package.json'
import { pageFiles } from '../../src/pages/find-page.ts'
import { Client } from '../support/client.ts'
import { exampleGig, type GigJson, type GigPageJson } from '../support/gigs.ts'
import { bytesOf, type FileJson, formFile, still } from '../support/images.ts'
import { logInAs } from '../support/people.ts'
import {
  type Ended,
  type Program,
  runToEnd,
  type ServerProcess,
  startProcess,
  temporaryFolder,
} from '../support/process.ts'

/** The compiled file, alone in an empty folder: bun run build, then bun test ./test/e2e/binary.slow.ts. */

const folder = temporaryFolder()
afterAll(folder.remove)
const alone = join(folder.path, 'alone')
mkdirSync(alone)
copyFileSync(resolve('dist/chayenity'), join(alone, 'chayenity'))
const program: Program = { command: [join(alone, 'chayenity')], cwd: alone }

const env = { DATA_DIR: join(folder.path, 'data'), HOME: folder.path, RATE_LIMIT: 'off' }
const run = (words: string[], more: Record<string, string> = {}): Promise<Ended> =>
  runToEnd(words, { ...env, ...more }, program)

/** Beside the program: native parts, and what pages are made of. */
const embeddedPackages = [
  'better-sqlite3',
  'sharp',
  '@img/sharp-linux-x64',
  'preact',
  'leaflet',
  'uplot',
  '@fontsource/noto-sans-thai',
  'swagger-ui-dist',
]

/** The packages from which the bundler takes something into the program. */
const bundledPackages = async (): Promise<string[]> => {
  const { metafile } = await Bun.build({
    entrypoints: [resolve('src/main.ts')],
    target: 'bun',
    external: embeddedPackages,
    metafile: true,
  })
  const names = Object.keys(metafile?.inputs ?? {}).flatMap(
    path => [...path.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].at(-1)?.[1] ?? [],
  )
  return [...new Set(names)]
}

let server: ServerProcess
let client: Client
const account = { email: 'somchai@example.com', password: 'a good password', full_name: 'Somchai' }

beforeAll(async () => {
  // What a Bun program would read where it is started; this one must not.
  writeFileSync(join(alone, '.env'), 'DATA_DIR=/nonexistent\nPORT=1\n')
  writeFileSync(join(alone, 'bunfig.toml'), 'preload = ["./nowhere.ts"]\n')
  server = await startProcess(['serve'], { ...env, APP: 'on' }, program)
  await new Client(server.url).post('/api/auth/register', account)
  const tokens = await logInAs(server.url, account.email, account.password)
  client = new Client(server.url, tokens.access_token)
})
afterAll(() => server.end('SIGTERM'))

describe('the binary alone', () => {
  test('says its version, its help and its document about the API', async () => {
    const built = (await run(['version'])).out.trim()
    expect(built).toMatch(/^\d+\.\d+\.\d+\+\d+\.[0-9a-f]{9}(\.changed)?$/)
    expect(built).toStartWith(`${version}+`)
    expect((await client.get<{ version: string }>('/health')).body.version).toBe(built)
    for (const command of [
      'serve',
      'demo',
      'seed',
      'backup',
      'restore',
      'check',
      'repair',
      'user',
      'openapi',
      'licenses',
      'version',
    ]) {
      const { exitCode, out } = await run([command, '--help'])
      expect([command, exitCode, out]).toEqual([
        command,
        0,
        expect.stringContaining(`Usage: chayenity ${command}`),
      ])
    }
    const document = JSON.parse((await run(['openapi'])).out)
    expect(document.openapi).toStartWith('3.1.')
  })

  test('lists every package in it with its licence and the text of that, as the source does', async () => {
    const { exitCode, out } = await run(['licenses'])
    expect(exitCode).toBe(0)
    expect(out).toBe((await runToEnd(['licenses'], {})).out)
    const { out: texts } = await run(['licenses', '--texts'])
    expect(texts).toBe((await runToEnd(['licenses', '--texts'], {})).out)
    const bundled = await bundledPackages()
    expect(bundled.length).toBeGreaterThan(50)
    for (const name of [...bundled, ...embeddedPackages]) {
      expect(out).toMatch(new RegExp(`^${name} +\\d\\S* +\\S`, 'm'))
      expect(texts).toMatch(new RegExp(`^${name}@\\d\\S*: \\S`, 'm'))
    }
  })

  test('serves the documentation with every byte of its own', async () => {
    const { body: document } = await client.get<{ openapi: string }>('/openapi.json')
    expect(document.openapi).toStartWith('3.1.')
    // The pages are those that a server from the same source makes.
    const files = await pageFiles()
    expect(files.length).toBeGreaterThan(10)
    for (const { path, headers, contentType, body, isDemoOnly, isOfDesk } of files) {
      const answer = await fetch(server.url + path)
      if (isDemoOnly || isOfDesk) {
        expect([path, answer.status]).toEqual([path, 404])
        continue
      }
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, contentType])
      for (const [name, value] of Object.entries(headers))
        expect([path, answer.headers.get(name)]).toEqual([path, value])
      const packed = new Uint8Array(await body.arrayBuffer())
      const bytes = headers['content-encoding'] === 'gzip' ? Bun.gunzipSync(packed) : packed
      expect([path, Bun.hash(await answer.bytes())]).toEqual([path, Bun.hash(bytes)])
    }
  })

  test('takes a picture and makes a thumbnail of it', async () => {
    const sent = formFile(await bytesOf(still(96, 64).png()), 'photo.png')
    const file = await client.post<FileJson>('/api/upload/gig', sent)
    expect(file.status).toBe(201)
    const thumbnail = await fetch(`${server.url}/api/upload/${file.body.file_id}?w=32&format=webp`)
    expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/webp'])
  })

  test('talks over a socket', async () => {
    const mali = { email: 'mali@example.com', password: 'another password', full_name: 'Mali' }
    await client.post('/api/auth/register', mali)
    const tokens = await logInAs(server.url, mali.email, mali.password)
    const helper = client.withToken(tokens.access_token)
    const gig = await client.post<GigJson>('/api/gigs', exampleGig)
    await helper.post(`/api/gigs/${gig.body.id}/accept`)
    const { body } = await helper.get<{ rooms: { id: string }[] }>('/api/chat/rooms')
    const room = `${server.url.replace('http', 'ws')}/ws/chat/${body.rooms[0]?.id}`
    const socket = new WebSocket(`${room}?token=${helper.token}`)
    const heard = Promise.withResolvers<string>()
    socket.onopen = () => socket.send(JSON.stringify({ type: 'send_message', content: 'สวัสดี' }))
    socket.onmessage = ({ data }) => heard.resolve(JSON.parse(String(data)).data.content)
    expect(await heard.promise).toBe('สวัสดี')
    socket.close()
  })

  test('empties its WAL in a thread of its own', async () => {
    const isEmptied = () => statSync(join(env.DATA_DIR, 'chayenity.db')).size >= 200_000
    // Not a number of gigs: the fewer syncs they take, the less of the WAL they fill.
    const post = async () => {
      while (!isEmptied()) expect((await client.post('/api/gigs', exampleGig)).status).toBe(201)
    }
    await Promise.all(Array.from({ length: 8 }, post))
    expect(server.out()).not.toContain('checkpoint')
  })

  test('makes expensive reads in a thread of its own', async () => {
    await client.post('/api/gigs', exampleGig)
    const { total_count } = (await client.get<GigPageJson>('/api/gigs')).body
    const page = await client.get<GigPageJson>('/api/gigs?skip=5000')
    expect([page.status, page.body]).toEqual([200, { gigs: [], total_count, has_more: false }])
    expect(total_count).toBeGreaterThan(0)
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toContain('chayenity_expensive_reads_total 1\n')
  })

  test('keeps its native parts to its owner, whole, and nowhere else', async () => {
    const parts = readdirSync(join(env.DATA_DIR, '.native'), { recursive: true, encoding: 'utf8' })
    expect(parts.some(part => part.endsWith('.node'))).toBe(true)
    expect(statSync(join(env.DATA_DIR, '.native')).mode & 0o077).toBe(0)
    const addon = join(env.DATA_DIR, '.native', parts.find(part => part.includes('better-sqlite3/')) ?? '')
    const before = statSync(addon).size
    // Somebody has changed it: it is written anew before it is loaded.
    Bun.spawnSync(['chmod', 'u+w', addon])
    writeFileSync(`${addon}.changed`, 'no library')
    Bun.spawnSync(['mv', `${addon}.changed`, addon])
    expect((await run(['check'])).exitCode).toBe(0)
    expect(statSync(addon).size).toBe(before)
  })

  test('backs up, checks, restores and looks after accounts', async () => {
    const archive = join(folder.path, 'backup.tar.gz')
    expect((await run(['backup', archive])).exitCode).toBe(0)
    const twin = { DATA_DIR: join(folder.path, 'twin') }
    expect((await run(['restore', archive], twin)).exitCode).toBe(0)
    expect((await run(['check'], twin)).exitCode).toBe(0)
    expect((await run(['user', 'list'])).out).toContain('2 accounts')
    expect((await run(['seed'], { DATA_DIR: join(folder.path, 'seeded') })).exitCode).toBe(0)
  })

  test('makes scheduled backups in a process of its own, and repairs', async () => {
    const scheduled = { ...env, DATA_DIR: join(folder.path, 'twin') }
    const second = await startProcess(['serve'], { ...scheduled, BACKUP_SCHEDULE: '* * * * * *' }, program)
    while (!second.out().includes('"backed up"')) await Bun.sleep(100)
    expect(await second.end('SIGTERM')).toBe(0)
    expect((await run(['repair', '--apply'], scheduled)).err).toContain('There is nothing to repair.')
  })

  test('starts with no environment at all, in ./data', async () => {
    const bare = await startProcess(['demo'], { PORT: '0' }, program)
    expect((await fetch(`${bare.url}/health`)).status).toBe(200)
    expect(await bare.end('SIGTERM')).toBe(0)
    expect(readdirSync(join(alone, 'data'))).toContain('chayenity.db')
  })

  test('loses nothing that it acknowledged when it is stopped under load', async () => {
    const stopping = { ...env, DATA_DIR: join(folder.path, 'stopping') }
    const first = await startProcess(['serve'], stopping, program)
    await new Client(first.url).post('/api/auth/register', account)
    const tokens = await logInAs(first.url, account.email, account.password)
    const poster = new Client(first.url, tokens.access_token)
    const ids: string[] = []
    const post = async () => {
      try {
        for (;;) {
          const answer = await poster.post<GigJson>('/api/gigs', exampleGig)
          if (answer.status !== 201) return
          ids.push(answer.body.id)
        }
      } catch {
        // It is gone.
      }
    }
    const posting = Promise.all(Array.from({ length: 16 }, post))
    while (ids.length < 200) await Bun.sleep(10)
    expect(await first.end('SIGTERM')).toBe(0)
    await posting
    const second = await startProcess(['serve'], stopping, program)
    const reader = new Client(second.url, tokens.access_token)
    const kept = (await reader.get<GigPageJson>('/api/gigs/my-gigs?limit=1')).body.total_count
    expect(kept).toBeGreaterThanOrEqual(ids.length)
    for (const id of ids) expect((await reader.get(`/api/gigs/${id}`)).status).toBe(200)
    await second.end('SIGTERM')
  })

  test('has no control of the demo in production, listens to none of their headers and documents none', async () => {
    interface Document {
      tags: { name: string }[]
      paths: Record<string, object>
    }
    const documentOf = async (url: string) => (await new Client(url).get<Document>('/openapi.json')).body
    const demo = await startProcess(
      ['demo', '--users', '5', '--gigs', '5'],
      { ...env, DATA_DIR: join(folder.path, 'demo') },
      program,
    )
    const controls = Object.keys((await documentOf(demo.url)).paths).filter(path =>
      path.startsWith('/api/_dev/'),
    )
    expect(controls.length).toBeGreaterThan(10)
    const orders = { headers: { prefer: 'code=503, delay=2000', 'x-world': 'No Name!' } }
    for (const path of controls)
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await client.send(method, path.replace(/\{[^}]+\}/g, 'any'), orders)
        expect([method, path, answer.status]).toEqual([method, path, 404])
      }
    const me = await client.get('/api/auth/me', orders)
    expect([me.status, me.headers.get('preference-applied')]).toEqual([200, null])
    const { tags, paths } = await documentOf(server.url)
    expect(tags.map(({ name }) => name)).not.toContain('dev')
    expect(Object.keys(paths).filter(path => path.includes('_dev'))).toEqual([])
    await demo.end('SIGTERM')
  })
})
