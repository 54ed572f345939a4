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

interface Border {
  /** Files this border is about. */
  of: RegExp
  /** What they may not import. */
  not: RegExp
}

/** The direction of the arrows between the parts of the product. */
const borders: Border[] = [
  { of: /^src\/lib\//, not: /^src\/(?!lib\/)/ },
  { of: /^src\/schema\//, not: /^src\/(?!schema\/|lib\/|errors)/ },
  { of: /^src\/errors\.ts$/, not: /^src\// },
  { of: /^src\/(domain|http|realtime|dev|cli)\//, not: /^(drizzle-orm|better-sqlite3|bun:sqlite)/ },
  { of: /^src\/(domain|http|realtime|dev|cli)\//, not: /^src\/storage\/sqlite\/(?!open\.ts)/ },
  {
    of: /^src\/domain\/[^/]+\/(rules|store)\.ts$/,
    not: /^src\/(http|storage|files|realtime|dev|cli|context)/,
  },
  { of: /^src\/domain\/[^/]+\/service\.ts$/, not: /^src\/(http|storage\/sqlite|dev|cli|app)/ },
  { of: /^src\/domain\/[^/]+\/(service|rules|store)\.ts$/, not: /^(elysia|@elysiajs|@sinclair)/ },
  { of: /^src\/realtime\//, not: /^src\/(?!realtime\/|lib\/|schema\/|errors\.ts|http\/(wire|on-error)\.ts)/ },
  { of: /^src\/http\/(asyncapi|sockets)\.ts$/, not: /^src\/(domain|storage|context|app)/ },
  { of: /^src\/storage\//, not: /^src\/(http|cli|dev|app|context|console|realtime)/ },
  { of: /^src\/(?!dev\/|cli\/)/, not: /^src\/dev\// },
  { of: /^src\/(?!main\.ts|cli\/)/, not: /^src\/cli\// },
]

const importsOf = (path: string, source: string): string[] => {
  const named = [...source.matchAll(/(?:from|import)\s+'([^']+)'/g)].map(match => match[1] ?? '')
  return named.map(name => (name.startsWith('.') ? new URL(name, `file:///${path}`).pathname.slice(1) : name))
}

describe('the direction of the arrows', () => {
  test('no file imports what it may not know', async () => {
    const trespasses: string[] = []
    for (const [path, source] of await sourceOf('src/**/*.ts')) {
      if (/\.(test|d)\.ts$/.test(path)) continue
      for (const border of borders) {
        if (!border.of.test(path)) continue
        for (const name of importsOf(path, source))
          if (border.not.test(name)) trespasses.push(`${path} imports ${name}`)
      }
    }
    expect(trespasses).toEqual([])
  })

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
