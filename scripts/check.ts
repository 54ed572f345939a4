import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missingPostgres } from '../test/support/postgres.ts'
import { obstacleTo } from './obstacles.ts'
import { declaredLines, findProblems, type RanTest, readReport, readTestSources } from './test-report.ts'

/** Runs every check of the project, shows how each went and how far it is, and counts them in the last line. */

interface Step {
  name: string
  /** About how long it takes on two cores. */
  seconds: number
  command: string[]
  settings?: Record<string, string>
  /** It runs tests, which are counted one by one. */
  hasTests?: true
  /** Why it cannot run here. */
  obstacle?: string
}

const tally = { passed: 0, failed: 0, skipped: 0 }
const ran: RanTest[] = []
/** What failed, said again at the end, which is what a reader of a long log looks at. */
const faults: string[] = []
const say = (text: string) => process.stdout.write(`${text}\n`)
const reports = mkdtempSync(join(tmpdir(), 'chayenity-check-'))
const sources = await readTestSources()

const bun = process.execPath
const tool = (name: string) => [bun, 'x', '--no-install', name]
// A test that hangs has to end at some time, and no other depends on how quick the machine is.
const bunTest = [bun, 'test', '--timeout', '60000']
const pathsOf = (kind: 'slow' | 'browser') =>
  [...sources.keys()].filter(path => path.endsWith(`.${kind}.ts`)).map(path => `./${path}`)

/** The tests of one file, as a step of their own. */
const stepOf = (path: string, seconds: number): Step => {
  const obstacle = obstacleTo(path)
  const step: Step = { name: path.slice(2), seconds, command: [...bunTest, path], hasTests: true }
  return obstacle === null ? step : { ...step, obstacle }
}

const withoutPostgres = missingPostgres()

/** Suites on the other engine. */
const onPostgres = (name: string, seconds: number, paths: string[]): Step => ({
  name: `${name} on PostgreSQL`,
  seconds,
  command: [...bunTest, ...paths],
  settings: { ENGINE: 'postgres' },
  hasTests: true,
  ...(withoutPostgres !== null && { obstacle: withoutPostgres }),
})

const postgres: Step[] = [
  onPostgres('the store', 60, [
    './test/store/store.test.ts',
    './test/store/search.test.ts',
    './test/store/nearby.test.ts',
  ]),
  // Other tests of the contract compare texts and documents, which know no engine.
  onPostgres('the API', 120, ['./test/api', './test/contract/strict-client.test.ts']),
]

const kit = './dist/chayenity'

/** One after another, before everything else: what they find is wanted first, and others need the binary. */
const firstSteps: Step[] = [
  { name: 'format and lint', seconds: 10, command: [...tool('biome'), 'ci', '.'] },
  { name: 'types', seconds: 5, command: [...tool('tsc'), '-p', '.'] },
  { name: 'types of the pages', seconds: 3, command: [...tool('tsc'), '-p', 'src/pages'] },
  {
    name: "types of the pages' tests",
    seconds: 3,
    command: [...tool('tsc'), '-p', 'test/pages/screens'],
  },
  { name: 'types of the client', seconds: 3, command: [...tool('tsc'), '-p', 'src/client'] },
  { name: 'types of the testing kit', seconds: 3, command: [...tool('tsc'), '-p', 'src/testing'] },
  // Two processes, each of which loads the product once.
  { name: 'tests', seconds: 85, command: [bun, 'run', '--silent', 'test'], hasTests: true },
  { name: 'one binary', seconds: 5, command: [bun, 'scripts/build.ts'] },
]

/** They wait for browsers, shells and npm. */
const waitingFiles = ['packed', 'react-app', 'readme', 'two-phones'].map(name => `./test/e2e/${name}.slow.ts`)

/** What a browser shows waits most of the time, so it runs beside the rest, with what no other process can disturb. */
const browserSteps: Step[] = [
  ...postgres,
  {
    name: 'model, 2 000 sequences',
    seconds: 105,
    command: [...bunTest, './test/model/'],
    settings: { MODEL_SEQUENCES: '2000' },
    hasTests: true,
  },
  ...pathsOf('browser').map(path => stepOf(path, 30)),
  ...waitingFiles.map(path => stepOf(path, 45)),
]

const processSteps: Step[] = [
  {
    name: 'races, 20 rounds',
    seconds: 10,
    command: [...bunTest, './test/api/payment-races.test.ts'],
    settings: { RACE_ROUNDS: '20' },
    hasTests: true,
  },
  {
    name: 'fuzz, 3 000 requests',
    seconds: 25,
    command: [bun, 'scripts/figures/fuzz.ts', '--requests', '3000'],
  },
  {
    name: 'soak, 40 seconds',
    seconds: 55,
    command: [bun, 'scripts/figures/soak.ts', '--minutes', '0.7'],
  },
  {
    name: '63 damaged backups, 3 of each kind',
    seconds: 10,
    command: [bun, 'scripts/figures/damaged-backups.ts', '--count', '63'],
  },
  {
    name: '8 killed restores',
    seconds: 12,
    command: [bun, 'scripts/figures/killed-restores.ts', '--count', '8'],
  },
  {
    name: '1 000 idle sockets and 400 silent readers',
    seconds: 10,
    // Without the bound of all together it is above 300 MB.
    command: [bun, 'scripts/figures/sockets.ts', '--idle', '1000', '--silent', '400', '--max', '240'],
  },
  {
    name: 'starts with a full WAL',
    seconds: 12,
    command: [bun, 'scripts/figures/wal.ts', '--rounds', '3'],
  },
  // One run each: they start processes, and two at once would take the cores from each other.
  ...pathsOf('slow')
    .filter(path => !waitingFiles.includes(path))
    .map(path => stepOf(path, 20)),
  {
    name: '40 kills of the binary',
    seconds: 60,
    command: [bun, 'scripts/kill-loop.ts', '--cycles', '40', '--binary', kit],
  },
]

const run = async (
  { command, settings }: Step,
  more: string[],
): Promise<{ isGood: boolean; output: string }> => {
  const child = Bun.spawn([...command, ...more], {
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, ...settings, FORCE_COLOR: '0' },
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { isGood: (await child.exited) === 0, output: out + err }
}

/** Counts the tests of a step by its report. @returns how it went, in words */
const countTests = async (report: string, isGood: boolean): Promise<{ failed: number; words: string }> => {
  const file = Bun.file(report)
  const tests = (await file.exists()) ? readReport(await file.text()) : []
  ran.push(...tests)
  const count = (state: RanTest['state']) => tests.filter(test => test.state === state).length
  const [passed, skipped] = [count('passed'), count('skipped')]
  // A runner that ended badly without a failed test, or ran none, has failed as a whole.
  const failed = isGood && passed > 0 ? 0 : Math.max(1, count('failed'))
  tally.passed += passed
  tally.skipped += skipped
  tally.failed += failed
  return { failed, words: `: ${passed} of ${tests.length} tests passed, ${failed} failed` }
}

const steps = [...firstSteps, ...browserSteps, ...processSteps]
const waiting = new Set(steps)

const minutesLeft = (): string => {
  const secondsOf = (lane: Step[]) =>
    lane.filter(step => waiting.has(step)).reduce((sum, { seconds }) => sum + seconds, 0)
  const left = secondsOf(firstSteps) + Math.max(secondsOf(browserSteps), secondsOf(processSteps))
  return `about ${Math.ceil(left / 60)} min`
}

const finish = (step: Step, state: 'ok    ' | 'FAILED' | 'SKIPPED', words: string): void => {
  waiting.delete(step)
  say(`[${steps.length - waiting.size}/${steps.length}] ${state} ${step.name}${words}, ${minutesLeft()} left`)
}

/** The sentences of the errors and the names of the failed tests in the output of a runner. */
const errorLinesOf = (output: string): string[] => {
  const lines = output.split('\n').filter(line => /^\s*(error|\(fail\)|\w*Error\b)/.test(line))
  return lines.slice(0, 20).map(line => `  ${line.trim().slice(0, 500)}`)
}

const runStep = async (step: Step): Promise<void> => {
  if (step.obstacle !== undefined) {
    const isFault = process.env.CI === 'true'
    tally[isFault ? 'failed' : 'skipped'] += 1
    if (isFault) faults.push(`${step.name}: ${step.obstacle}`)
    finish(step, isFault ? 'FAILED' : 'SKIPPED', `: ${step.obstacle}`)
    return
  }
  const since = performance.now()
  const report = join(reports, `${steps.indexOf(step)}.xml`)
  const asks = step.hasTests ? ['--reporter=junit', `--reporter-outfile=${report}`] : []
  const { isGood, output } = await run(step, asks)
  const counted = step.hasTests ? await countTests(report, isGood) : { failed: isGood ? 0 : 1, words: '' }
  if (!step.hasTests) tally[isGood ? 'passed' : 'failed'] += 1
  if (counted.failed > 0) {
    say(output)
    faults.push(step.name, ...errorLinesOf(output))
  }
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  finish(step, counted.failed === 0 ? 'ok    ' : 'FAILED', `${counted.words} (${seconds} s)`)
}

const runAll = async (lane: Step[]): Promise<void> => {
  for (const step of lane) await runStep(step)
}

/** Whether every test of the sources was run by some step. */
const checkCompleteness = (): void => {
  const unreachable = steps.filter(({ obstacle }) => obstacle !== undefined).flatMap(({ command }) => command)
  const reachable = new Map([...sources].filter(([path]) => !unreachable.includes(`./${path}`)))
  const problems = findProblems(reachable, ran)
  faults.push(...problems)
  tally[problems.length === 0 ? 'passed' : 'failed'] += 1
  const files = new Set(ran.map(({ file }) => file)).size
  const count = ran.filter(({ state }) => state !== 'skipped').length
  say(
    `${problems.length === 0 ? 'ok    ' : 'FAILED'} every test ran: ${count} of ${ran.length} tests, ${files} of ${sources.size} files`,
  )
}

const declared = [...sources.values()].reduce((sum, source) => sum + declaredLines(source).length, 0)
say(
  `${steps.length} steps, ${minutesLeft()} on two cores. ${sources.size} files declare tests in ${declared} places; many are run once for each row of a table.`,
)
await runAll(firstSteps)
await Promise.all([runAll(browserSteps), runAll(processSteps)])
checkCompleteness()
rmSync(reports, { recursive: true, force: true })

if (faults.length > 0) say(['What failed:', ...faults].join('\n'))
if (tally.skipped > 0) say(`${tally.skipped} skipped, each with its reason in the source or above`)
say(`${tally.passed} passed, ${tally.failed} failed`)
process.exit(tally.failed === 0 ? 0 : 1)
