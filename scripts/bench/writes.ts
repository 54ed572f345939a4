import { join } from 'node:path'
import { runWrk } from './load.ts'
import { prepareOtherDisk } from './other-disk.ts'
import { type BenchPerson, joinBench, postBenchGig, writePostScript } from './people.ts'
import { type Server, startPinned, startProduct, temporaryFolder } from './processes.ts'
import { interleave, report } from './report.ts'

/**
 * Gigs posted by 64 connections, each answered when it is on the disk; then reads beside 32 writers. The product syncs
 * once for all that wait; the others commit and sync for each post: the product's own code, and a server by hand.
 */

const seconds = 2
const rounds = 5
const addedMs = 5

interface Way {
  name: string
  start(dataDir: string, disk: Record<string, string>, person: BenchPerson): Promise<Server>
}

const product =
  (settings: Record<string, string>, preload: string[] = []): Way['start'] =>
  (dataDir, disk) =>
    startProduct(dataDir, { ...settings, ...disk }, preload)

const perAct = ['--preload', './scripts/bench/commit-per-act.ts']
const grouped: Way = { name: 'grouped', start: product({ DURABILITY: 'grouped' }) }
const full: Way = { name: 'full', start: product({ DURABILITY: 'full' }) }
const perRequest: Way = {
  name: 'the same with a commit for each',
  start: product({ DURABILITY: 'full' }, perAct),
}
const byHand: Way = {
  name: 'Bun.serve by hand, a commit for each',
  start: (dataDir, disk, { id, token }) =>
    startPinned([process.execPath, 'scripts/bench/raw-writes.ts'], {
      DATA_DIR: dataDir,
      USER_ID: id,
      TOKEN: token,
      ...disk,
    }),
}

const startWay = async (folder: string, way: Way, disk: Record<string, string>, place: string) => {
  const dataDir = join(folder, `${way.name}${place}`)
  // The data is the same for all: the product makes it, then the server under measurement takes it over.
  const maker = await startProduct(dataDir)
  const person = await joinBench(maker.url, 'bench')
  const gigId = await postBenchGig(maker.url, person, 1)
  await maker.stop()
  const server = await way.start(dataDir, disk, person)
  const script = await writePostScript(`${dataDir}.lua`, person)
  const write = (connections: number) =>
    runWrk({ url: `${server.url}/api/gigs`, seconds, connections, script })
  const read = () =>
    runWrk({ url: `${server.url}/api/gigs/${gigId}`, seconds, connections: 4, headers: person.headers })
  const variants = [
    { name: `posts, ${way.name}${place}`, unit: '/s', run: async () => (await write(64)).perSecond },
    {
      name: `p99 of a read beside 32 writers, ${way.name}${place}`,
      unit: 'ms',
      run: async () => (await Promise.all([read(), write(32)]))[0].p99Ms,
    },
  ]
  return { server, variants }
}

export const benchWrites = async (): Promise<void> => {
  const folder = temporaryFolder()
  const otherDisk = await prepareOtherDisk(folder.path)
  const started = []
  for (const way of [grouped, full, perRequest, byHand])
    started.push(await startWay(folder.path, way, {}, ''))
  const slow = otherDisk?.(addedMs)
  for (const way of slow ? [grouped, perRequest, byHand] : [])
    started.push(await startWay(folder.path, way, slow ?? {}, `, ${addedMs} ms more a sync`))
  const series = await interleave(
    started.flatMap(({ variants }) => variants),
    rounds,
  )
  await report('writes', series, [
    'Every post is on the disk before it is answered. The same: the product’s own code, with one act in each commit and SQLite’s own sync. By hand means without limits, log, request ids, schemas and signatures.',
    slow
      ? 'A library before the system’s fsync and fdatasync adds the milliseconds.'
      : 'A slower disk was left out: there is no C compiler (cc).',
  ])
  for (const { server } of started) await server.stop()
  folder.remove()
}
