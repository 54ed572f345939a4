import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Subprocess } from 'bun'

/** Servers under measurement: each a process of its own, pinned to one core, while the load runs on another. */

export const root = new URL('../..', import.meta.url).pathname

/** The core of whatever is measured, and the core of the load. */
export const serverCore = '0'
export const loadCore = '1'

/** It is removed at the latest when the process ends. */
export const temporaryFolder = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'chayenity-bench-'))
  const remove = () => rmSync(path, { recursive: true, force: true })
  process.once('exit', remove)
  return { path, remove }
}

/** A temporary folder that `fill` has filled. Where KEEP names a folder, it is filled there once and copied. */
export const filledFolder = async (
  name: string,
  fill: (path: string) => Promise<void>,
): Promise<ReturnType<typeof temporaryFolder>> => {
  const folder = temporaryFolder()
  const { KEEP } = process.env
  if (KEEP === undefined) {
    await fill(folder.path)
    return folder
  }
  const kept = join(KEEP, name)
  if (!existsSync(kept)) {
    const filling = `${kept}.filling`
    rmSync(filling, { recursive: true, force: true })
    await fill(filling)
    renameSync(filling, kept)
  }
  cpSync(kept, folder.path, { recursive: true })
  return folder
}

export interface Server {
  pid: number
  url: string
  stop(): Promise<void>
}

const running = new Set<Subprocess>()

/** A bench that fails leaves no server behind. */
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

/**
 * Starts a command on the server's core and waits until it has written the address at which it listens.
 * @param cwd the folder in which it runs; this checkout when left out
 */
export const startPinned = async (
  command: string[],
  env: Record<string, string> = {},
  cwd = root,
): Promise<Server> => {
  const child = Bun.spawn(['taskset', '-c', serverCore, ...command], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/nonexistent', PORT: '0', ...env },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  running.add(child)
  const listening = Promise.withResolvers<string>()
  const read = async () => {
    const decoder = new TextDecoder()
    let out = ''
    // It is read to the end: a pipe that nobody empties would stop the server.
    for await (const chunk of child.stdout) {
      if (out.length > 10_000) continue
      out += decoder.decode(chunk, { stream: true })
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0]
      if (url) listening.resolve(url)
    }
    listening.reject(new Error(`${command.join(' ')} ended before it listened: ${out}`))
  }
  void read()
  const url = await listening.promise
  const stop = async () => {
    child.kill('SIGTERM')
    await child.exited
    running.delete(child)
  }
  return { pid: child.pid, url, stop }
}

/** So high that no run meets them. */
export const limits = { RATE_LIMIT_OTHER: '1000000', RATE_LIMIT_AUTH: '1000000' }

/** The product as people run it. */
export const startProduct = (
  dataDir: string,
  env: Record<string, string> = {},
  bunOptions: string[] = [],
  checkout = root,
): Promise<Server> => {
  const command = [process.execPath, ...bunOptions, 'src/main.ts', 'serve']
  return startPinned(command, { DATA_DIR: dataDir, ...limits, ...env }, checkout)
}

/** Keeps this process and what it starts on the load's core while it is the load. */
export const onLoadCore = async (run: () => Promise<void>): Promise<void> => {
  const pin = (cores: string) => Bun.spawnSync(['taskset', '-acp', cores, String(process.pid)])
  pin(loadCore)
  try {
    await run()
  } finally {
    pin(`0-${cpus().length - 1}`)
  }
}

/** Resident memory of a process in KiB (proc(5)). */
export const memoryKibOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN)

/** The part of it that is the process's own, in MiB: no file is behind it (proc(5)). */
export const anonymousMibOf = (pid: number): number =>
  Number(/Anonymous:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? Number.NaN) /
  1024

/** CPU time that a process has used so far in microseconds, all threads, user and system (proc(5), fields 14 and 15). */
export const cpuMicrosecondsOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return ticks * 10_000
}

/** The same of the threads that live, in nanoseconds, for runs that are too short for the clock ticks of `stat`. */
export const cpuNanosecondsOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    const [running] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
    return sum + Number(running)
  }, 0)

/**
 * Fills a data folder in a process of its own. A process that has made 100 000 gigs has garbage collections of 100 ms
 * and more, which a bench that times requests itself would take for those of the server.
 */
export const fillApart = async (dataDir: string, gigCount: number, checkout = root): Promise<void> => {
  const command = [process.execPath, 'scripts/bench/fill.ts', dataDir, String(gigCount)]
  const child = Bun.spawn(command, { cwd: checkout, stdout: 'inherit', stderr: 'inherit' })
  if ((await child.exited) !== 0) throw new Error('The data folder could not be filled.')
}
