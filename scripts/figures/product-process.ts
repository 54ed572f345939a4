import { join } from 'node:path'
import { cpuMicrosecondsOf, memoryKibOf, root } from '../bench/processes.ts'

/** Starts the product in a process of its own, and waits until it is ready. */
export const startProductProcess = async (env: Record<string, string>) => {
  const since = performance.now()
  const child = Bun.spawn([process.execPath, join(root, 'src/main.ts'), 'serve'], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', RATE_LIMIT: 'off', LOG_LEVEL: 'info', ...env },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec((await lines.read()).value ?? '')?.[0]
  if (!url) throw new Error('The server did not start.')
  // The first write waits for the disk, which may be busy.
  while ((await fetch(`${url}/health/ready`)).status !== 200) await Bun.sleep(5)
  const [ms, cpuMs] = [performance.now() - since, cpuMicrosecondsOf(child.pid) / 1000]
  // Nobody reads what it logs from now on. A full pipe would stop it.
  void (async () => {
    while (!(await lines.read()).done);
  })()
  return {
    url,
    /** What it took to be ready. */
    ms,
    cpuMs,
    memoryMb: () => (memoryKibOf(child.pid) * 1024) / 1e6,
    end: (signal: 'SIGKILL' | 'SIGTERM'): Promise<number> => {
      child.kill(signal)
      return child.exited
    },
  }
}
