import { join } from 'node:path'
import type { TestFile } from './baseline.ts'
import { runTests } from './copies.ts'
import { type Mutant, mutatedText } from './mutant.ts'
import { type Suite, suitesOf } from './suites.ts'

export type Verdict = 'caught' | 'timed out' | 'survived'

const wordsOf = (path: string) => path.split(/[/.-]/).map(word => word.replace(/s$/, ''))

/** Quick tests first, and those before them that share a word with the file or its folder. */
const rank = (mutant: Mutant, test: TestFile): number => {
  const common = new Set(['src', 'test', 'ts', 'storage', 'domain', 'sqlite', 'store'])
  const words = new Set(wordsOf(mutant.file).filter(word => !common.has(word)))
  const shared = wordsOf(test.path).filter(word => words.has(word)).length
  return test.seconds / 4 ** shared
}

const covers = (mutant: Mutant, test: TestFile): boolean =>
  test.lines[mutant.file]?.some(line => line >= mutant.firstLine && line <= mutant.lastLine) ?? false

/**
 * Tests in the order in which they are tried: those that run the line, likely and quick ones first. Coverage knows
 * nothing of child processes, so tests that start some come next, and all tests where no test runs the line itself.
 */
export const orderFor = (mutant: Mutant, tests: readonly TestFile[]): TestFile[] => {
  const sorted = [...tests].sort((a, b) => rank(mutant, a) - rank(mutant, b))
  const covering = sorted.filter(test => covers(mutant, test))
  const others = sorted.filter(test => !covers(mutant, test))
  return [...covering, ...(covering.length > 0 ? others.filter(test => test.startsProcesses) : others)]
}

/** A run that takes far longer than on the unchanged source does not come to its end. */
const maxSecondsOf = (test: TestFile) => 20 + 4 * test.seconds

const maxSlowSeconds = 240

/** Puts the mutant into `copy`, runs one test file after the other until one fails, and puts the original back. */
export const tryMutant = async (
  mutant: Mutant,
  copy: string,
  tests: readonly TestFile[],
): Promise<Verdict> => {
  const original = await Bun.file(mutant.file).text()
  const file = join(copy, mutant.file)
  await Bun.write(file, mutatedText(original, mutant))
  try {
    const runs: (Suite & { maxSeconds: number })[] = [
      ...orderFor(mutant, tests).map(test => ({ path: test.path, maxSeconds: maxSecondsOf(test) })),
      ...suitesOf(mutant.file).map(suite => ({ ...suite, maxSeconds: maxSlowSeconds })),
    ]
    for (const { path, maxSeconds, settings } of runs) {
      const run = () => runTests(copy, [path], maxSeconds, { settings })
      const { outcome } = await run()
      if (outcome === 'timed out') return 'timed out'
      // A test that fails now and then would look as if it caught the mutant, so it has to fail twice.
      if (outcome === 'failed' && (await run()).outcome !== 'passed') return 'caught'
    }
    return 'survived'
  } finally {
    await Bun.write(file, original)
  }
}
