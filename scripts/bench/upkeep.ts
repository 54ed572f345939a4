import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runToEnd, startProcess } from '../../test/support/process.ts'
import { fillApart, temporaryFolder } from './processes.ts'
import { gigsOr, report, roundsOr } from './report.ts'

/**
 * How long a health check takes at most while everything that looks after the data runs at once: scheduled backups one
 * after another, the look through the folder at the start, `check`, and a restore into another folder. Beside it, the same
 * for a server at rest.
 */

const gigCount = gigsOr(100_000)
const rounds = roundsOr(3)

/** What the checks took in milliseconds, shortest first. */
const checkUntil = async (url: string, ended: Promise<unknown>): Promise<number[]> => {
  const times: number[] = []
  // The first write of a server waits for the disk, whatever else runs.
  await (await fetch(`${url}/health`)).text()
  let isOver = false
  void ended.finally(() => {
    isOver = true
  })
  while (!isOver) {
    const since = performance.now()
    await (await fetch(`${url}/health`)).text()
    times.push(performance.now() - since)
    await Bun.sleep(5)
  }
  return times.sort((a, b) => a - b)
}

export const benchUpkeep = async (): Promise<void> => {
  const folder = temporaryFolder()
  const [dataDir, archive, target] = ['data', 'base.tar.gz', 'restored'].map(name => join(folder.path, name))
  if (!dataDir || !archive || !target) throw new Error('There are three paths.')
  await fillApart(dataDir, gigCount)
  await runToEnd(['backup', archive], { DATA_DIR: dataDir })
  const backups = join(dataDir, 'backups')
  const countBackups = () => (existsSync(backups) ? readdirSync(backups).length : 0)

  const besideAll = async (): Promise<number[]> => {
    rmSync(backups, { recursive: true, force: true })
    const server = await startProcess(['serve'], { DATA_DIR: dataDir, BACKUP_SCHEDULE: '* * * * * *' })
    const untilBackedUp = async () => {
      while (countBackups() === 0) await Bun.sleep(50)
    }
    const work = Promise.all([
      untilBackedUp(),
      runToEnd(['check'], { DATA_DIR: dataDir }),
      runToEnd(['restore', archive], { DATA_DIR: target }),
    ])
    const times = await checkUntil(server.url, work)
    await server.end('SIGTERM')
    rmSync(target, { recursive: true, force: true })
    return times
  }
  const atRest = async (): Promise<number[]> => {
    const server = await startProcess(['serve'], { DATA_DIR: dataDir })
    // The look through the folder at the start has ended by then.
    await Bun.sleep(5000)
    const times = await checkUntil(server.url, Bun.sleep(10_000))
    await server.end('SIGTERM')
    return times
  }

  const [busy, idle]: [number[][], number[][]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`  round ${round + 1} of ${rounds}\n`)
    busy.push(await besideAll())
    idle.push(await atRest())
  }
  const series = (name: string, seen: number[][], share: number) => ({
    name,
    unit: 'ms',
    rounds: seen.map(times => times[Math.floor((times.length - 1) * share)] ?? Number.NaN),
  })
  await report(
    'upkeep',
    [
      series('health check beside upkeep', busy, 0.5),
      series('health check beside upkeep, the slowest of all', busy, 1),
      series('health check at rest', idle, 0.5),
      series('health check at rest, the slowest of all', idle, 1),
    ],
    [
      `${gigCount} gigs. Upkeep is a scheduled backup, the look through the folder at the start, check and a restore into another folder, all at once.`,
    ],
  )
  folder.remove()
}
