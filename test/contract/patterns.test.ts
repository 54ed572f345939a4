import { expect, test } from 'bun:test'
import { analyse } from 'scslre'

/**
 * A pattern that can split a text in several ways tries all of them where the text does not match: what a client sends could
 * then hold up the main thread for minutes.
 */

/** They read what we or the operator have written, and nothing that a client sends. */
const notFromClients: Record<string, string> = {
  'src/http/openapi-operation.ts': '/[^a-z0-9]+([a-z0-9])/g',
  'src/lib/setting-values.ts': '/\\/+$/',
}

const files = [...new Bun.Glob('src/{domain,http,lib,live,realtime,schema,storage}/**/*.ts').scanSync()]
  .filter(path => !path.endsWith('.test.ts') && !path.includes('/migrations/'))
  .sort()

const transpiler = new Bun.Transpiler({ loader: 'ts' })

/** Behind what cannot end an operand, a slash begins a pattern, or is a part of a text. */
const patternLiteral =
  /(?<=[=(,:!&|?[{;]\s*|\breturn )\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*/g

const patternsIn = async (path: string): Promise<string[]> => {
  const source = transpiler.transformSync(await Bun.file(path).text())
  return [...source.matchAll(patternLiteral)].map(([literal]) => literal)
}

/** A part of a text that looks like a pattern is none, or a harmless one. */
const compiled = (literal: string): RegExp | null => {
  const end = literal.lastIndexOf('/')
  try {
    return new RegExp(literal.slice(1, end), literal.slice(end + 1))
  } catch {
    return null
  }
}

const takesLong = (pattern: RegExp): boolean =>
  analyse(pattern, { reportTypes: { Move: true } }).reports.length > 0

test('no pattern of the server tries more than once what a client has sent', async () => {
  const slow: Record<string, string> = {}
  let count = 0
  for (const path of files)
    for (const literal of await patternsIn(path)) {
      const pattern = compiled(literal)
      if (!pattern) continue
      count += 1
      if (takesLong(pattern)) slow[path] = literal
    }
  expect(slow).toEqual(notFromClients)
  expect(count).toBeGreaterThan(60)
})

test('a pattern with adjacent optional spaces is found', () => {
  expect(takesLong(/^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i)).toBe(true)
  expect(takesLong(/^bytes=(\d*)-(\d*)$/i)).toBe(false)
})
