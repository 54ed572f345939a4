import { accessRows } from '../../test/support/access-cells.ts'
import { describeMachine } from '../bench/report.ts'
import { figureFile, writeFigureTable } from './readme.ts'

/** `bun run figures [name]`: runs the long forms one after another, and keeps the results beside this file. */

interface LongForm {
  target: string
  /** As a person would type it, without `bun`. */
  words: string[]
  /** What it has measured, by what it wrote; its last line where this is left out. */
  figure?(output: string): string
}

const longForms: Record<string, LongForm> = {
  kills: {
    target: '1 000 kills in mixed writes, nothing acknowledged lost, the ledger sums to zero',
    words: ['scripts/kill-loop.ts', '--cycles', '1000'],
  },
  fuzz: {
    target: '100 000 requests, no 5xx but documented 503s, none off schema, memory back to within 50 MB',
    words: ['run', 'fuzz', '--requests', '100000'],
  },
  authorization: {
    target: 'every operation × 13 kinds of callers, with ids of others',
    words: ['test', './test/api/authorization.test.ts'],
    figure: output => {
      const operations = Object.keys(accessRows).length
      const failed = /^ *(\d+) fail$/m.exec(output)?.[1] ?? 'an unknown number of'
      return `${operations * 13} cells of ${operations} operations, ${failed} rows wrong`
    },
  },
  soak: {
    target:
      '30 minutes of mixed use: the lowest memory after forced collections does not rise, the highest by at most 5 %, no descriptor left, WAL below 64 MiB',
    words: ['scripts/figures/soak.ts', '--minutes', '30'],
  },
  backups: {
    target: '1 000 damaged backups of every kind, all rejected with a sentence and nothing changed',
    words: ['scripts/figures/damaged-backups.ts'],
  },
  restores: {
    target: '200 restores killed at random points: the old data or the new, whole',
    words: ['scripts/figures/killed-restores.ts'],
  },
  sockets: {
    target: '10 000 idle sockets and 1 000 readers that never read, of rooms that are flooded: under 300 MB',
    words: ['scripts/figures/sockets.ts'],
  },
  generators: {
    target:
      'openapi-generator: six languages without a warning about a name, Kotlin compiled, Python logs in, searches and uploads',
    words: ['run', 'generators'],
  },
  homes: {
    target: '1 000 requests for each of 50 homes: the median error stays above 200 m',
    words: ['run', 'homes'],
    figure: output => /^.*the median error.*$/m.exec(output)?.[0] ?? 'failed',
  },
  wal: {
    target:
      'ready after a kill with a WAL of 64 MiB: at most half a second of CPU time more than after a clean stop',
    words: ['scripts/figures/wal.ts'],
  },
  pictures: {
    target: '5 000 damaged and hostile pictures, no death, none over 10 s of CPU time, p99 under 2 s',
    words: ['scripts/damaged-files.ts', '42', '5000'],
  },
}

const say = (text: string) => process.stderr.write(`${text}\n`)

/** Shows what a process writes while it runs. @returns all of it */
const pass = async (stream: ReadableStream<Uint8Array>): Promise<string> => {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    process.stderr.write(chunk)
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}

const run = async (name: string, { target, words, figure }: LongForm): Promise<boolean> => {
  const since = performance.now()
  const child = Bun.spawn([process.execPath, ...words], { stdout: 'pipe', stderr: 'pipe' })
  const [out, err] = await Promise.all([pass(child.stdout), pass(child.stderr)])
  const isReached = (await child.exited) === 0
  const lastLine = out.trimEnd().split('\n').at(-1) ?? ''
  const result = {
    name,
    target,
    command: `bun ${words.join(' ')}`,
    figure: figure ? figure(out + err) : lastLine,
    isReached,
    seconds: Math.round((performance.now() - since) / 1000),
    machine: describeMachine(),
    date: new Date().toISOString().slice(0, 10),
  }
  await Bun.write(figureFile(name), `${JSON.stringify(result, null, 2)}\n`)
  await writeFigureTable()
  return isReached
}

const names = process.argv.slice(2)
const unknown = names.filter(name => !(name in longForms))
if (unknown.length > 0) {
  say(`There is no ${unknown.join(', ')}. There are: ${Object.keys(longForms).join(', ')}.`)
  process.exit(1)
}
const wanted = Object.entries(longForms).filter(([name]) => names.length === 0 || names.includes(name))
const missed: string[] = []
for (const [at, [name, longForm]] of wanted.entries()) {
  say(`${name} (${at + 1} of ${wanted.length})`)
  if (!(await run(name, longForm))) missed.push(name)
}
say(missed.length === 0 ? 'Every figure was reached.' : `MISSED: ${missed.join(', ')}`)
process.exit(missed.length === 0 ? 0 : 1)
