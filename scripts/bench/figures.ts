import { type Result, toShownNumber } from './report.ts'

/** One line of the README's few figures: our median, and the medians it is compared with. */
interface Figure {
  says: string
  bench: string
  of: string
  beside: Record<string, string>
}

const figures: Figure[] = [
  {
    says: 'page of 20 and exact total within 5 km, among a million gigs',
    bench: 'search',
    of: 'r=5 km, Chayenity',
    beside: { 'r=5 km, PostGIS': 'PostGIS' },
  },
  {
    says: 'posts, each on the disk before its answer',
    bench: 'writes',
    of: 'posts, grouped',
    beside: { 'posts, the same with a commit for each': 'with a commit for each' },
  },
  {
    says: 'CPU time to read one gig over HTTP, with token, limits and log',
    bench: 'peers',
    of: 'one gig, Chayenity',
    beside: {
      'one gig, Fastify with a token': 'Fastify with a token',
      'one gig, Fastify open to all': 'Fastify without one',
    },
  },
  {
    says: 'CPU time to deliver a chat event to one socket',
    bench: 'sockets',
    of: 'Chayenity, a delivery',
    beside: { 'Bun publish by hand, a delivery': 'Bun without any checks' },
  },
  {
    says: 'small pictures served',
    bench: 'images',
    of: 'thumbnail, Chayenity',
    beside: { 'thumbnail, nginx with its log': 'nginx' },
  },
  {
    says: 'first answer of the one binary after its start',
    bench: 'start',
    of: 'first answer of the binary',
    beside: { 'first answer of bun src/main.ts': 'from source' },
  },
]

const medianIn = (results: readonly Result[], bench: string, wanted: string): string => {
  const found = results.find(result => result.bench === bench)?.series.find(({ name }) => name === wanted)
  return found ? `${toShownNumber(found.median)} ${found.unit}` : 'not measured'
}

/** The few figures that the README shows, good and bad. */
export const figureTableOf = (results: readonly Result[]): string =>
  [
    '| what | Chayenity | for comparison |',
    '|---|---|---|',
    ...figures.map(({ says, bench, of, beside }) => {
      const others = Object.entries(beside).map(([name, who]) => `${medianIn(results, bench, name)} ${who}`)
      return `| ${says} | ${medianIn(results, bench, of)} | ${others.join(', ')} |`
    }),
  ].join('\n')
