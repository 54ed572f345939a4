import { join } from 'node:path'
import Database from 'better-sqlite3'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { createGigPlaceWrites } from '../../src/storage/sqlite/geo/index.ts'

/**
 * A peer: gigs posted to a Bun.serve by hand, into tables and indexes like the product's, one commit and one sync for
 * each. It knows one caller by a token and looks at nothing that is sent.
 */

const db = new Database(join(String(process.env.DATA_DIR), databaseFileName))
db.pragma('synchronous = FULL')
const caller = `Bearer ${process.env.TOKEN}`
const insert =
  db.prepare(`INSERT INTO gigs (id, title, description, duration_hours, budget_satang, address_text, status,
    image_urls, latitude, longitude, created_at, updated_at, seeker_id)
  VALUES (@id, @title, @description, @duration_hours, @budgetSatang, @address_text, 'PENDING', '[]', @latitude, @longitude,
    @now, @now, @seekerId)`)
const findGig = db.prepare<[string], Record<string, unknown>>('SELECT * FROM gigs WHERE id = ?')
const places = createGigPlaceWrites(db)

const post = db.transaction((gig: Record<string, unknown>) => {
  const id = Bun.randomUUIDv7()
  const budgetSatang = Number(gig.budget) * 100
  const now = new Date().toISOString()
  const { lastInsertRowid } = insert.run({ ...gig, id, budgetSatang, now, seekerId: process.env.USER_ID })
  const [latitude, longitude] = [Number(gig.latitude), Number(gig.longitude)]
  places.enter(Number(lastInsertRowid), { latitude, longitude, status: 'PENDING', budgetSatang })
  return findGig.get(id)
})

const isKnown = (request: Request) => request.headers.get('authorization') === caller
const refusal = () => new Response(null, { status: 401 })

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  routes: {
    '/api/gigs': {
      POST: async request => {
        if (!isKnown(request)) return refusal()
        const gig: Record<string, unknown> = JSON.parse(await request.text())
        return Response.json(post.immediate(gig), { status: 201 })
      },
    },
    '/api/gigs/:id': request =>
      isKnown(request) ? Response.json(findGig.get(request.params.id)) : refusal(),
  },
})
process.stdout.write(`http://127.0.0.1:${server.port}\n`)
