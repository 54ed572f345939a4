import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { create } from 'tar'
import { Client } from '../test/support/client.ts'
import {
  type Program,
  runToEnd,
  type ServerProcess,
  startProcess,
  temporaryFolder,
} from '../test/support/process.ts'

/**
 * Makes a fixture of what a version leaves on the disk: a data folder as a killed server leaves it, with a WAL and a
 * development checkpoint in it; a backup of that folder; and what the version answered. Later versions are held to it.
 * Run it before the schema changes: bun scripts/fixture.ts CHECKOUT test/fixtures/schema-N
 */

/** A request that was made of the old version, and what it answered. */
interface RecordedAnswer {
  as: 'somchai' | 'mali'
  method: string
  path: string
  headers?: Record<string, string>
  body?: unknown
  status: number
  answer: unknown
}

export interface Recording {
  /** Where the clock stood, for tokens and for idempotency keys. */
  now: string
  tokens: Record<RecordedAnswer['as'], string>
  atCheckpoint: RecordedAnswer[]
  atEnd: RecordedAnswer[]
  /** SHA-256 of the bytes of each picture, by its path. */
  pictures: Record<string, string>
  /** transaction, step, account, user, amount */
  ledger: unknown[][]
}

export const fixtureCheckpoint = 'paid'
const publicUrl = 'http://chayenity.example'
const password = 'demo-password'
const asOf = '2026-01-31T09:00:00Z'
const now = '2026-01-31T10:00:00Z'

/** The smallest PNG: one pixel. */
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

interface Thing {
  id: string
  access_token: string
  rooms: { id: string; gig_id: string }[]
  url: string
}

/** Sends a request that has to succeed. */
const send = async (client: Client, method: string, path: string, body?: unknown, headers = {}) => {
  const answer = await client.send<Thing>(method, path, { body, headers })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

const logIn = async (url: string, name: string) => {
  const form = new URLSearchParams({ username: `${name}@example.com`, password })
  const { access_token: token } = await send(new Client(url), 'POST', '/api/auth/login', form)
  return new Client(url, token)
}

/** Ids that the recorded paths speak of. */
interface World {
  seeker: Client
  helper: Client
  seekerId: string
  helperId: string
  gig: string
  openGig: string
  room: string
  payment: string
  escrow: { path: string; body: unknown; headers: Record<string, string> }
  picture: string
}

/** Two people do everything that leaves a row behind, up to the escrow. */
const live = async (url: string): Promise<World> => {
  const [seeker, helper] = [await logIn(url, 'somchai'), await logIn(url, 'mali')]
  const { id: seekerId } = await send(seeker, 'GET', '/api/auth/me')
  const { id: helperId } = await send(helper, 'GET', '/api/auth/me')
  await send(helper, 'PUT', '/api/users/location', { latitude: 13.7563, longitude: 100.5018 })
  const form = new FormData()
  form.append('file', new File([Buffer.from(onePixel, 'base64')], 'photo.png'))
  const { url: picture } = await send(seeker, 'POST', '/api/upload/gig', form)
  const draft = { duration_hours: 3, latitude: 13.7563, longitude: 100.5018, address_text: 'ถนนข้าวสาร' }
  const words = { title: 'ช่วยขนของ', description: 'มีกล่อง 15 กล่อง' }
  const wanted = { ...draft, ...words, budget: 1234.56, image_urls: [picture] }
  const { id: gig } = await send(seeker, 'POST', '/api/gigs', wanted)
  const { id: openGig } = await send(seeker, 'POST', '/api/gigs', { ...draft, ...words, budget: 0.07 })
  await send(helper, 'POST', `/api/gigs/${gig}/accept`)
  const { rooms } = await send(helper, 'GET', '/api/chat/rooms')
  const room = rooms.find(({ gig_id }) => gig_id === gig)?.id ?? ''
  await send(helper, 'POST', `/api/chat/rooms/${room}/messages`, { content: '10 นาทีถึงครับ', client_id: 'a-1' })
  await send(seeker, 'POST', `/api/chat/rooms/${room}/messages`, { content: '', image_url: picture })
  await send(seeker, 'POST', '/api/buddies', { buddy_user_id: helperId, notes: 'ใจดี' })
  const escrow = {
    path: '/api/transactions/escrow',
    body: { gig_id: gig },
    headers: { 'idempotency-key': 'escrow of the fixture' },
  }
  const { id: payment } = await send(seeker, 'POST', escrow.path, escrow.body, escrow.headers)
  return { seeker, helper, seekerId, helperId, gig, openGig, room, payment, escrow, picture }
}

const finish = async ({ seeker, helper, seekerId, helperId, gig, payment }: World): Promise<void> => {
  await send(seeker, 'PUT', `/api/transactions/${payment}/release`)
  const review = { gig_id: gig, rating: 4 }
  await send(seeker, 'POST', '/api/reviews', { ...review, reviewee_id: helperId, comment: 'ดีมาก' })
  await send(helper, 'POST', '/api/reviews', { ...review, reviewee_id: seekerId, comment: 'จ่ายเร็ว' })
}

const record = async (world: World): Promise<RecordedAnswer[]> => {
  const { gig, openGig, room, payment, helperId, escrow } = world
  const near = 'latitude=13.7563&longitude=100.5018&radius=50'
  const paths = [
    '/api/auth/me',
    '/api/users/profile',
    `/api/users/nearby?${near}&only_available=false`,
    '/api/gigs',
    `/api/gigs/search?${near}&limit=50`,
    `/api/gigs/search?${near}&q=${encodeURIComponent('ขนของ')}`,
    '/api/gigs/map?bbox=100.3,13.6,100.7,13.9',
    '/api/gigs/my-gigs',
    `/api/gigs/${gig}`,
    `/api/gigs/${openGig}`,
    '/api/upload/my-files',
    '/api/buddies',
    `/api/reviews/user/${helperId}`,
    '/api/reviews/my-reviews',
    `/api/reviews/gig/${gig}`,
    '/api/transactions/history/my',
    '/api/transactions/summary/my',
    `/api/transactions/gig/${gig}`,
    `/api/transactions/${payment}`,
    '/api/chat/rooms',
    `/api/chat/rooms/${room}`,
    `/api/chat/rooms/${room}/messages`,
    '/api/notifications',
  ]
  const answers: RecordedAnswer[] = []
  for (const as of ['somchai', 'mali'] as const) {
    const client = as === 'somchai' ? world.seeker : world.helper
    for (const path of paths) {
      const { status, body } = await client.get<unknown>(path)
      answers.push({ as, method: 'GET', path, status, answer: body })
    }
  }
  const { status, headers, body } = await world.seeker.send<unknown>('POST', escrow.path, escrow)
  if (headers.get('idempotency-replayed') !== 'true') throw new Error('The repeat was not taken for one.')
  return [...answers, { as: 'somchai', method: 'POST', ...escrow, status, answer: body }]
}

const hashPictures = async ({ url }: ServerProcess, recorded: RecordedAnswer[]) => {
  const text = JSON.stringify(recorded)
  const paths = new Set(text.match(/\/api\/upload\/[0-9a-f-]{36}[.\w]*/g) ?? [])
  const hashes: Record<string, string> = {}
  for (const path of [...paths].sort()) {
    hashes[path] = Bun.SHA256.hash(await (await fetch(url + path)).bytes(), 'hex')
  }
  return hashes
}

/** The entries of the ledger in a data folder. */
export const ledgerOf = (dataDir: string): unknown[][] => {
  const db = new Database(join(dataDir, 'chayenity.db'), { readonly: true })
  const rows = db
    .prepare<[], unknown[]>(
      'SELECT transaction_id, step, account, user_id, amount_satang FROM ledger_entries ORDER BY 1, 2, 3',
    )
    .raw()
    .all()
  db.close()
  return rows
}

/** A server for production settles them after its start, so none may be left when the answers are recorded. */
const settleSlowPayments = async (env: { DATA_DIR: string }, program: Program): Promise<void> => {
  const server = await startProcess(['serve'], env, program)
  const db = new Database(join(env.DATA_DIR, 'chayenity.db'), { readonly: true })
  const count = db
    .prepare<[], number>("SELECT count(*) FROM transactions WHERE status = 'PROCESSING'")
    .pluck()
  while (count.get() !== 0) await Bun.sleep(50)
  db.close()
  await server.end('SIGTERM')
}

const makeFixture = async (checkout: string, target: string): Promise<void> => {
  const folder = temporaryFolder()
  const env = { DATA_DIR: join(folder.path, 'data'), PUBLIC_URL: publicUrl }
  const program = { command: [process.execPath, resolve(checkout, 'src/main.ts')], cwd: resolve(checkout) }
  mkdirSync(target, { recursive: true })
  const city = ['--users', '6', '--gigs', '6', '--as-of', asOf]
  await runToEnd(['seed', ...city], env, program)
  await settleSlowPayments(env, program)
  const server = await startProcess(['demo', ...city], env, program)
  const dev = (path: string, body?: unknown) => send(new Client(server.url), 'POST', `/api/_dev${path}`, body)
  await dev('/clock', { action: 'set', at: now })
  await dev('/clock', { action: 'freeze' })
  await dev('/clock', { action: 'set', at: now })
  const world = await live(server.url)
  await dev(`/checkpoints/${fixtureCheckpoint}`)
  const atCheckpoint = await record(world)
  await finish(world)
  const atEnd = await record(world)
  const pictures = await hashPictures(server, atEnd)
  // A killed server leaves its last writes in the WAL.
  await server.end('SIGKILL')
  const packed = ['chayenity.db', 'chayenity.db-wal', 'secret.key', 'uploads', 'checkpoints']
  await create(
    { gzip: { level: 9 }, file: join(target, 'data.tar.gz'), cwd: env.DATA_DIR, portable: true },
    packed.filter(name => existsSync(join(env.DATA_DIR, name))),
  )
  const backup = resolve(target, 'backup.tar.gz')
  const { exitCode, err } = await runToEnd(['backup', backup], env, program)
  if (exitCode !== 0) throw new Error(err)
  const tokens = { somchai: world.seeker.token ?? '', mali: world.helper.token ?? '' }
  const recording: Recording = { now, tokens, atCheckpoint, atEnd, pictures, ledger: ledgerOf(env.DATA_DIR) }
  await Bun.write(join(target, 'answers.json.gz'), Bun.gzipSync(JSON.stringify(recording)))
  folder.remove()
}

const [checkout, target] = process.argv.slice(2)
if (import.meta.main && checkout && target) await makeFixture(checkout, target)
