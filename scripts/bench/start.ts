import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { temporaryFolder } from '../../test/support/process.ts'

/**
 * How long the server takes from its start to the first 200 on `/health`, and how much memory it holds idle: the median
 * of ten starts on the same data, for the source and for the binary, in turns: bun scripts/bench/start.ts.
 */

const rounds = 10
const ways = {
  'bun src/main.ts': [process.execPath, resolve('src/main.ts'), 'serve'],
  binary: [resolve('dist/chayenity'), 'serve'],
}

const folder = temporaryFolder()
const say = (text: string) => process.stdout.write(`${text}\n`)

const freePort = (): number => {
  const probe = Bun.serve({ port: 0, fetch: () => new Response() })
  const port = probe.port ?? 0
  void probe.stop(true)
  return port
}

/** In milliseconds and MiB. */
const startOnce = async (command: string[]): Promise<{ ms: number; mib: number }> => {
  const port = freePort()
  const since = performance.now()
  const child = Bun.spawn(command, {
    cwd: folder.path,
    env: { DATA_DIR: `${folder.path}/data`, PORT: String(port), LOG_LEVEL: 'silent' },
    stdout: 'ignore',
    stderr: 'inherit',
  })
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)
    if (answer?.status === 200) break
    await Bun.sleep(1)
  }
  const ms = performance.now() - since
  await Bun.sleep(500)
  const status = existsSync(`/proc/${child.pid}/status`)
    ? readFileSync(`/proc/${child.pid}/status`, 'utf8')
    : ''
  child.kill('SIGTERM')
  await child.exited
  return { ms, mib: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024 }
}

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
}

const found = new Map<string, { ms: number; mib: number }[]>()
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, command] of Object.entries(ways)) {
    const once = await startOnce(command)
    // The first makes the data folder and unpacks the native parts.
    if (round > 0) found.set(name, [...(found.get(name) ?? []), once])
  }
}
folder.remove()
for (const [name, starts] of found) {
  const ms = median(starts.map(start => start.ms)).toFixed(0)
  const mib = median(starts.map(start => start.mib)).toFixed(0)
  say(`${name.padEnd(16)} first answer after ${ms} ms, ${mib} MiB idle (median of ${rounds})`)
}
