import { describe, expect, test } from 'bun:test'
import { errorCatalogue } from '../../src/errors.ts'

/** Tests that fail when something new comes without its proof. The lists of exceptions may only become shorter. */

const sourceOf = async (pattern: string): Promise<Map<string, string>> => {
  const paths = [...new Bun.Glob(pattern).scanSync('.')].sort()
  return new Map(await Promise.all(paths.map(async path => [path, await Bun.file(path).text()] as const)))
}

/** Codes that only a fault nobody can order brings about; their handling is proved where they are thrown. */
const unprovokedCodes: string[] = []

describe('completeness', () => {
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
    // Pages run in browsers, which have no context.
    const isExempt = (path: string) =>
      /^src\/(lib|client|pages\/[^/]+)\//.test(path) || path.endsWith('.test.ts')
    const asks = /Date\.now\(|new Date\(\)|Math\.random\(|randomUUID\(/
    const trespasses = [...(await sourceOf('src/**/*.ts'))]
      .filter(([path, source]) => !isExempt(path) && asks.test(source))
      .map(([path]) => path)
    expect(trespasses).toEqual([])
  })
})
