import { describe, expect, test } from 'bun:test'
import { posix } from 'node:path'

const loads = /^(?:import|export) (?!type )[^';]*?from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm

/** What a file loads when it runs; imports of types alone are none. */
const importsOf = async (path: string): Promise<string[]> =>
  [...(await Bun.file(path).text()).matchAll(loads)]
    .map(([, from, dynamic, effect]) => from ?? dynamic ?? effect ?? '')
    .map(name => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name))

const filesIn = (pattern: string) =>
  [...new Bun.Glob(pattern).scanSync('.')].filter(path => !path.endsWith('.d.ts')).sort()

describe('the border between the pages and the server', () => {
  test('a page imports no code of the server, and no module that a browser does not have', async () => {
    const files = filesIn('src/pages/*/**/*.{ts,tsx}')
    expect(files.length).toBeGreaterThan(5)
    for (const path of files) {
      const own = path.split('/').slice(0, 3).join('/')
      const strays = (await importsOf(path)).filter(
        name =>
          !name.startsWith(`${own}/`) &&
          name !== 'src/client/index.ts' &&
          name !== 'src/client/error.ts' &&
          !name.startsWith('src/pages/shared/') &&
          !name.startsWith('src/pages/map/') &&
          !/^(preact|swagger-ui-dist|leaflet|uplot)(\/|$)/.test(name),
      )
      expect([path, strays]).toEqual([path, []])
    }
    expect(await importsOf('src/pages/socket/main.tsx')).toContain('src/pages/socket/app.tsx')
  })

  test('the server imports no code of a page', async () => {
    for (const path of filesIn('{src,scripts}/**/*.ts')) {
      if (/^src\/pages\/[^/]+\//.test(path)) continue
      const strays = (await importsOf(path)).filter(name => /^src\/pages\/[^/]+\//.test(name))
      expect([path, strays]).toEqual([path, []])
    }
  })
})
