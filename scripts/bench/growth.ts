import { fillWorld } from './growth-data.ts'
import { measurements } from './growth-operations.ts'
import type { Measured } from './growth-requests.ts'
import { growthTableOf, seriesName } from './growth-table.ts'
import { GrowthWorld } from './growth-world.ts'
import { filledFolder } from './processes.ts'
import { interleave, report } from './report.ts'

/**
 * Every operation of the OpenAPI document with few and with many gigs, people, messages of a room and things of one
 * person: CPU time of this process for each request, its threads included, everything of the product but the socket.
 */

const sizes = (process.env.SIZES ?? '10000,100000,1000000').split(',').map(Number)
const rounds = 7
/**
 * Code is slow before it is compiled, in the read worker too, so requests that are not counted come first. As many at each
 * size: a slow one would else be measured cold, and a quick one warm.
 */
const uncounted = { most: 20, milliseconds: 200 }
const counted = { most: 20, milliseconds: 200 }
/** Where each takes long. */
const leastRequests = 3

const cpuMicroseconds = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

const expectFullPage = (name: string, page: string, text: string) => {
  const answer = JSON.parse(text)
  const items: unknown = page === '' ? answer : answer[page]
  if (!Array.isArray(items) || items.length !== 20) throw new Error(`${name} did not give a full page.`)
}

export const nameOf = ({ operation, variant }: Measured): string =>
  variant === undefined ? operation : `${operation}, ${variant}`

/** In microseconds of CPU. What a request needs is made before the time is taken. */
const measureEach = async (
  world: GrowthWorld,
  measured: Measured,
  { most, milliseconds }: typeof counted,
): Promise<number[]> => {
  const until = performance.now() + milliseconds
  const spent: number[] = []
  while (spent.length < leastRequests || (spent.length < most && performance.now() < until)) {
    const request = world.toRequest(await measured.prepare(world))
    const before = cpuMicroseconds()
    const text = await world.answer(request, measured.error)
    spent.push(cpuMicroseconds() - before)
    if (spent.length === 1 && measured.page !== undefined)
      expectFullPage(nameOf(measured), measured.page, text)
  }
  return spent
}

/** The mean, since what the collector spends belongs to it. */
const measure = async (world: GrowthWorld, measured: Measured): Promise<number> => {
  await measureEach(world, measured, uncounted)
  const spent = await measureEach(world, measured, counted)
  return spent.reduce((sum, each) => sum + each, 0) / spent.length
}

export const benchGrowth = async (): Promise<void> => {
  const opened: { size: number; folder: { remove(): void }; world: GrowthWorld }[] = []
  for (const size of sizes) {
    const folder = await filledFolder(`growth-${size}`, path => fillWorld(path, size))
    opened.push({ size, folder, world: await GrowthWorld.open(folder.path) })
  }
  const variants = measurements.flatMap(measured =>
    opened.map(({ size, world }) => ({
      name: seriesName(size, nameOf(measured)),
      unit: 'µs',
      run: () => measure(world, measured),
    })),
  )
  const result = await report('growth', await interleave(variants, rounds), [
    'CPU time of the process for each request, without the socket. The greatest size has as many gigs, people, messages of one room, and things of one person; the pages are full.',
  ])
  process.stdout.write(`\n${growthTableOf(result)}\n`)
  for (const { world, folder } of opened) {
    await world.close()
    folder.remove()
  }
}
