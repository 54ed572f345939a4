import { describe, expect, test } from 'bun:test'
import { parseJson, TooDeepError } from './json.ts'

const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}${close.repeat(depth)}`

describe('JSON text from a client', () => {
  test('is parsed up to 32 levels, of arrays, objects or both', () => {
    for (const text of [
      nested('[', ']', 32),
      nested('[{"a":[', ']}]', 10),
      `${'{"a":'.repeat(32)}1${'}'.repeat(32)}`,
    ])
      expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  test('is rejected beyond 32 levels, also where it is no whole JSON', () => {
    for (const text of [
      nested('[', ']', 33),
      `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`,
      '['.repeat(33),
      `[${'[],'.repeat(50)}${nested('[', ']', 32)}]`,
      `["\\\\",${nested('[', ']', 32)}]`,
    ])
      expect(() => parseJson(text)).toThrow(TooDeepError)
  })

  test('may have any number of brackets side by side or inside strings', () => {
    const inString = JSON.stringify({ text: `${'[{"'.repeat(100)}\\` })
    const sideBySide = `[${Array.from({ length: 100 }, () => '{"a":[]}').join(',')}]`
    for (const text of [inString, sideBySide]) expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  test('is a SyntaxError where it is no JSON, whatever its brackets', () => {
    for (const text of ['', '{', `${']'.repeat(99)}${'['.repeat(99)}`, '"'.repeat(99), `"${'['.repeat(99)}`])
      expect(() => parseJson(text)).toThrow(SyntaxError)
  })
})
