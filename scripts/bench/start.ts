import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { anonymousMibOf, memoryKibOf, root, serverCore, temporaryFolder } from './processes.ts'
import { interleave, report } from './report.ts'

/**
 * How long the server takes from its start to the first 200 on `/health`, and how much memory it holds idle, on the same
 * data, for the source and for the binary. An empty Bun.serve shows what of the memory is Bun's own.
 */

const rounds = 7
/** A server gives back what its start needed after two seconds. */
const idleMs = 4000

const startOnce = async (command: string[], dataDir: string) => {
  const port = String(freePort())
  const since = performance.now()
  const child = Bun.spawn(['taskset', '-c', serverCore, ...command], {
    cwd: dataDir,
    env: { DATA_DIR: join(dataDir, 'data'), PORT: port, LOG_LEVEL: 'silent' },
    stdout: 'ignore',
    stderr: 'inherit',
  })
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)
    if (answer?.status === 200) break
    await Bun.sleep(1)
  }
  const ms = performance.now() - since
  const end = async () => {
    child.kill('SIGTERM')
    await child.exited
  }
  return { pid: child.pid, ms, end }
}

export const benchStart = async (): Promise<void> => {
  const built = Bun.spawnSync([process.execPath, 'scripts/build.ts'], { cwd: root, stderr: 'inherit' })
  if (!built.success) throw new Error('The binary could not be built.')
  const folder = temporaryFolder()
  const empty = join(folder.path, 'empty.js')
  await Bun.write(empty, `Bun.serve({ port: process.env.PORT, fetch: () => new Response('ok') })`)
  const ways: [string, string[]][] = [
    ['bun src/main.ts', [process.execPath, join(root, 'src/main.ts'), 'serve']],
    ['the binary', [join(root, 'dist/chayenity'), 'serve']],
    ['an empty Bun.serve', [process.execPath, empty]],
  ]
  const measureIdle = (command: string[], memoryOf: (pid: number) => number) => async () => {
    const { pid, end } = await startOnce(command, folder.path)
    await Bun.sleep(idleMs)
    const memory = memoryOf(pid)
    await end()
    return memory
  }
  const variants = ways.flatMap(([name, command]) => [
    {
      name: `first answer of ${name}`,
      unit: 'ms',
      run: async () => {
        const { ms, end } = await startOnce(command, folder.path)
        await end()
        return ms
      },
    },
    {
      name: `memory of ${name}, idle`,
      unit: 'MB',
      run: measureIdle(command, pid => (memoryKibOf(pid) * 1024) / 1e6),
    },
    {
      name: `anonymous memory of ${name}, idle`,
      unit: 'MiB',
      run: measureIdle(command, anonymousMibOf),
    },
  ])
  const series = await interleave(variants, rounds)
  await report('start', series, [
    'Memory is resident memory, Bun’s own program in it included; anonymous memory is the part of no file.',
  ])
  folder.remove()
}
