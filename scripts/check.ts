import { findChromium } from '../test/support/chromium.ts'

/** Runs every check of the project, shows how each went, and counts them in the last line. */

interface Tally {
  passed: number
  failed: number
  skipped: number
}

const tally: Tally = { passed: 0, failed: 0, skipped: 0 }
const say = (text: string) => process.stdout.write(`${text}\n`)

const run = async (
  command: string[],
  settings: Record<string, string> = {},
): Promise<{ isGood: boolean; output: string }> => {
  const child = Bun.spawn(command, {
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, ...settings, FORCE_COLOR: '0' },
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { isGood: (await child.exited) === 0, output: out + err }
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** One command that is right or wrong as a whole. */
const check = async (name: string, command: string[]) => {
  const since = performance.now()
  const { isGood, output } = await run(command)
  tally[isGood ? 'passed' : 'failed'] += 1
  if (!isGood) say(output)
  say(`${isGood ? 'ok    ' : 'FAILED'} ${name} (${seconds(since)})`)
}

const countOf = (output: string, word: string) =>
  Number(new RegExp(`^ *(\\d+) ${word}$`, 'm').exec(output)?.[1] ?? 0)

/** A run of tests that counts each of them. */
const tests = async (name: string, command: string[], settings: Record<string, string> = {}) => {
  const since = performance.now()
  const { isGood, output } = await run(command, settings)
  const passed = countOf(output, 'pass')
  // A runner that ended badly without a failed test, or ran none, has failed as a whole.
  const failed = isGood && passed > 0 ? 0 : Math.max(1, countOf(output, 'fail'))
  tally.passed += passed
  tally.failed += failed
  tally.skipped += countOf(output, 'skip') + countOf(output, 'todo')
  if (failed > 0) say(output)
  say(`${failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${passed} passed, ${failed} failed (${seconds(since)})`)
}

const bun = process.execPath
const tool = (name: string) => [bun, 'x', '--no-install', name]

await check('format and lint', [...tool('biome'), 'ci', '.'])
await check('types', [...tool('tsc'), '-p', '.'])
await tests('tests', [bun, 'test', '--timeout', '60000'])
await tests('model, 2 000 sequences', [bun, 'test', './test/model/'], { MODEL_SEQUENCES: '2000' })
await tests('races, 20 rounds', [bun, 'test', './test/api/payment-races.test.ts'], { RACE_ROUNDS: '20' })
if (findChromium()) {
  const pages = [...new Bun.Glob('test/browser/*.browser.ts').scanSync('.')].sort().map(path => `./${path}`)
  await tests('browser tests', [bun, 'test', '--timeout', '60000', ...pages])
} else if (process.env.CI === 'true') {
  tally.failed += 1
  say('FAILED browser tests: there is no Chromium. In CI that is a failure.')
} else {
  tally.skipped += 1
  say(
    'SKIPPED browser tests: there is no Chromium. Install one (Debian: apt-get install chromium) or set CHROMIUM.',
  )
}

const kit = './dist/chayenity'
await check('one binary', [bun, 'scripts/build.ts'])
const processTests = ['process', 'operations', 'readme'].map(name => `./test/e2e/${name}.slow.ts`)
await tests('tests of processes', [bun, 'test', '--timeout', '60000', ...processTests])
await tests('tests of the binary', [bun, 'test', '--timeout', '60000', './test/e2e/binary.slow.ts'])
await tests('tests of backups', [bun, 'test', '--timeout', '60000', './test/e2e/backup.slow.ts'])
await check('40 kills of the binary', [bun, 'scripts/kill-loop.ts', '--cycles', '40', '--binary', kit])

const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''
say(`${tally.passed} passed, ${tally.failed} failed${skipped}`)
process.exit(tally.failed === 0 ? 0 : 1)
