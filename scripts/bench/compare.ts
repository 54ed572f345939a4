import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openWrites, type Writes } from './compare-writes.ts'
import { cpuPerRequest } from './load.ts'
import { type BenchPerson, joinBench, makeThumbnail, postBenchGig } from './people.ts'
import { root, type Server, startProduct, temporaryFolder } from './processes.ts'
import { describeMachine, interleave, medianOf, type Series, sayProgress, toShownNumber } from './report.ts'

/**
 * What a request costs here and in another checkout of the product, such as that of an earlier commit, as CPU time of
 * the whole server process. Both servers are open at the same time, on one core, and take turns. The figures are
 * printed and not kept, because they belong to two commits.
 */

const seconds = 2
const rounds = 5
const gigs = 120

interface Side {
  name: string
  server: Server
  person: BenchPerson
  /** The paths that are read, by what they are. */
  reads: Record<string, string>
  writes: Writes
}

const startSide = async (name: string, checkout: string): Promise<Side> => {
  sayProgress(`starting ${checkout}`)
  const folder = temporaryFolder()
  const server = await startProduct(join(folder.path, 'data'), {}, [], checkout)
  const person = await joinBench(server.url, 'bench')
  let gigId = ''
  for (let at = 0; at < gigs; at += 1) gigId = await postBenchGig(server.url, person, at)
  const { path: picturePath } = await makeThumbnail(server.url, person)
  const reads = {
    health: '/health',
    'who am I': '/api/auth/me',
    'one gig': `/api/gigs/${gigId}`,
    'list of 20': '/api/gigs?limit=20',
    'search of 20': '/api/gigs/search?latitude=13.75&longitude=100.5&radius=5&status=PENDING',
    'small picture': picturePath,
  }
  return { name, server, person, reads, writes: await openWrites(server, person) }
}

const variantsOf = (what: string, sides: Side[], runOf: (side: Side) => () => Promise<number>) =>
  sides.map(side => ({ name: `${what}, ${side.name}`, unit: 'µs', run: runOf(side) }))

const readOf =
  (what: string) =>
  ({ server, person, reads }: Side) =>
  () =>
    cpuPerRequest(server, { path: reads[what] ?? '', seconds, connections: 16, headers: person.headers })

const writeOf =
  (what: string) =>
  ({ writes }: Side) =>
    writes[what] ?? (() => Promise.resolve(Number.NaN))

/** The medians of both sides, and the median of the ratios of each round. */
const printPairs = (series: Series[]) => {
  for (let at = 0; at < series.length; at += 2) {
    const [here, there] = [series[at], series[at + 1]]
    if (!here || !there) continue
    const ratio = medianOf(here.rounds.map((value, round) => value / (there.rounds[round] ?? Number.NaN)))
    const figures = [here, there].map(({ rounds: values }) => toShownNumber(medianOf(values)).padStart(6))
    const [what] = here.name.split(',')
    process.stdout.write(`  ${what?.padEnd(14)} ${figures.join(' / ')} µs  ${ratio.toFixed(3)}\n`)
  }
}

/** @param folder the other checkout, with its packages installed */
export const compareWith = async (folder: string | undefined): Promise<void> => {
  const other = resolve(folder ?? '')
  if (
    folder === undefined ||
    !existsSync(join(other, 'src/main.ts')) ||
    !existsSync(join(other, 'node_modules'))
  )
    throw new Error('Name the folder of another checkout with its packages installed.')
  const sides = [await startSide('here', root), await startSide('there', other)]
  const kinds = ({ reads, writes }: Pick<Side, 'reads' | 'writes'>) => [
    Object.keys(reads),
    Object.keys(writes),
  ]
  const [reads = [], writes = []] = sides[0] ? kinds(sides[0]) : []
  const read = await interleave(
    reads.flatMap(what => variantsOf(what, sides, readOf(what))),
    rounds,
  )
  // Afterwards, because posts make the lists longer.
  const written = await interleave(
    writes.flatMap(what => variantsOf(what, sides, writeOf(what))),
    rounds,
  )
  process.stdout.write(`\nhere / in ${other}, and the median ratio; ${describeMachine()}\n`)
  printPairs([...read, ...written])
  for (const { server } of sides) await server.stop()
}
