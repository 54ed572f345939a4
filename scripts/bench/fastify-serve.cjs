/*
 * A peer, for Node: what somebody would write with Fastify and better-sqlite3 for two questions, with Fastify's schemas
 * for what comes in and goes out. It opens the data folder of the product. With a SECRET it asks for a token.
 */
const Database = require('better-sqlite3')
const app = require('fastify')()

const db = new Database(`${process.env.DATA_DIR}/chayenity.db`, { readonly: true })
const columns = `id, title, description, duration_hours, budget_satang / 100.0 AS budget, address_text, status, image_urls,
  created_at, updated_at, starts_at, completed_at, seeker_id, helper_id, latitude, longitude, NULL AS distance_km`
const findGig = db.prepare(`SELECT ${columns} FROM gigs WHERE id = ?`)
const listGigs = db.prepare(
  `SELECT ${columns} FROM gigs WHERE status = 'PENDING' AND is_hidden = 0 ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`,
)
const countGigs = db
  .prepare(
    `SELECT count(*) FROM gigs INDEXED BY gigs_newest_shown WHERE status = 'PENDING' AND is_hidden = 0`,
  )
  .pluck()

const text = { type: 'string' }
const number = { type: 'number' }
const maybe = type => ({ type, nullable: true })
const gigSchema = {
  type: 'object',
  properties: {
    id: text,
    title: text,
    description: text,
    duration_hours: { type: 'integer' },
    budget: number,
    address_text: text,
    status: text,
    image_urls: { type: 'array', items: text },
    created_at: text,
    updated_at: text,
    starts_at: maybe('string'),
    completed_at: maybe('string'),
    seeker_id: text,
    helper_id: maybe('string'),
    latitude: number,
    longitude: number,
    distance_km: maybe('number'),
  },
}
const pageSchema = {
  type: 'object',
  properties: {
    gigs: { type: 'array', items: gigSchema },
    total_count: { type: 'integer' },
    has_more: { type: 'boolean' },
  },
}
const listQuery = {
  type: 'object',
  properties: {
    skip: { type: 'integer', minimum: 0, default: 0 },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
}
const view = row => ({ ...row, image_urls: JSON.parse(row.image_urls) })

const start = async () => {
  if (process.env.SECRET) {
    await app.register(require('@fastify/jwt'), { secret: process.env.SECRET })
    app.addHook('onRequest', request => request.jwtVerify())
  }
  app.get('/gigs/:id', { schema: { response: { 200: gigSchema } } }, (request, reply) => {
    const row = findGig.get(request.params.id)
    if (!row) return reply.code(404).send({ detail: 'There is no gig with this id.' })
    reply.send(view(row))
  })
  app.get(
    '/gigs',
    { schema: { querystring: listQuery, response: { 200: pageSchema } } },
    (request, reply) => {
      const { skip, limit } = request.query
      const total = countGigs.get()
      reply.send({
        gigs: listGigs.all(limit, skip).map(view),
        total_count: total,
        has_more: skip + limit < total,
      })
    },
  )
  process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`)
}
void start()
