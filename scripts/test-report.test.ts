import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../test/support/process.ts'
import { declaredLines, findModifiers, findProblems, readReport, readTestSources } from './test-report.ts'

/** WORD stands for `test` and GROUP for `describe`, so that this file does not seem to declare what it writes. */
const sourceOf = (...lines: string[]) =>
  ["import { describe, expect, test } from 'bun:test'", ...lines]
    .join('\n')
    .replaceAll('WORD', 'test')
    .replaceAll('GROUP', 'describe')

const good = sourceOf(
  'WORD(\'one "<&>"\', () => expect(1).toBe(1))',
  'WORD.each([',
  '  [1],',
  '  [2],',
  "])('row %p', n => expect(n).toBeGreaterThan(0))",
  "for (const n of [1, 2]) WORD('loop ' + n, () => expect(n).toBeGreaterThan(0))",
)

const folder = temporaryFolder()
afterAll(folder.remove)

/** Runs sources with the real runner and gives what is wrong by its report. */
const problemsOf = async (files: Record<string, string>, ...words: string[]): Promise<string[]> => {
  const root = join(folder.path, String(Bun.hash(JSON.stringify([files, words]))))
  mkdirSync(join(root, 'test'), { recursive: true })
  for (const [name, source] of Object.entries(files)) await Bun.write(join(root, name), source)
  const report = join(root, 'report.xml')
  const command = [process.execPath, 'test', '--reporter=junit', `--reporter-outfile=${report}`, ...words]
  const { CI: _, ...env } = process.env
  await Bun.spawn(command, { cwd: root, env, stdout: 'ignore', stderr: 'ignore' }).exited
  return findProblems(await readTestSources(root), readReport(await Bun.file(report).text()))
}

describe('a green run whose tests did not all run', () => {
  test('has no problems when they did, each once or for each row of a table', async () => {
    expect(await problemsOf({ 'test/good.test.ts': good })).toEqual([])
  })

  test('is told of a group and a test that are left out without a reason', async () => {
    const source = sourceOf(
      "GROUP.skip('money', () => {",
      "  WORD('is safe', () => expect(1).toBe(2))",
      '})',
      "WORD.todo('later')",
    )
    expect(await problemsOf({ 'test/skip.test.ts': source })).toEqual([
      'test/skip.test.ts:2 has .skip and no reason above it ("// Left out: …").',
      'test/skip.test.ts:5 has .todo and no reason above it ("// Left out: …").',
      'test/skip.test.ts:3 "is safe" was skipped without a reason.',
      'test/skip.test.ts:5 "later" was skipped without a reason.',
    ])
  })

  test('has no problem with what is left out for a written reason', async () => {
    const source = sourceOf(
      '// Left out: needs a disk that fails.',
      "WORD.skip('fails', () => expect(1).toBe(2))",
    )
    expect(await problemsOf({ 'test/reason.test.ts': source })).toEqual([])
  })

  test('is told of a test without a call of expect', async () => {
    const source = sourceOf("WORD('ruling K3', () => {})")
    expect(await problemsOf({ 'test/empty.test.ts': source })).toEqual([
      'test/empty.test.ts:2 "ruling K3" calls expect() not once, so it cannot fail.',
    ])
  })

  test('is told of a test that runs alone, and of those beside it', async () => {
    const source = sourceOf(
      '// Left out: this is no reason for it.',
      "WORD.only('one', () => expect(1).toBe(1))",
      "WORD('two', () => expect(1).toBe(2))",
    )
    const problems = await problemsOf({ 'test/only.test.ts': source })
    expect(problems[0]).toBe('test/only.test.ts:3 has .only and no reason above it ("// Left out: …").')
    expect(problems[1]).toStartWith('test/only.test.ts:4 ')
  })

  test('is told of a declaration that was not reached', async () => {
    const source = sourceOf(
      "WORD('one', () => expect(1).toBe(1))",
      "if (process.env.NEVER) WORD('two', () => expect(1).toBe(2))",
    )
    expect(await problemsOf({ 'test/unreached.test.ts': source })).toEqual([
      'test/unreached.test.ts:3 declares a test that did not run.',
    ])
  })

  test('is told in one sentence of a file whose preparation failed', async () => {
    const source = sourceOf(
      "import { beforeAll } from 'bun:test'",
      "beforeAll(() => { throw new Error('No server.') })",
      "WORD('one', () => expect(1).toBe(1))",
      "WORD('two', () => expect(1).toBe(1))",
    )
    expect(await problemsOf({ 'test/unready.test.ts': source })).toEqual([
      'test/unready.test.ts ran none of its 2 tests.',
    ])
  })

  test('has no problem with a file whose tests another one declares', () => {
    const ran = { file: 'test/cases.test.ts', name: 'one', line: 3, assertions: 1, state: 'passed' } as const
    const sources = new Map([['test/cases.test.ts', 'testStore(open)']])
    expect(findProblems(sources, [ran])).toEqual([])
  })

  test('is told of a file that no step runs', async () => {
    const files = { 'test/good.test.ts': good, 'test/new.slow.ts': good, 'test/new.browser.ts': good }
    expect(await problemsOf(files)).toEqual([
      'test/new.browser.ts was run by no step.',
      'test/new.slow.ts was run by no step.',
    ])
  })

  test('is told of a failed test by the report', async () => {
    const xml =
      '<testcase name="a &lt;b&gt;" file="x.test.ts" line="3" assertions="1"><failure message="no">no</failure></testcase>'
    expect(readReport(xml)).toEqual([
      { file: 'x.test.ts', name: 'a <b>', line: 3, assertions: 1, state: 'failed' },
    ])
  })
})

describe('the reading of a source', () => {
  let lines: number[]
  beforeAll(() => {
    lines = declaredLines(
      sourceOf(
        "// WORD('in a comment', () => {})",
        '/* WORD(1) */',
        "/x/.WORD('no declaration')",
        "  WORD('indented', () => {})",
        'WORD.each([])(`table`, () => {})',
        "const quoted = 'WORD('",
        "const prose = 'Test it (twice).'",
      ),
    )
  })

  test('finds declarations, and none in comments, names and texts', () => {
    expect(lines).toEqual([5, 6])
  })

  test('finds modifiers with and without a reason', () => {
    const source = sourceOf(
      '// Left out: too slow.',
      'WORD.skip(1)',
      'GROUP.skipIf(true)(2)',
      '// GROUP.only',
    )
    expect(findModifiers(source)).toEqual([
      { line: 3, word: 'skip', hasReason: true },
      { line: 4, word: 'skipIf', hasReason: false },
    ])
  })
})
