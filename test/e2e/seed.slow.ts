import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type Database from 'better-sqlite3'
import { readConfig } from '../../src/config.ts'
import { createContext, disposeContext } from '../../src/context.ts'
import { buildExampleData } from '../../src/dev/seed/build.ts'
import { cities, cityAround, cityKeys, pointIn } from '../../src/dev/seed/cities.ts'
import { personaGigs } from '../../src/dev/seed/persona-gigs.ts'
import { demoPassword, demoPasswordHash, isResidentEmail, personas } from '../../src/dev/seed/personas.ts'
import { isPasswordOf } from '../../src/domain/auth/passwords.ts'
import { gigStatuses } from '../../src/domain/gigs/gig.ts'
import { type Coordinates, greatCircleKm } from '../../src/lib/geo.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { toTimestamp } from '../../src/lib/timestamp.ts'
import { verifyDatabase } from '../../src/storage/sqlite/engine/verify.ts'
import { dumpOf, type SeededFolder, seedFolder } from '../support/seed.ts'
import { testNow } from '../support/server.ts'

const now = toTimestamp(testNow)
const allOf = <Row>(db: Database.Database, sql: string) => db.prepare<[], Row>(sql).all()
const valuesOf = (db: Database.Database, sql: string) => db.prepare<[], unknown>(sql).pluck().all()

let city: SeededFolder
let village: SeededFolder
beforeAll(async () => {
  city = await seedFolder({ gigs: 500 })
  village = await seedFolder({ users: personas.length, gigs: personaGigs.length, seed: 1 })
})
afterAll(() => {
  city.remove()
  village.remove()
})

describe('example data', () => {
  test('is the same to the last byte for the same seed, and another for another', async () => {
    const built = [
      await seedFolder({ users: 8 }),
      await seedFolder({ users: 8 }),
      await seedFolder({ users: 8, seed: 7 }),
    ]
    const [one, same, other] = built.map(({ db }) => dumpOf(db))
    expect(same).toBe(one ?? '')
    expect(other).not.toBe(one ?? '')
    for (const { remove } of built) remove()
  })

  test('has gigs, payments, reviews, rooms and notifications in every state', () => {
    const found = (sql: string) => new Set(valuesOf(city.db, sql))
    expect(found('SELECT status FROM gigs')).toEqual(new Set(gigStatuses))
    // A client meets the other states only when it asks for them.
    expect(found('SELECT status FROM transactions')).toEqual(new Set(['PENDING', 'COMPLETED']))
    expect(found('SELECT rating FROM reviews')).toEqual(new Set([1, 2, 3, 4, 5]))
    expect(found('SELECT is_active FROM chat_rooms')).toEqual(new Set([0, 1]))
    expect(found('SELECT is_read FROM notifications')).toEqual(new Set([0, 1]))
    expect(found('SELECT is_available FROM users')).toEqual(new Set([0, 1]))
    expect(valuesOf(city.db, 'SELECT count(*) > 5 FROM buddies')).toEqual([1])
  })

  test('is whole in the eyes of the check, and its ledger adds up to nothing', () => {
    expect(verifyDatabase(city.db).problems).toEqual([])
    expect(valuesOf(city.db, 'SELECT sum(amount_satang) FROM ledger_entries')).toEqual([0])
    const held = "SELECT sum(amount_satang) FROM transactions WHERE status = 'PENDING'"
    expect(
      valuesOf(city.db, "SELECT sum(amount_satang) FROM ledger_entries WHERE account = 'ESCROW'"),
    ).toEqual(valuesOf(city.db, held))
  })

  test('has a picture at one gig of five, and at forty or so where there are hundreds', () => {
    const pictured = "SELECT count(*) FROM gigs WHERE image_urls <> '[]'"
    expect(Number(valuesOf(city.db, pictured)[0])).toBeWithin(20, 60)
    expect(Number(valuesOf(village.db, pictured)[0])).toBeWithin(0, personaGigs.length / 2)
  })

  test('tells how far it is, from nothing to everything', async () => {
    const shares: number[] = []
    const ctx = createContext(readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'demo'))
    const plan = { seed: 1, city: cities.hatyai, users: personas.length, gigs: 60, asOfMs: testNow }
    try {
      await buildExampleData(ctx, plan, share => shares.push(share))
    } finally {
      await disposeContext(ctx)
    }
    expect(shares.toSorted((one, other) => one - other)).toEqual(shares)
    expect(shares[0]).toBeWithin(0.001, 0.5)
    expect(shares.at(-1)).toBe(1)
  })

  test('asks for hundreds of different things at prices people pay', () => {
    const [texts] = allOf<{ titles: number; descriptions: number }>(
      city.db,
      'SELECT count(DISTINCT title) AS titles, count(DISTINCT description) AS descriptions FROM gigs',
    )
    expect(texts?.titles).toBeGreaterThan(200)
    expect(texts?.descriptions).toBeGreaterThan(400)
    const odd = `SELECT title FROM gigs WHERE budget_satang % 1000 <> 0
      OR budget_satang / duration_hours NOT BETWEEN 5000 AND 130000`
    expect(valuesOf(city.db, odd)).toEqual([])
  })
})

describe('the texts of example data', () => {
  /** Which scripts a text is written in. */
  const scriptsOf = (text: string) =>
    [/[\u0e00-\u0e7f]/.test(text) && 'thai', /[A-Za-z]/.test(text) && 'latin'].filter(Boolean)

  test('are in one language from the title of a gig to what is said in its room and in its reviews', () => {
    const texts = allOf<{ text: string }>(
      city.db,
      `SELECT gigs.title || gigs.description || gigs.address_text
        || coalesce((SELECT group_concat(content) FROM chat_messages JOIN chat_rooms ON chat_rooms.id = room_id
          WHERE gig_id = gigs.id), '')
        || coalesce((SELECT group_concat(comment) FROM reviews WHERE gig_id = gigs.id), '') AS text FROM gigs`,
    )
    const scripts = texts.map(({ text }) => scriptsOf(text).join(' and '))
    expect(new Set(scripts)).toEqual(new Set(['thai', 'latin']))
  })

  test('leave nothing open', () => {
    const texts = `SELECT title || description || address_text FROM gigs
      UNION ALL SELECT content FROM chat_messages UNION ALL SELECT comment FROM reviews`
    expect(valuesOf(city.db, texts).filter(text => /[{}]|undefined/.test(String(text)))).toEqual([])
  })
})

describe('the times of example data', () => {
  test('are never later than its present, and nothing is older than what it rests on', () => {
    const late = ['users.created_at', 'gigs.created_at', 'gigs.updated_at', 'chat_messages.created_at']
      .concat(
        'transactions.created_at',
        'reviews.created_at',
        'notifications.created_at',
        'buddies.created_at',
      )
      .flatMap(column => {
        const [table, name] = column.split('.')
        return valuesOf(city.db, `SELECT '${column}' FROM ${table} WHERE ${name} > '${now}'`)
      })
    expect(late).toEqual([])
    const early = `SELECT gigs.id FROM gigs JOIN users ON users.id IN (seeker_id, helper_id)
      WHERE users.created_at >= gigs.created_at OR gigs.updated_at < gigs.created_at
      UNION ALL SELECT room_id FROM chat_messages AS message JOIN chat_messages AS next USING (room_id)
      WHERE next.seq = message.seq + 1 AND next.created_at < message.created_at
      UNION ALL SELECT reviews.id FROM reviews JOIN gigs ON gigs.id = gig_id
      WHERE reviews.created_at < gigs.completed_at`
    expect(valuesOf(city.db, early)).toEqual([])
  })

  test('lie ahead for gigs that have not begun, and behind for those that have', () => {
    const ahead = `SELECT status FROM gigs WHERE starts_at > '${now}'`
    const behind = `SELECT status FROM gigs WHERE starts_at <= '${now}'`
    expect(new Set(valuesOf(city.db, ahead))).toEqual(new Set(['PENDING', 'ACCEPTED']))
    expect(new Set(valuesOf(city.db, behind))).toEqual(new Set(['IN_PROGRESS', 'COMPLETED', 'CANCELLED']))
  })

  test('are those of people: gigs are posted between seven and ten by the clock of Bangkok', () => {
    const hours = valuesOf(city.db, "SELECT DISTINCT strftime('%H', created_at, '+7 hours') FROM gigs").map(
      Number,
    )
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(7)
    expect(Math.max(...hours)).toBeLessThanOrEqual(21)
  })
})

describe('the users of example data', () => {
  const roomsOf = (key: string) =>
    valuesOf(
      city.db,
      `SELECT chat_rooms.id FROM chat_rooms JOIN users ON users.id IN (seeker_id, helper_id)
       WHERE email = '${personas.find(persona => persona.key === key)?.email}'`,
    ).length

  test('are personas with fixed ids and passwords, and others whose addresses tell them apart', async () => {
    const people = allOf<{ id: string; email: string; password_hash: string }>(
      city.db,
      'SELECT id, email, password_hash FROM users',
    )
    for (const { id, email } of personas)
      expect(people).toContainEqual(expect.objectContaining({ id, email }))
    expect(people.filter(({ email }) => isResidentEmail(email))).toHaveLength(people.length - personas.length)
    expect(
      people.filter(({ email }) => isResidentEmail(email) && personas.some(one => one.email === email)),
    ).toEqual([])
    expect(new Set(people.map(({ password_hash }) => password_hash))).toEqual(new Set([demoPasswordHash]))
    expect(await isPasswordOf(demoPassword, demoPasswordHash)).toBe(true)
  })

  test('leave two hundred rooms to the busy one and none to the newcomer', () => {
    expect(roomsOf('busy')).toBe(200)
    expect(roomsOf('new')).toBe(0)
    const told = `SELECT count(*) FROM notifications WHERE user_id = '${personas.find(one => one.key === 'new')?.id}'`
    expect(valuesOf(city.db, told)).toEqual([0])
  })

  test.each(['somchai', 'mali'])('show something on every screen of %s', key => {
    const id = personas.find(persona => persona.key === key)?.id
    const counts = {
      'verified badge': `users WHERE id = '${id}' AND is_verified`,
      'picture and place': `users WHERE id = '${id}' AND profile_image_id IS NOT NULL AND latitude IS NOT NULL`,
      buddies: `buddies WHERE owner_id = '${id}'`,
      'reviews written': `reviews WHERE reviewer_id = '${id}'`,
      'reviews received': `reviews WHERE reviewee_id = '${id}'`,
      'payments made and released': `transactions WHERE payer_id = '${id}' AND status = 'COMPLETED'`,
      'payments received': `transactions WHERE payee_id = '${id}' AND status = 'COMPLETED'`,
      'payments held': `transactions WHERE '${id}' IN (payer_id, payee_id) AND status = 'PENDING'`,
      'notifications read': `notifications WHERE user_id = '${id}' AND is_read`,
      'notifications unread': `notifications WHERE user_id = '${id}' AND NOT is_read`,
      ...Object.fromEntries(
        gigStatuses.map(status => [
          status,
          `gigs WHERE '${id}' IN (seeker_id, helper_id) AND status = '${status}'`,
        ]),
      ),
      'open rooms with unread messages': `chat_rooms WHERE is_active
        AND ((seeker_id = '${id}' AND seeker_unread > 0) OR (helper_id = '${id}' AND helper_unread > 0))`,
      'open rooms that were read': `chat_rooms WHERE is_active
        AND ((seeker_id = '${id}' AND seeker_unread = 0) OR (helper_id = '${id}' AND helper_unread = 0))`,
      'ended rooms': `chat_rooms WHERE '${id}' IN (seeker_id, helper_id) AND NOT is_active`,
    }
    const missing = (db: Database.Database) =>
      Object.entries(counts)
        .filter(([, rows]) => valuesOf(db, `SELECT count(*) FROM ${rows}`)[0] === 0)
        .map(([screen]) => screen)
    expect(missing(city.db)).toEqual([])
    // The personas' own gigs alone are enough but for a gig that Mali cancels.
    expect(missing(village.db).filter(screen => screen !== 'CANCELLED')).toEqual([])
  })

  test('give the two with printed logins a room where work is under way, however small the world', async () => {
    const hamlet = await seedFolder({ users: personas.length, gigs: 1 })
    const rooms = allOf<{ key: string; status: string; last_seq: number }>(
      hamlet.db,
      `SELECT seeker.email || ' ' || helper.email AS key, status, last_seq FROM chat_rooms JOIN gigs ON gigs.id = gig_id
       JOIN users AS seeker ON seeker.id = gigs.seeker_id JOIN users AS helper ON helper.id = gigs.helper_id`,
    )
    hamlet.remove()
    expect(rooms).toHaveLength(1)
    expect(rooms[0]).toMatchObject({ key: 'somchai@example.com mali@example.com', status: 'IN_PROGRESS' })
    expect(rooms[0]?.last_seq).toBeGreaterThan(0)
  })
})

describe('the location of example data', () => {
  const random = seededRandom(5)
  const farthest = (neighbourhoods: readonly Parameters<typeof pointIn>[1][], center: Coordinates) =>
    Math.max(
      ...neighbourhoods.flatMap(one =>
        [1, 2, 3, 4, 5].map(() => greatCircleKm(center, pointIn(random, one))),
      ),
    )

  test('is within four kilometres of a place anywhere on earth', () => {
    for (const [latitude, longitude] of [
      [13.7563, 100.5018],
      [0, 179.999],
      [-17.7, -179.999],
      [89.99, 10],
      [-90, 0],
    ] as const) {
      const center = { latitude, longitude }
      const { neighbourhoods } = cityAround(center)
      expect(farthest(neighbourhoods, center)).toBeLessThan(4)
      for (const one of neighbourhoods) {
        const spot = pointIn(random, one)
        expect(Math.abs(spot.latitude)).toBeLessThanOrEqual(90)
        expect(Math.abs(spot.longitude)).toBeLessThanOrEqual(180)
      }
    }
  })

  test('is the same for all of its gigs and people', async () => {
    const center = { latitude: 48.2082, longitude: 16.3738 }
    const vienna = await seedFolder({ city: cityAround(center), users: 8, gigs: 20 })
    const places = allOf<Coordinates>(
      vienna.db,
      'SELECT latitude, longitude FROM gigs UNION ALL SELECT latitude, longitude FROM users WHERE latitude IS NOT NULL',
    )
    vienna.remove()
    expect(places.length).toBeGreaterThan(20)
    expect(Math.max(...places.map(place => greatCircleKm(center, place)))).toBeLessThan(4)
  })

  test('has a name in both languages for each neighbourhood, none of them twice', () => {
    for (const key of cityKeys) {
      const { neighbourhoods } = cities[key]
      const names = neighbourhoods.flatMap(({ name }) => [name.english, name.thai])
      expect(new Set(names).size).toBe(2 * neighbourhoods.length)
      const [first] = neighbourhoods
      if (!first) throw new Error('A city without neighbourhoods.')
      expect(farthest(neighbourhoods, first.center)).toBeLessThan(25)
    }
  })
})
