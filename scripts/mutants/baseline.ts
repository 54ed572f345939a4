import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { runTests } from './copies.ts'

/** How every test file does on the unchanged source: whether it passes, how long it takes, which lines it runs. */

const TestFile = Type.Object({
  path: Type.String(),
  /** A hash of the test, of all source that it loaded and of the settings: another one makes the entry void. */
  key: Type.String(),
  passes: Type.Boolean(),
  seconds: Type.Number(),
  /** Or reads the source, which coverage does not see either. */
  startsProcesses: Type.Boolean(),
  /** For each source file the numbers of the lines that ran. */
  lines: Type.Record(Type.String(), Type.Array(Type.Integer())),
})
export type TestFile = Static<typeof TestFile>
const Cache = Type.Array(TestFile)

const cachePath = 'node_modules/.cache/mutants/baseline.json'
const settings = ['package.json', 'bun.lock', 'bunfig.toml', 'test/support/patience.ts']

/** Longer than any test file takes. */
const maxSeconds = 300

const keyOf = async (files: readonly string[]): Promise<string> => {
  const hasher = new Bun.CryptoHasher('sha256')
  for (const file of [...files].sort()) {
    const content = Bun.file(file)
    hasher.update(`${file}\n${(await content.exists()) ? await content.text() : ''}\n`)
  }
  return hasher.digest('hex')
}

const filesOf = (path: string, lines: TestFile['lines']) => [path, ...settings, ...Object.keys(lines)]

/** The lines with a hit in an lcov report. */
const readLcov = (report: string): TestFile['lines'] => {
  const lines: TestFile['lines'] = {}
  let current: number[] = []
  for (const line of report.split('\n')) {
    const [, file] = /^SF:(.+)$/.exec(line) ?? []
    if (file) {
      current = []
      lines[file] = current
    }
    const [, at] = /^DA:(\d+),[1-9]/.exec(line) ?? []
    if (at) current.push(Number(at))
  }
  return lines
}

const startsProcesses = async (path: string, lines: TestFile['lines']): Promise<boolean> => {
  const tests = [path, ...Object.keys(lines).filter(file => file.startsWith('test/'))]
  const texts = await Promise.all(tests.map(file => Bun.file(file).text()))
  return texts.some(text => /\bspawn|\bfork\(|new Worker\(|Bun\.Glob\(|Bun\.build\(/.test(text))
}

const measure = async (copy: string, path: string): Promise<TestFile> => {
  const folder = join(copy, '.tmp', 'coverage')
  const options = ['--coverage', '--coverage-reporter=lcov', `--coverage-dir=${folder}`]
  await Bun.file(join(folder, 'lcov.info'))
    .delete()
    .catch(() => {})
  const run = await runTests(copy, [path], maxSeconds, { options })
  const report = Bun.file(join(folder, 'lcov.info'))
  const lines = (await report.exists()) ? readLcov(await report.text()) : {}
  const key = await keyOf(filesOf(path, lines))
  return {
    path,
    key,
    passes: run.outcome === 'passed',
    seconds: run.seconds,
    startsProcesses: await startsProcesses(path, lines),
    lines,
  }
}

const readCache = async (): Promise<Map<string, TestFile>> => {
  const file = Bun.file(cachePath)
  const kept: unknown = (await file.exists()) ? await file.json().catch(() => []) : []
  const valid = new Map<string, TestFile>()
  for (const entry of Value.Check(Cache, kept) ? kept : [])
    if (entry.key === (await keyOf(filesOf(entry.path, entry.lines)))) valid.set(entry.path, entry)
  return valid
}

/** What the cache does not know is measured, one test file at a time in each copy. */
export const measureBaseline = async (
  tests: readonly string[],
  copies: readonly string[],
  onProgress: (done: number, of: number) => void,
): Promise<TestFile[]> => {
  const known = await readCache()
  const missing = tests.filter(path => !known.get(path)?.passes)
  const queue = [...missing]
  const work = async (copy: string) => {
    for (let path = queue.shift(); path; path = queue.shift()) {
      known.set(path, await measure(copy, path))
      // After each file, so that a run that is cut short leaves the next one less to do.
      await Bun.write(cachePath, JSON.stringify([...known.values()]))
      onProgress(missing.length - queue.length, missing.length)
    }
  }
  await Promise.all(copies.map(work))
  return tests.flatMap(path => known.get(path) ?? [])
}
