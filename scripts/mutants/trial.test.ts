import { expect, test } from 'bun:test'
import type { TestFile } from './baseline.ts'
import { isSameChange } from './equivalent.ts'
import type { Mutant } from './mutant.ts'
import { type Result, reportOf } from './report.ts'
import { suitesOf } from './suites.ts'
import { orderFor } from './trial.ts'

const mutant: Mutant = {
  kind: 'check dropped',
  start: 0,
  end: 1,
  replacement: '',
  file: 'src/domain/gigs/rules.ts',
  firstLine: 10,
  lastLine: 12,
  before: 'if (isOver) throw error',
  after: '',
}

const testFile = (path: string, seconds: number, lines: number[], startsProcesses = false): TestFile => ({
  path,
  key: '',
  passes: true,
  seconds,
  startsProcesses,
  lines: { [mutant.file]: lines },
})

test('tests that run the line come first, the likely and quick ones before the others', () => {
  const tests = [
    testFile('test/api/chat.test.ts', 2, [11]),
    testFile('test/api/users.test.ts', 1, [12]),
    testFile('test/api/gigs.test.ts', 3, [10]),
    testFile('test/api/buddies.test.ts', 1, [9, 13]),
    testFile('test/api/crash.test.ts', 1, [], true),
  ]
  expect(orderFor(mutant, tests).map(({ path }) => path)).toEqual([
    'test/api/gigs.test.ts',
    'test/api/users.test.ts',
    'test/api/chat.test.ts',
    'test/api/crash.test.ts',
  ])
})

test('all tests are tried when none runs the line', () => {
  const tests = [testFile('test/api/chat.test.ts', 2, [9]), testFile('test/api/gigs.test.ts', 3, [])]
  expect(orderFor(mutant, tests)).toHaveLength(2)
})

test('a mutant is tried with the slow suites that are about its file, and all that are named exist', async () => {
  const pathsOf = (file: string) => suitesOf(file).map(({ path }) => path)
  expect(pathsOf('src/backup/make.ts')).toContain('test/e2e/backup.slow.ts')
  expect(pathsOf('src/domain/gigs/rules.ts')).toEqual([])
  const files = [...new Bun.Glob('src/**/*.{ts,tsx}').scanSync()]
  const named = [...new Set(files.flatMap(pathsOf))]
  expect(named.length).toBeGreaterThan(10)
  for (const path of named) expect([path, await Bun.file(path).exists()]).toEqual([path, true])
})

test('the report leaves equivalent mutants out of the rate and names folders below the target', () => {
  const results: Result[] = [
    ...Array.from({ length: 8 }, (): Result => ({ mutant, verdict: 'caught' })),
    { mutant, verdict: 'timed out' },
    { mutant, verdict: 'equivalent' },
    { mutant: { ...mutant, file: 'src/backup/make.ts' }, verdict: 'survived' },
  ]
  const stale = { file: 'src/app.ts', before: 'a < b', after: 'a <= b', reason: 'It never happens.' }
  const report = reportOf(results, [stale])
  expect(report).toMatch(/^src\/domain +10 +9 +0 +1 +100 %$/m)
  expect(report).toMatch(/^all +11 +9 +1 +1 +90 %$/m)
  expect(report).toContain('is not met, below in src/backup.')
  expect(report).toContain('src/backup/make.ts:10 (check dropped)\n  - if (isOver) throw error\n')
  expect(report).toContain('match no mutant any more:\nsrc/app.ts\n  - a < b\n  + a <= b')
})

test('an equivalent mutant is known by its file and its lines before and after, wherever they stand', () => {
  const entry = { file: mutant.file, before: mutant.before, after: mutant.after, reason: '' }
  expect(isSameChange({ ...mutant, firstLine: 99 }, entry)).toBe(true)
  expect(isSameChange({ ...mutant, file: 'src/app.ts' }, entry)).toBe(false)
  expect(isSameChange({ ...mutant, after: 'return' }, entry)).toBe(false)
})
