import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom } from '../../src/lib/random.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { bytesOf, noise, still } from '../../test/support/images.ts'
import { joinCrowd } from '../../test/support/people.ts'
import { temporaryFolder } from '../../test/support/process.ts'
import { anonymousBytesOf, type Memory, startMeasuredServer } from './measured-process.ts'
import { addStrangers, fill } from './soak-fill.ts'
import { Rest, runLoad } from './soak-load.ts'

/**
 * Mixed use for a long time: bun scripts/figures/soak.ts [--minutes 30]. Memory is what the process holds by
 * itself at rest, without the mapped pages of the database. It fails when memory rises, when a descriptor is left, when the WAL
 * passes its bound, or when a request fails.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
  },
})
const minutes = Number(values.minutes)
const isShort = minutes < 10
const say = (text: string) => process.stdout.write(`${text}\n`)
const note = (text: string) => process.stderr.write(`  ${text}\n`)
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

/** Until then caches fill. It is not counted. */
const warmUp = 0.2
const collections = isShort ? 6 : 24
/** In a short run caches still fill and chance has a larger part: it finds only what grows fast. */
const tolerance = isShort ? 15 : 1
const maxRise = 0.05 * tolerance
/** Of a collected heap, the same load leaves a little more or less each time. */
const heapNoise = 0.02 * tolerance
const maxWalBytes = 64 * 1024 ** 2
const peopleCount = 16
const pauseMs = 30
/** Together more than are kept in memory. A short run only begins to fill the caches. */
const filling = isShort
  ? { gigsEach: 100, tokensEach: 100, addressesEach: 100 }
  : { gigsEach: 600, tokensEach: 1300, addressesEach: 2000 }
/** The client keeps connections for later requests, sometimes more and sometimes fewer. */
const maxIdleConnections = 2 * peopleCount

const folder = temporaryFolder()
const dataDir = join(folder.path, 'data')
const strangers = await addStrangers(dataDir, isShort ? 1600 : 21_000)
const server = await startMeasuredServer(dataDir)
const people = await joinCrowd(server, peopleCount)
const random = seededRandom(1)
const rest = new Rest()
const pictures = [
  await bytesOf(still(800, 600).jpeg()),
  await bytesOf(noise(400, 300).png()),
  await bytesOf(still(640, 480).webp()),
]

const descriptors = () => {
  const folder = `/proc/${server.child.pid}/fd`
  const targets = readdirSync(folder).map(name => {
    try {
      return readlinkSync(join(folder, name))
    } catch {
      return 'closed'
    }
  })
  const sockets = targets.filter(target => target.startsWith('socket:')).length
  return { sockets, files: targets.length - sockets }
}
const walBytes = () => statSync(join(dataDir, `${databaseFileName}-wal`)).size

interface Sample {
  /** 0 to 1. */
  at: number
  memory: Memory
}

const samples: Sample[] = []
/** The highest of each moment, between collections too. */
const peaks: { at: number; bytes: number }[] = []
let highestWal = 0

await fill(people, { random, pictures }, { ...filling, strangers })
const begunAt = performance.now()
const elapsed = () => (performance.now() - begunAt) / 60_000 / minutes

const watch = async (): Promise<void> => {
  let collected = 0
  while (elapsed() < 1) {
    await Bun.sleep(500)
    peaks.push({ at: elapsed(), bytes: await anonymousBytesOf(server.child.pid) })
    highestWal = Math.max(highestWal, walBytes())
    if (elapsed() * collections < collected + 1) continue
    collected += 1
    const memory = await rest.during(() => server.measureMemory(isShort ? 500 : undefined))
    samples.push({ at: elapsed(), memory })
    note(
      `${Math.round(elapsed() * 100)} %: ${megabytes(memory.anonymousBytes)} held, ${megabytes(memory.heapBytes)} of heap with ${memory.compiledFunctions} compiled functions, ${megabytes(memory.rssBytes)} resident, ${descriptors().files} files and ${descriptors().sockets} sockets, WAL ${megabytes(walBytes())}`,
    )
  }
}

const warm = runLoad({
  url: server.url,
  people,
  random,
  pictures,
  pauseMs,
  rest,
  isOver: () => elapsed() >= warmUp,
})
const watching = watch()
const first = await warm
await Bun.sleep(1000)
const before = descriptors()
const second = await runLoad({
  url: server.url,
  people,
  random,
  pictures,
  pauseMs,
  rest,
  isOver: () => elapsed() >= 1,
})
await watching
await Bun.sleep(2000)
const after = descriptors()
const { compiledFunctions } = await server.measureMemory()
const bytesPerFunction = (await server.measureCode()) / compiledFunctions
const databaseBytes = statSync(join(dataDir, databaseFileName)).size
server.child.kill()
await server.child.exited
folder.remove()

const halves = <T extends { at: number }>(all: T[]): [T[], T[]] => {
  const middle = warmUp + (1 - warmUp) / 2
  return [all.filter(({ at }) => at >= warmUp && at < middle), all.filter(({ at }) => at >= middle)]
}
const [early, late] = halves(samples)
const [earlyPeaks, latePeaks] = halves(peaks)
const lowest = (half: Sample[], of: (memory: Memory) => number) =>
  Math.min(...half.map(({ memory }) => of(memory)))
/** Functions that run seldom are compiled hours after the start. */
const bytesOfObjects = ({ heapBytes, compiledFunctions }: Memory) =>
  heapBytes - compiledFunctions * bytesPerFunction
const highest = (half: typeof peaks) => Math.max(...half.map(({ bytes }) => bytes))

const faults = [...first.faults, ...second.faults]
const expectAtMost = (what: string, before: number, after: number, rise: number) => {
  if (after > before * (1 + rise))
    faults.push(`${what} rose from ${megabytes(before)} to ${megabytes(after)}.`)
}
const anonymousBytes = (memory: Memory) => memory.anonymousBytes
const held = [lowest(early, anonymousBytes), lowest(late, anonymousBytes)] as const
const objects = [lowest(early, bytesOfObjects), lowest(late, bytesOfObjects)] as const
const peak = [highest(earlyPeaks), highest(latePeaks)] as const
expectAtMost('The lowest memory after forced collections', ...held, heapNoise)
expectAtMost('The lowest heap without compiled code', ...objects, heapNoise)
expectAtMost('The highest memory', ...peak, maxRise)
if (after.files > before.files) faults.push(`${before.files} files were open before, ${after.files} after.`)
if (after.sockets > before.sockets + maxIdleConnections)
  faults.push(`${before.sockets} sockets were open before, ${after.sockets} after.`)
if (highestWal > maxWalBytes) faults.push(`The WAL reached ${megabytes(highestWal)}.`)

/** The types of objects of which there are more than in the first half, by number. */
const grownTypes = (): string => {
  const counts = (half: Sample[]) => half.at(-1)?.memory.objectTypeCounts ?? {}
  const before = counts(early)
  return Object.entries(counts(late))
    .map(([type, count]) => ({ type, more: count - (before[type] ?? 0) }))
    .filter(({ more }) => more > 100)
    .sort((a, b) => b.more - a.more)
    .map(({ type, more }) => `${more} of ${type}`)
    .join(', ')
}

for (const fault of faults) say(fault)
if (faults.length > 0) note(`More objects than at the end of the first half: ${grownTypes()}.`)
say(
  `${faults.length === 0 ? 'Memory is flat' : 'FAILED'}: ${minutes} minutes, ${first.acts + second.acts} acts of ${peopleCount} people, lowest after forced collections ${megabytes(held[0])} in the first half and ${megabytes(held[1])} in the second, objects ${megabytes(objects[0])} and ${megabytes(objects[1])}, highest ${megabytes(peak[0])} and ${megabytes(peak[1])}, ${after.files - before.files} files and ${after.sockets - before.sockets} sockets more at the end, WAL up to ${megabytes(highestWal)}, database ${megabytes(databaseBytes)}.`,
)
process.exit(faults.length === 0 ? 0 : 1)
