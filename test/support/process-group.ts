import { until } from './until.ts'

/** A server that a command of a page has started, with all processes beneath it. */
export interface ServerGroup {
  url: string
  end(): Promise<void>
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Runs a command in a process group of its own, as a terminal does, and waits until it says where it listens. */
export const startGroup = async (
  command: string[],
  cwd: string,
  env: Record<string, string>,
): Promise<ServerGroup> => {
  const child = Bun.spawn(command, { cwd, env, stdout: 'pipe', stderr: 'pipe', detached: true })
  const end = async () => {
    // The runner passes signals on to nobody; Ctrl-C at a terminal reaches the whole group too.
    process.kill(-child.pid, 'SIGINT')
    await child.exited
    // The runner ends at once, and the server when it has stored everything.
    await until(() => !isAlive(-child.pid))
  }
  let out = ''
  const chunks = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
  for (;;) {
    const { value, done } = await chunks.next()
    if (done) throw new Error(`It ended before it listened: ${out}${await new Response(child.stderr).text()}`)
    out += value
    const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0]
    if (!url) continue
    // What it says later is read by nobody, and must not fill the pipe.
    void (async () => {
      while (!(await chunks.next()).done);
    })()
    return { url, end }
  }
}
