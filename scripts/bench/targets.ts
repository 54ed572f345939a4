import { type Result, toShownNumber } from './report.ts'

/** A ratio or a difference of two medians of one run, or one alone, and what it has to be. */
interface Target {
  id: string
  says: string
  bench: string
  of: string
  over?: string
  minus?: string
  least?: number
  most?: number
}

const againstPostgis = (what: string): Pick<Target, 'of' | 'over'> => ({
  of: `${what}, PostGIS`,
  over: `${what}, Chayenity`,
})

const searchTarget = (radiusKm: number, least: number): Target => ({
  id: 'S1',
  says: `search of a million gigs at ${radiusKm} km, against PostGIS`,
  bench: 'search',
  ...againstPostgis(`r=${radiusKm} km`),
  least,
})

const scaleTarget = (says: string, what: string, most: number): Target => ({
  id: 'S3',
  says: `${says} among 5 million gigs, against 100 000`,
  bench: 'scale',
  of: `5000000 gigs, ${what}`,
  over: `100000 gigs, ${what}`,
  most,
})

const perAct = 'the same with a commit for each'
const readBeside = 'p99 of a read beside 32 writers'
const slower = ', 5 ms more a sync'

/** On the disk of this machine, and where a sync takes longer, as in clouds. */
const writeTargets = (disk: string): Target[] => [
  {
    id: 'S5',
    says: `durable posts, against a commit for each${disk}`,
    bench: 'writes',
    of: `posts, grouped${disk}`,
    over: `posts, ${perAct}${disk}`,
    least: 3,
  },
  {
    id: 'S5',
    says: `p99 of a read beside writers, against a commit for each${disk}`,
    bench: 'writes',
    of: `${readBeside}, grouped${disk}`,
    over: `${readBeside}, ${perAct}${disk}`,
    most: 0.25,
  },
]

const peerTargets = (peer: string, least: number): Target[] =>
  ['one gig', 'list of 20'].map(what => ({
    id: 'S9',
    says: `${what}, against ${peer}`,
    bench: 'peers',
    of: `${what}, ${peer}`,
    over: `${what}, Chayenity`,
    least,
  }))

const pocketBaseTarget = (what: string, least: number): Target => ({
  id: 'T7',
  says: `${what}, against PocketBase`,
  bench: 'peers',
  of: `${what}, PocketBase`,
  over: `${what}, Chayenity`,
  least,
})

/** Of the same work without layers. */
const byHandTarget = (id: string, what: string, most: number): Target => ({
  id,
  says: `${what} with everything on, of the same by hand`,
  bench: 'http',
  of: `Chayenity, ${what}`,
  over: `Bun.serve by hand, ${what}`,
  most,
})

/** What an engine that others run adds to the CPU time of the server itself. */
const engineTargets: Target[] = [
  ...['point read', 'point read, another each time'].map(what => ({
    id: 'E1',
    says: `µs: a ${what} on PostgreSQL, more than on SQLite`,
    bench: 'engines',
    of: `${what}, PostgreSQL`,
    minus: `${what}, SQLite`,
    most: 30,
  })),
  ...['list of 20', 'search of 20'].map(what => ({
    id: 'E2',
    says: `a ${what} on PostgreSQL, against SQLite`,
    bench: 'engines',
    of: `${what}, PostgreSQL`,
    over: `${what}, SQLite`,
    most: 1.6,
  })),
]

const targets: Target[] = [
  searchTarget(1, 5),
  searchTarget(5, 20),
  searchTarget(50, 30),
  {
    id: 'S1',
    says: 'the slowest search of a hundred at 5 km, against PostGIS',
    bench: 'search',
    ...againstPostgis('r=5 km, the slowest of a hundred'),
    least: 5,
  },
  {
    id: 'S2',
    says: 'search over HTTP at 5 km, against PostGIS',
    bench: 'search',
    ...againstPostgis('r=5 km over HTTP, a request at 16 connections'),
    least: 15,
  },
  scaleTarget('a page', 'a page', 2),
  scaleTarget('a page and the total', 'a page and the total within 5 km', 12),
  {
    id: 'S4',
    says: 'a GET with everything on, of an empty Bun.serve',
    bench: 'http',
    of: 'Bun.serve by hand, hello',
    over: 'Chayenity, one gig',
    least: 0.35,
  },
  byHandTarget('T3', 'one gig', 1.3),
  byHandTarget('T4', 'list of 20', 1.5),
  ...writeTargets(''),
  ...writeTargets(slower),
  {
    id: 'S6',
    says: 'fan-out to sockets, of Bun publish by hand',
    bench: 'sockets',
    of: 'Bun publish by hand, a delivery',
    over: 'Chayenity, a delivery',
    least: 0.85,
  },
  {
    id: 'S6',
    says: 'durable chat messages, of the same without a sync',
    bench: 'sockets',
    of: 'durable messages',
    over: 'messages without a sync',
    least: 0.85,
  },
  {
    id: 'S6',
    says: 'KiB for each socket',
    bench: 'sockets',
    of: 'memory of each of 10000 idle sockets',
    most: 12,
  },
  {
    id: 'T5',
    says: 'CPU time of a small picture from the cache, of nginx with its log',
    bench: 'images',
    of: 'CPU time of a thumbnail, Chayenity',
    over: 'CPU time of a thumbnail, nginx with its log',
    most: 1.3,
  },
  {
    id: 'S7',
    says: 'an upload and its variants, against naive sharp',
    bench: 'images',
    of: 'photograph and two variants, Chayenity',
    over: 'photograph and two variants, naive sharp',
    least: 1.4,
  },
  {
    id: 'T2',
    says: 'ms: p99 of a cheap GET beside the most expensive request, one million gigs',
    bench: 'neighbour',
    of: 'beside the worst of them, p99',
    most: 30,
  },
  {
    id: 'T2',
    says: 'the same, against the p99 alone',
    bench: 'neighbour',
    of: 'beside the worst of them, p99',
    over: 'alone, p99',
    most: 10,
  },
  {
    id: 'T2',
    says: 'ms: the slowest health check beside any of them',
    bench: 'neighbour',
    of: 'the slowest health check',
    most: 50,
  },
  {
    id: 'S8',
    says: 'start of the binary, of that of the source',
    bench: 'start',
    of: 'first answer of the binary',
    over: 'first answer of bun src/main.ts',
    most: 0.55,
  },
  { id: 'S8', says: 'MB of the binary, idle', bench: 'start', of: 'memory of the binary, idle', most: 60 },
  ...['English, 30 words', 'Thai, 80 characters', 'Thai, 2000 characters'].map(what => ({
    id: 'T9',
    says: `ms of CPU, the slowest of 10 000 posts, ${what}`,
    bench: 'words',
    of: `a post, ${what}, the slowest of 10000`,
    most: 5,
  })),
  {
    id: 'T10',
    says: 'MiB of anonymous memory of the binary, idle',
    bench: 'start',
    of: 'anonymous memory of the binary, idle',
    most: 24,
  },
  {
    id: 'O1',
    says: 'ms, the slowest health check while all upkeep of 100 000 gigs runs',
    bench: 'upkeep',
    of: 'health check beside upkeep, the slowest of all',
    most: 100,
  },
  ...peerTargets('Fastify with a token', 1.7),
  ...['one gig', 'list of 20'].map((what, at) => ({
    id: 'T6',
    says: `${what}, against Fastify open to all`,
    bench: 'peers',
    of: `${what}, Fastify open to all`,
    over: `${what}, Chayenity`,
    least: at === 0 ? 1.3 : 2,
  })),
  ...peerTargets('json-server', 8),
  pocketBaseTarget('one gig', 10),
  pocketBaseTarget('list of 20', 10),
  pocketBaseTarget('search of 20 within 5 km', 60),
  pocketBaseTarget('post', 5),
  pocketBaseTarget('post that 40 hear', 5),
  {
    id: 'T8',
    says: 'a mixed load among a million gigs, against the product of 2026-11-25',
    bench: 'mixed',
    of: 'a request of the mixed load, Chayenity of 2026-11-25',
    over: 'a request of the mixed load, Chayenity',
    least: 5,
  },
  ...engineTargets,
]

const isMet = (
  reached: number,
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Target,
) => reached >= least && reached <= most

const mediansOf = ({ of, over, minus }: Target): string => {
  if (over !== undefined) return `${of} / ${over}`
  return minus === undefined ? of : `${of} − ${minus}`
}

const rowOf = (target: Target, results: Result[]): string => {
  const { id, says, bench, of, over, minus, least, most } = target
  const series = results.find(result => result.bench === bench)?.series ?? []
  const medianOfSeries = (wanted: string) => series.find(({ name }) => name === wanted)?.median ?? Number.NaN
  const ratio = medianOfSeries(of) / (over === undefined ? 1 : medianOfSeries(over))
  const reached = ratio - (minus === undefined ? 0 : medianOfSeries(minus))
  const bound = least === undefined ? `at most ${most}` : `at least ${least}`
  const verdict = isMet(reached, target) ? 'reached' : '**missed**'
  const outcome = Number.isNaN(reached) ? '| | not measured' : `| ${toShownNumber(reached)} | ${verdict}`
  return `| ${id} | ${says} | ${bound} ${outcome} | ${mediansOf(target)} |`
}

/** What was aimed at beside what the results say. */
export const targetTableOf = (results: Result[]): string =>
  [
    '| | what | target | reached | | medians |',
    '|---|---|---|---|---|---|',
    ...targets.map(target => rowOf(target, results)),
  ].join('\n')
