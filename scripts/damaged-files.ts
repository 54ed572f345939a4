import { ImageProcess } from '../src/domain/uploads/image-process.ts'
import { seededRandom } from '../src/lib/random.ts'
import { hostileImages } from '../test/support/hostile-images.ts'
import { damagedFiles, sendFile } from '../test/support/images.ts'
import { joinSomchai } from '../test/support/people.ts'
import { startTestServer } from '../test/support/server.ts'

/**
 * Uploads damaged and hostile pictures, one in ten hostile, and decodes each once more to measure its CPU time. The tests
 * run a short form: bun scripts/damaged-files.ts [seed] [count]
 */

interface DamagedPictureFigures {
  pictures: number
  /** Responses by status. */
  statuses: Map<number, number>
  /** How often a decoder died. */
  deaths: number
  slowestCpuMs: number
  p99CpuMs: number
  isHealthy: boolean
}

const limits = { slowestCpuMs: 10_000, p99CpuMs: 2000 }

/** Measurements stop here; the server stops earlier. */
const maxCpuMs = 60_000

export const measureDamagedPictures = async (seed: number, count: number): Promise<DamagedPictureFigures> => {
  const server = await startTestServer({ env: { QUOTA_FILES: '1000000', QUOTA_MIB: '1000000' } })
  const somchai = await joinSomchai(server)
  const decoder = new ImageProcess()
  const hostileCount = Math.ceil(count / 10)
  const pictures = [
    ...(await damagedFiles(seed, count - hostileCount)),
    ...(await hostileImages(seededRandom(seed), hostileCount)),
  ]
  const statuses = new Map<number, number>()
  const cpuTimes: number[] = []
  for (const bytes of pictures) {
    const { status } = await sendFile(somchai, bytes)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    const result = await decoder.run({ bytes, variant: null, maxCpuMs })
    if (result) cpuTimes.push(result.cpuMs)
  }
  const { status: health } = await somchai.client.get('/health')
  await server.stop()
  decoder.kill()
  cpuTimes.sort((a, b) => a - b)
  return {
    pictures: pictures.length,
    statuses,
    deaths: pictures.length - cpuTimes.length,
    slowestCpuMs: Math.round(cpuTimes.at(-1) ?? 0),
    p99CpuMs: Math.round(cpuTimes[Math.floor(cpuTimes.length * 0.99)] ?? 0),
    isHealthy: health === 200,
  }
}

/** Whether only 201, 413 and 415 came, no decoder died, and no picture took too long. */
const areGood = (figures: DamagedPictureFigures): boolean =>
  [...figures.statuses.keys()].every(status => [201, 413, 415].includes(status)) &&
  figures.deaths === 0 &&
  figures.slowestCpuMs < limits.slowestCpuMs &&
  figures.p99CpuMs < limits.p99CpuMs &&
  figures.isHealthy

const describeFigures = ({ pictures, statuses, deaths, slowestCpuMs, p99CpuMs }: DamagedPictureFigures) => {
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${times} × ${status}`)
  return `${pictures} pictures: ${counts.join(', ')}; ${deaths} deaths; CPU time: slowest ${slowestCpuMs} ms, p99 ${p99CpuMs} ms.`
}

const main = async () => {
  const figures = await measureDamagedPictures(Number(process.argv[2] ?? 42), Number(process.argv[3] ?? 5000))
  process.stdout.write(`${describeFigures(figures)}\n`)
  if (areGood(figures)) return
  process.stdout.write(
    `FAILED: allowed are 201, 413 and 415, no death, ${limits.slowestCpuMs} ms, and ${limits.p99CpuMs} ms for p99.\n`,
  )
  process.exitCode = 1
}

if (import.meta.main) await main()
