import { describe, expect, test } from 'bun:test'
import { errorCatalogue } from '../../src/errors.ts'

/** Tests that fail when something new comes without its proof. The lists of exceptions may only become shorter. */

const sourceOf = async (pattern: string): Promise<Map<string, string>> => {
  const paths = [...new Bun.Glob(pattern).scanSync('.')].sort()
  return new Map(await Promise.all(paths.map(async path => [path, await Bun.file(path).text()] as const)))
}

/** How many rulings each chapter of the rulings has. */
const chapters = { G: 12, A: 5, U: 3, K: 6, C: 5, W: 5, B: 2, F: 7, V: 4, P: 7, H: 1 }

/** Chapters whose part of the product is not built yet. */
const unbuiltChapters: string[] = []

/** Codes that only a fault nobody can order brings about; their handling is proved where they are thrown. */
const unprovokedCodes: string[] = []

describe('completeness', () => {
  test('every ruling is named by a test', async () => {
    const tests = await sourceOf('{test,src}/**/*.{test,slow,browser}.ts')
    const names = [...tests.values()].flatMap(
      source => source.match(/(?:test|describe)(?:\.each\([^)]*\))?\(\s*(['"`]).*?\1/gs) ?? [],
    )
    const all = names.join('\n')
    const unnamed = Object.entries(chapters)
      .filter(([chapter]) => !unbuiltChapters.includes(chapter))
      .flatMap(([chapter, count]) => Array.from({ length: count }, (_, at) => `${chapter}${at + 1}`))
      .filter(ruling => !new RegExp(`\\b${ruling}\\b`).test(all))
    expect(unnamed).toEqual([])
  })

  test('every error code is expected by a test', async () => {
    const tests = await sourceOf('{test,src}/**/*.{test,slow}.ts')
    const all = [...tests]
      .filter(([path]) => !path.includes('completeness'))
      .map(([, source]) => source)
      .join('\n')
    const unexpected = Object.keys(errorCatalogue).filter(code => !new RegExp(`\\b${code}\\b`).test(all))
    expect(unexpected).toEqual(unprovokedCodes)
  })
})

describe('the surroundings', () => {
  test('time, ids and chance come from the context: only lib asks the system', async () => {
    const asks = /Date\.now\(|new Date\(\)|Math\.random\(|randomUUID\(/
    const trespasses = [...(await sourceOf('src/**/*.ts'))]
      .filter(
        ([path, source]) => !path.startsWith('src/lib/') && !path.endsWith('.test.ts') && asks.test(source),
      )
      .map(([path]) => path)
    expect(trespasses).toEqual([])
  })
})
