import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * A peer: the same answers written by hand with Bun.serve, without layers. It opens the data folder of the product and
 * does what the product does: it verifies the same token, counts the same limit, sends the same bytes and headers, and
 * writes the same log line. It keeps verified tokens, as the product does, and reads everything else from the database.
 */

const dataDir = String(process.env.DATA_DIR)
const limit = Number(process.env.RATE_LIMIT_OTHER)
const secret = Buffer.from(readFileSync(join(dataDir, 'secret.key'), 'utf8').trim(), 'base64url')
const db = new Database(join(dataDir, 'chayenity.db'), { readonly: true })
db.pragma('mmap_size = 2147418112')

interface Caller {
  userId: string
  expiresAt: number
}

const callers = new Map<string, Caller>()
const isOpen = db.prepare('SELECT 1 FROM sessions WHERE id = ? AND user_id = ? AND ended_at IS NULL')

const verify = (header: string): Caller | null => {
  const [head, payload, signature] = header.slice('Bearer '.length).split('.')
  const mac = createHmac('sha256', secret).update(`${head}.${payload}`).digest()
  const sent = Buffer.from(signature ?? '', 'base64url')
  if (mac.length !== sent.length || !timingSafeEqual(mac, sent)) return null
  const { kind, sub, sid, exp } = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
  if (kind !== 'access' || !isOpen.get(sid, sub)) return null
  const caller = { userId: sub, expiresAt: exp * 1000 }
  callers.set(header, caller)
  return caller
}

let block = ''
const flush = () => {
  const lines = block
  block = ''
  process.stdout.write(lines)
}

const windows = new Map<string, { endsAt: number; count: number }>()

/** Everything about a request but its answer. */
const serve = (request: Request, path: string, answer: (caller: Caller, origin: string) => string | null) => {
  const startedAt = performance.now()
  const now = Date.now()
  const id = Bun.randomUUIDv7()
  const header = request.headers.get('authorization') ?? ''
  const known = callers.get(header) ?? verify(header)
  if (!known || known.expiresAt <= now) return new Response(null, { status: 401 })
  let window = windows.get(known.userId)
  if (!window || window.endsAt <= startedAt) {
    window = { endsAt: startedAt + 60_000, count: 0 }
    windows.set(known.userId, window)
  }
  window.count += 1
  if (window.count > limit) return new Response(null, { status: 429 })
  const { origin } = new URL(request.url)
  const text = answer(known, origin)
  const status = text === null ? 404 : 200
  const response = new Response(text, {
    status,
    headers: {
      'content-type': 'application/json',
      'x-request-id': id,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': String(limit - window.count),
      'ratelimit-reset': String(Math.ceil((window.endsAt - startedAt) / 1000)),
    },
  })
  if (block === '') setTimeout(flush, 20)
  const ms = Math.round((performance.now() - startedAt) * 100) / 100
  block += `{"level":"info","time":"${new Date(now).toISOString()}","requestId":"${id}","method":"${request.method}","path":${JSON.stringify(path)},"status":${status},"ms":${ms},"userId":"${known.userId}","msg":"request"}\n`
  return response
}

type Row = Record<string, string | number | null>

const double = (value: unknown) => (Number.isInteger(value) ? `${value}.0` : String(value))
const text = (value: unknown) => (value === null ? 'null' : JSON.stringify(value))
const reputation = (sum: unknown, count: unknown) =>
  count === 0 ? '5.0' : double(Math.round((Number(sum) * 100) / Number(count)) / 100)
const image = (origin: string, id: unknown) => (id === null ? 'null' : `"${origin}/api/upload/${id}"`)

const findUser = db.prepare<[string], Row>(
  `SELECT id, email, full_name, contact_info, address_text, is_verified, rating_sum, review_count, created_at
  FROM users WHERE id = ?`,
)
const userText = (row: Row) =>
  `{"id":"${row.id}","email":${text(row.email)},"full_name":${text(row.full_name)},"contact_info":${text(row.contact_info)},"address_text":${text(row.address_text)},"is_verified":${row.is_verified === 1},"reputation_score":${reputation(row.rating_sum, row.review_count)},"created_at":"${row.created_at}"}`

const person = (name: string) =>
  ['id', 'full_name', 'profile_image_id', 'rating_sum', 'review_count', 'is_verified']
    .map(column => `${name}.${column} AS ${name}_${column}`)
    .join(', ')
const gigSql = `SELECT gigs.*, ${person('seeker')}, ${person('helper')}, seeker.disabled_at AS seeker_disabled_at
  FROM gigs JOIN users AS seeker ON seeker.id = gigs.seeker_id LEFT JOIN users AS helper ON helper.id = gigs.helper_id`
const findGig = db.prepare<[string], Row>(`${gigSql} WHERE gigs.id = ?`)
const listGigs = db.prepare<[number, number], Row>(
  `${gigSql} WHERE status = 'PENDING' AND is_hidden = 0 ORDER BY gigs.created_at DESC, gigs.id DESC LIMIT ? OFFSET ?`,
)
const countGigs = db
  .prepare<[], number>(`SELECT count(*) FROM gigs WHERE status = 'PENDING' AND is_hidden = 0`)
  .pluck()
const findRoom = db.prepare<[string], Row>(
  `SELECT id, (SELECT status FROM transactions WHERE transactions.gig_id = chat_rooms.gig_id
    ORDER BY status IN ('PROCESSING', 'PENDING', 'COMPLETED') DESC, created_at DESC, id DESC LIMIT 1) AS payment
  FROM chat_rooms WHERE gig_id = ?`,
)

const personText = (row: Row, name: string, origin: string) =>
  row[`${name}_id`] === null
    ? 'null'
    : `{"id":"${row[`${name}_id`]}","full_name":${text(row[`${name}_full_name`])},"profile_image_url":${image(origin, row[`${name}_profile_image_id`])},"reputation_score":${reputation(row[`${name}_rating_sum`], row[`${name}_review_count`])},"total_reviews":${row[`${name}_review_count`]},"is_verified":${row[`${name}_is_verified`] === 1}}`

const gigText = (row: Row, { userId }: Caller, origin: string) => {
  const isOfCaller = row.helper_id !== null && (row.helper_id === userId || row.seeker_id === userId)
  const room = isOfCaller ? findRoom.get(String(row.id)) : undefined
  return `{"id":"${row.id}","title":${text(row.title)},"description":${text(row.description)},"duration_hours":${row.duration_hours},"budget":${double(Number(row.budget_satang) / 100)},"address_text":${text(row.address_text)},"status":"${row.status}","image_urls":${row.image_urls},"created_at":"${row.created_at}","updated_at":"${row.updated_at}","starts_at":${text(row.starts_at)},"completed_at":${text(row.completed_at)},"seeker_id":"${row.seeker_id}","helper_id":${text(row.helper_id)},"latitude":${double(row.latitude)},"longitude":${double(row.longitude)},"distance_km":null,"seeker":${personText(row, 'seeker', origin)},"helper":${personText(row, 'helper', origin)},"room_id":${text(room?.id ?? null)},"payment_status":${text(room?.payment ?? null)}}`
}

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  routes: {
    '/hello': () => new Response('hello'),
    '/api/auth/me': request =>
      serve(request, '/api/auth/me', ({ userId }) => {
        const row = findUser.get(userId)
        return row ? userText(row) : null
      }),
    '/api/gigs': request =>
      serve(request, '/api/gigs', (caller, origin) => {
        const query = new URL(request.url).searchParams
        const [skip, size] = [Number(query.get('skip') ?? 0), Number(query.get('limit') ?? 20)]
        const rows = listGigs.all(size, skip)
        const total = countGigs.get() ?? 0
        const gigs = rows.map(row => gigText(row, caller, origin)).join(',')
        return `{"gigs":[${gigs}],"total_count":${total},"has_more":${skip + rows.length < total}}`
      }),
    '/api/gigs/:id': request =>
      serve(request, `/api/gigs/${request.params.id}`, (caller, origin) => {
        const row = findGig.get(request.params.id)
        if (!row || (row.seeker_disabled_at !== null && row.helper_id !== caller.userId)) return null
        return gigText(row, caller, origin)
      }),
  },
})
process.stdout.write(`http://127.0.0.1:${server.port}\n`)
