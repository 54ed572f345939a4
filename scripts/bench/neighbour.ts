import { join } from 'node:path'
import Database from 'better-sqlite3'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { fillWords } from './crowd.ts'
import { type BenchPerson, joinBench } from './people.ts'
import { fillApart, filledFolder, onLoadCore, startProduct } from './processes.ts'
import { gigsOr, medianOf, report, roundsOr, type Series, sayProgress, toShownNumber } from './report.ts'

/**
 * What a cheap GET waits while somebody else sends the most expensive requests that are allowed, one after the other.
 * The probe is sent every ten milliseconds, whatever became of the one before, and its time counts from when it was
 * due. `GIGS=100000 bun run bench neighbour` is the short form.
 */

const gigCount = gigsOr(1_000_000)
const rounds = roundsOr(5)
const probeEveryMs = 10
const probesPerRound = 300
/** One in so many probes is a health check. */
const healthEvery = 10
const expensiveCount = 10
/** Of everything: gigs, and in the index of people. */
const ownGigs = 10_000

const bangkok = 'latitude=13.7563&longitude=100.5018'
const far = `/gigs/search?${bangkok}&radius=100&limit=100`

/** Those that take longest are the neighbours. */
const candidates: Record<string, string> = {
  'nearest, every status, 100 km': far,
  'nearest, every status, 100 km, deep': `${far}&skip=${gigCount / 10}`,
  'nearest, pending, 100 km, deep': `${far}&status=PENDING&skip=${gigCount / 40}`,
  'newest, every status, 100 km': `${far}&sort=newest`,
  'newest, every status, 100 km, deep': `${far}&sort=newest&skip=${gigCount / 20}`,
  'greatest budget, every status, 100 km, deep': `${far}&sort=budget&skip=${gigCount / 20}`,
  'with a budget, every status, 100 km, deep': `${far}&min_budget=1&skip=${gigCount / 20}`,
  'a word of every gig, 5 km': `/gigs/search?${bangkok}&radius=5&q=sofa`,
  'a word of every gig, 100 km': `${far}&q=sofa`,
  'a word of every gig, newest, 100 km': `${far}&q=sofa&sort=newest`,
  'map of the world': '/gigs/map?bbox=-180,-90,180,90&status=COMPLETED',
  'map of the country': '/gigs/map?bbox=97,5,106,21',
  'people within 100 km': `/users/nearby?${bangkok}&radius=100&limit=100&only_available=false`,
  'newest gigs, deep': `/gigs?limit=100&skip=${gigCount / 20}`,
  'own gigs': '/gigs/my-gigs?limit=100',
  'own gigs, deep': `/gigs/my-gigs?limit=100&skip=${ownGigs - 100}`,
}

/** What `fillStore` leaves out: the words, people with a place, and gigs of the neighbour. */
const fillRest = (dataDir: string, { id }: BenchPerson) => {
  const db = new Database(join(dataDir, databaseFileName))
  db.pragma('synchronous = OFF')
  db.transaction(() => fillWords(db))()
  db.exec(`INSERT INTO users (id, email, password_hash, full_name, created_at)
    SELECT 'p' || substr(id, 2), n || '@example.org', 'x', 'P', created_at FROM gigs WHERE n % 10 = 0`)
  db.exec(`INSERT INTO user_places (n, south, north, west, east, latitude, longitude)
    SELECT users.n, latitude, latitude, longitude, longitude, latitude, longitude
    FROM (SELECT users.n, gigs.latitude, gigs.longitude FROM gigs JOIN users ON users.id = 'p' || substr(gigs.id, 2))
      AS users`)
  db.prepare('UPDATE gigs SET seeker_id = ? WHERE n <= ?').run(id, ownGigs)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

const quantileOf = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN

/** @returns how long it took, in milliseconds */
const get = async (url: string, { headers }: BenchPerson): Promise<number> => {
  const since = performance.now()
  const answer = await fetch(url, { headers })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}.`)
  return performance.now() - since
}

interface Seen {
  probes: number[]
  healthChecks: number[]
}

/** Sends the probes of one round. */
const probe = async (url: string, person: BenchPerson): Promise<Seen> => {
  const seen: Seen = { probes: [], healthChecks: [] }
  const pending: Promise<void>[] = []
  const since = performance.now()
  for (let at = 0; at < probesPerRound; at += 1) {
    const due = since + at * probeEveryMs
    const early = due - performance.now()
    if (early > 0) await Bun.sleep(early)
    const isHealthCheck = at % healthEvery === healthEvery - 1
    const times = isHealthCheck ? seen.healthChecks : seen.probes
    const sent = get(url + (isHealthCheck ? '/health' : '/api/auth/me'), person)
    pending.push(sent.then(() => void times.push(performance.now() - due)))
  }
  await Promise.all(pending)
  return seen
}

/** Probes while `count` requests for a path are under way all the time. */
const probeBeside = async (
  url: string,
  path: string | null,
  count: number,
  [person, neighbour]: readonly [BenchPerson, BenchPerson],
): Promise<Seen> => {
  let isOver = false
  const loop = async () => {
    while (path !== null && !isOver) await get(`${url}/api${path}`, neighbour)
  }
  const loops = Array.from({ length: count }, loop)
  const seen = await probe(url, person)
  isOver = true
  await Promise.all(loops)
  return seen
}

const findMostExpensive = async (url: string, neighbour: BenchPerson): Promise<[string, string][]> => {
  const timed: { name: string; path: string; ms: number }[] = []
  for (const [name, path] of Object.entries(candidates)) {
    const times: number[] = []
    for (let at = 0; at < 4; at += 1) times.push(await get(`${url}/api${path}`, neighbour))
    timed.push({ name, path, ms: medianOf(times.slice(1)) })
    sayProgress(`${name}: ${toShownNumber(medianOf(times.slice(1)))} ms`)
  }
  return timed
    .sort((a, b) => b.ms - a.ms)
    .slice(0, expensiveCount)
    .map(({ name, path }) => [name, path])
}

export const benchNeighbour = async (): Promise<void> => {
  const folder = await filledFolder(`gigs-${gigCount}`, path => fillApart(path, gigCount))
  const first = await startProduct(folder.path)
  const people = [await joinBench(first.url, 'cheap'), await joinBench(first.url, 'neighbour')] as const
  await first.stop()
  fillRest(folder.path, people[1])
  const { url, stop } = await startProduct(folder.path)

  const series: Series[] = []
  const healthChecks: number[] = []
  const worst: Series = { name: 'beside the worst of them, p99', unit: 'ms', rounds: [] }
  await onLoadCore(async () => {
    const expensive = await findMostExpensive(url, people[1])
    const [dearest] = expensive
    const variants = [
      { name: 'alone', path: null, count: 0 },
      ...expensive.map(([name, path]) => ({ name: `beside "${name}"`, path, count: 1 })),
      { name: `beside sixteen of "${dearest?.[0]}" at once`, path: dearest?.[1] ?? null, count: 16 },
    ]
    series.push(...variants.map(({ name }) => ({ name: `${name}, p99`, unit: 'ms', rounds: [] })))
    for (let round = 0; round <= rounds; round += 1) {
      sayProgress(round === 0 ? 'warming up' : `round ${round} of ${rounds}`)
      const p99s: number[] = []
      for (const { path, count } of variants) {
        const seen = await probeBeside(url, path, count, people)
        p99s.push(quantileOf(seen.probes, 0.99))
        if (round > 0) healthChecks.push(...seen.healthChecks)
      }
      if (round === 0) continue
      for (const [at, value] of p99s.entries()) series[at]?.rounds.push(value)
      worst.rounds.push(Math.max(...p99s.slice(1)))
    }
  })
  const slowestCheck = { name: 'the slowest health check', unit: 'ms', rounds: [Math.max(...healthChecks)] }
  await report(
    'neighbour',
    [...series, worst, slowestCheck],
    [
      `${gigCount} gigs, a tenth as many people, ${ownGigs} gigs of the neighbour. A GET of oneself every ${probeEveryMs} ms, ${probesPerRound} a round, timed from when it was due; server on one core.`,
    ],
  )
  await stop()
  folder.remove()
}
