import { cpuMicrosecondsOf, loadCore, type Server } from './processes.ts'

/** What one run of wrk saw. */
interface LoadResult {
  requests: number
  perSecond: number
  p50Ms: number
  p99Ms: number
}

interface Load {
  url: string
  seconds: number
  connections: number
  headers?: Record<string, string>
  /** A wrk script in Lua. */
  script?: string
}

const millisecondsPer: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000 }

const latencyOf = (output: string, percent: number): number => {
  const [, value = '', unit = ''] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s|m)`).exec(output) ?? []
  return Number(value) * (millisecondsPer[unit] ?? Number.NaN)
}

/** Runs wrk against an address. @throws Error where any answer was not a success */
export const runWrk = async ({
  url,
  seconds,
  connections,
  headers = {},
  script,
}: Load): Promise<LoadResult> => {
  const named = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const scripted = script ? ['-s', script] : []
  const child = Bun.spawn(
    [
      'taskset',
      '-c',
      loadCore,
      'wrk',
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '--latency',
      // A shared machine can stand still for some seconds; an answer after that is an answer.
      '--timeout',
      '30s',
      ...named,
      ...scripted,
      url,
    ],
    { stdout: 'pipe', stderr: 'pipe' },
  )
  const output = await new Response(child.stdout).text()
  const failed = /Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)/.exec(output)
  if (failed || (await child.exited) !== 0) throw new Error(`The load on ${url} failed: ${output}`)
  return {
    requests: Number(/(\d+) requests in/.exec(output)?.[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
    p50Ms: latencyOf(output, 50),
    p99Ms: latencyOf(output, 99),
  }
}

/**
 * CPU time of a server for each request of a load, all threads, in microseconds. What is under way at the end counts as
 * time and not as requests, so a slow request needs few connections. @throws Error where none was answered
 */
export const cpuPerRequest = async (
  { pid, url }: Pick<Server, 'pid' | 'url'>,
  { path, ...load }: Omit<Load, 'url'> & { path: string },
): Promise<number> => {
  const before = cpuMicrosecondsOf(pid)
  const { requests } = await runWrk({ url: url + path, ...load })
  if (requests === 0) throw new Error(`${url}${path} answered nothing in ${load.seconds} s.`)
  return (cpuMicrosecondsOf(pid) - before) / requests
}
