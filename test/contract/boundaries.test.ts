import { describe, expect, test } from 'bun:test'
import { findCircles, type ImportGraph, importsIn, readImports } from '../support/imports.ts'

/** Tests that fail when an import goes against the direction of the arrows. */

const core = ['lib', 'errors', 'version']

/** What each area may import besides itself. An area that is missing here may not exist. */
const arrows: Record<string, readonly string[] | RegExp> = {
  lib: [],
  errors: ['lib'],
  version: [],
  settings: core,
  config: [...core, 'settings'],
  schema: core,
  // It runs in browsers.
  client: [],
  testing: ['client'],
  files: core,
  native: core,
  mail: [...core, 'config'],
  // What several copies of the server share.
  live: core,
  realtime: [...core, 'config', 'context', 'live', 'schema'],
  http: [...core, 'config', 'context', 'files', 'realtime', 'schema'],
  domain: [...core, 'config', 'context', 'files', 'http', 'live', 'mail', 'realtime', 'schema', 'storage'],
  storage: [...core, 'domain'],
  'storage/sqlite': [...core, 'domain', 'storage'],
  'storage/postgres': [...core, 'domain', 'storage'],
  // It connects the storage's unit of work with the hub, through the notifications of the domain.
  context: [
    ...core,
    'config',
    'domain',
    'files',
    'live',
    'mail',
    'realtime',
    'storage',
    'storage/sqlite',
    'storage/postgres',
  ],
  backup: [...core, 'config', 'context', 'files', 'storage', 'storage/sqlite', 'storage/postgres'],
  move: [...core, 'backup', 'config', 'domain', 'files', 'storage', 'storage/sqlite', 'storage/postgres'],
  pages: [...core, 'client', 'context', 'http', 'schema'],
  app: /^(?!main$|cli$|dev$|storage\/)/,
  // It connects what a copy of the server remembers with the others.
  copies: /^(?!main$|cli$|dev$|app$|storage\/)/,
  'ops-app': /^(?!main$|cli$|dev$|app$|storage\/)/,
  dev: /^(?!main$|cli$)/,
  cli: /^(?!main$)/,
  main: ['cli'],
}

/** Packages that belong to one part of the product alone. */
const packages = [
  { packages: /^drizzle-orm\b/, belongTo: /^src\/storage\/((sqlite|postgres)\/|tables\.ts$)/ },
  { packages: /^(better-sqlite3|bun:sqlite)\b/, belongTo: /^src\/storage\/sqlite\// },
  { packages: /^(elysia|@elysiajs\/)/, belongTo: /^src\/(http|dev|pages)\/|^src\/(ops-)?app\.ts$/ },
]

/** Parts that know even less than their area. */
const pureParts = [
  {
    of: /^src\/(dev|cli)\//,
    not: /^src\/storage\/sqlite\/(?!(open|folder|own-schema|internal-tables)\.ts$)/,
  },
  { of: /^src\/domain\/[^/]+\/rules\.ts$/, not: /^src\/(http|storage|files|realtime|context)\b|^@sinclair/ },
  { of: /^src\/domain\/[^/]+\/store\.ts$/, not: /^src\/(http|storage|files|realtime|context)\b|^@sinclair/ },
  { of: /^src\/domain\/[^/]+\/service\.ts$/, not: /^src\/http\/|^@sinclair/ },
]

/**
 * How many imports go the wrong way today. The list may only become shorter and its numbers smaller: a number that is
 * greater than what is found fails too.
 */
const knownTrespasses: Record<string, number> = {
  'domain -> @elysiajs': 1,
}

/** Circles of files today; one that is gone has to leave the list. */
const knownCircles: string[][] = []

const areaOf = (path: string): string =>
  /^src\/(storage\/(?:sqlite|postgres)(?=\/)|[^/.]+)/.exec(path)?.[1] ?? `outside of src: ${path}`

const isAllowed = (from: string, to: string): boolean => {
  const arrow = arrows[from]
  if (from === to) return true
  if (arrow instanceof RegExp) return arrow.test(to)
  return arrow?.includes(to) ?? false
}

interface Trespass {
  kind: string
  files: string
}

const trespassesOf = (path: string, name: string): Trespass[] => {
  const files = `${path} imports ${name}`
  if (name.startsWith('src/')) {
    const [from, to] = [areaOf(path), areaOf(name)]
    const impure = pureParts.some(part => part.of.test(path) && part.not.test(name))
    if (impure) return [{ kind: `${path} -> ${to}`, files }]
    return isAllowed(from, to) ? [] : [{ kind: `${from} -> ${to}`, files }]
  }
  const isForeign = packages.some(rule => rule.packages.test(name) && !rule.belongTo.test(path))
  const isImpure = pureParts.some(part => part.of.test(path) && part.not.test(name))
  return isForeign || isImpure ? [{ kind: `${areaOf(path)} -> ${name.split('/')[0]}`, files }] : []
}

const trespassesIn = (graph: ImportGraph): Trespass[] =>
  [...graph].flatMap(([path, names]) => names.flatMap(name => trespassesOf(path, name)))

const graph = await readImports('src')

describe('the direction of the arrows', () => {
  test('no file imports what it may not know, and the list of known trespasses is exact', () => {
    const found = trespassesIn(graph)
    const counts: Record<string, number> = {}
    for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1
    const files = found.map(trespass => trespass.files).join('\n')
    expect(counts, `All trespasses found:\n${files}\n`).toEqual(knownTrespasses)
  })

  test('no files import one another in a circle', () => {
    expect(findCircles(graph)).toEqual(knownCircles)
  })

  test('every area has its place in the table, and every import of the product is a file', async () => {
    expect(graph.size).toBeGreaterThan(100)
    expect([...graph.keys()].map(areaOf).filter(area => !(area in arrows))).toEqual([])
    const names = [...new Set([...graph.values()].flat())].filter(name => name.startsWith('src/'))
    const there = await Promise.all(names.map(name => Bun.file(name).exists()))
    expect(names.filter((_, at) => !there[at])).toEqual([])
  })
})

describe('the reading of imports', () => {
  test('sees imports and exports, of types too, and dynamic ones, and no comments', () => {
    const source = `
      import { a } from './a.ts'
      import type { B } from "../b/b.ts"
      import './effects.ts'
      export { c } from 'package/c'
      // import { d } from './d.ts'
      /* import('./e.ts') */
      const f = await import('./f.ts')
      type G = import('./g.ts').G
      import {
        h,
      } from './h.ts'`
    expect(importsIn('src/x/y.ts', source)).toEqual([
      'src/x/a.ts',
      'src/b/b.ts',
      'src/x/effects.ts',
      'package/c',
      'src/x/f.ts',
      'src/x/g.ts',
      'src/x/h.ts',
    ])
  })

  test('finds each circle once, and nothing where there is none', () => {
    const circles = (edges: [string, string[]][]) => findCircles(new Map(edges))
    expect(
      circles([
        ['a', ['b', 'c']],
        ['b', ['c']],
        ['c', []],
      ]),
    ).toEqual([])
    expect(
      circles([
        ['a', ['b']],
        ['b', ['c', 'd']],
        ['c', ['a']],
        ['d', ['e']],
        ['e', ['d', 'package']],
        ['f', ['f', 'a']],
      ]),
    ).toEqual([['d', 'e'], ['a', 'b', 'c'], ['f']])
  })

  test('refuses what the table does not allow', () => {
    const kinds = (path: string, ...names: string[]) =>
      names.flatMap(name => trespassesOf(path, name)).map(({ kind }) => kind)
    expect(kinds('src/lib/geo.ts', 'src/errors.ts', 'src/lib/clock.ts')).toEqual(['lib -> errors'])
    expect(kinds('src/http/gate.ts', 'src/domain/ids.ts', 'src/http/body.ts')).toEqual(['http -> domain'])
    expect(kinds('src/domain/gigs/gig.ts', 'src/storage/sqlite/open.ts', 'elysia', 'drizzle-orm')).toEqual([
      'domain -> storage/sqlite',
      'domain -> elysia',
      'domain -> drizzle-orm',
    ])
    expect(kinds('src/app.ts', 'src/dev/stage.ts', 'elysia')).toEqual(['app -> dev'])
    expect(kinds('src/cli/demo.ts', 'src/dev/stage.ts')).toEqual([])
    expect(kinds('src/domain/gigs/rules.ts', 'src/http/wire.ts', '@sinclair/typebox')).toEqual([
      'src/domain/gigs/rules.ts -> http',
      'domain -> @sinclair',
    ])
  })
})
