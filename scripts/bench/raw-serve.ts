import { join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * A peer: what somebody would write by hand with Bun.serve for one question. It opens the data folder of the product,
 * knows callers by a table of tokens instead of a signature, and answers `/hello`, `/me` and `/gigs/{id}`. It counts no
 * requests, writes no log and sends no headers of its own.
 */

const db = new Database(join(String(process.env.DATA_DIR), 'chayenity.db'), { readonly: true })
const sessions = new Map([[`Bearer ${process.env.TOKEN}`, String(process.env.USER_ID)]])
const findUser = db.prepare<[string], Record<string, unknown>>(
  'SELECT id, email, full_name, contact_info, address_text, is_verified, created_at FROM users WHERE id = ?',
)
const findGig = db.prepare<[string], Record<string, unknown>>(
  `SELECT id, title, description, duration_hours, budget_satang / 100.0 AS budget, address_text, status, image_urls, created_at,
    updated_at, starts_at, completed_at, seeker_id, helper_id, latitude, longitude FROM gigs WHERE id = ?`,
)

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  routes: {
    '/hello': () => new Response('hello'),
    '/me': request => {
      const userId = sessions.get(request.headers.get('authorization') ?? '')
      if (!userId) return new Response(null, { status: 401 })
      return Response.json(findUser.get(userId))
    },
    '/gigs/:id': request => {
      if (!sessions.has(request.headers.get('authorization') ?? ''))
        return new Response(null, { status: 401 })
      const gig = findGig.get(request.params.id)
      if (!gig) return new Response(null, { status: 404 })
      return Response.json({ ...gig, image_urls: JSON.parse(String(gig.image_urls)), distance_km: null })
    },
  },
})
process.stdout.write(`http://127.0.0.1:${server.port}\n`)
