import { describe, expect, test } from 'bun:test'

/** The rulings are cited by number in code and tests. These tests keep the numbers and `src/rulings.md` together. */

/**
 * Rulings, or named parts of one, that no test proves yet, each with the reason. The page says the same in a line that
 * starts with "Not built yet". Whoever builds one names it in a test and strikes it here and on the page.
 */
const notYetProved: Record<string, string> = {}

const page = await Bun.file('src/rulings.md').text()
const rulings = [...page.matchAll(/^### ([A-Z]\d+)$/gm)].map(([, number = '']) => number)

/** The text of each ruling, up to the next heading. */
const sections = page.split(/^(?=#{2,3} )/m).filter(section => section.startsWith('### '))

/** The files of a pattern, without this one, whose list would prove itself. */
const sourceOf = (pattern: string) =>
  Promise.all(
    [...new Bun.Glob(pattern).scanSync('.')]
      .filter(path => !path.endsWith('/rulings.test.ts'))
      .sort()
      .map(async path => ({ path, source: await Bun.file(path).text() })),
  )

/** The names of all tests and groups of tests, one a line. */
const testNames = (await sourceOf('{test,src}/**/*.{test,slow,browser}.ts'))
  .flatMap(
    ({ source }) =>
      source.match(/\b(?:test|describe)(?:\.\w+\([^)]*\))?\(\s*(['"`])(?:(?!\1)[\s\S])*\1/g) ?? [],
  )
  .join('\n')

const isNamed = (ruling: string) => new RegExp(`\\b${ruling}\\b`).test(testNames)

/** A number as prose and names cite it: not part of a percent-encoded byte, a week of a year or a longer word. */
const citation = /(?<![%\w-])[AUKCWBFVPHG]\d{1,2}(?![\w%-])/g

describe('the rulings', () => {
  test('are numbered without gaps in every chapter', () => {
    const chapters = Map.groupBy(rulings, number => number.slice(0, 1))
    expect([...chapters.keys()].join('')).toBe('GAUKCWBFVPH')
    for (const [chapter, numbers] of chapters)
      expect(numbers).toEqual(numbers.map((_, at) => `${chapter}${at + 1}`))
  })

  test('each say in bold what they are about, and why', () => {
    expect(sections).toHaveLength(rulings.length)
    const incomplete = sections.filter(
      section => !/^### \w+\n\*\*[A-Z0-9].+\.\*\* /.test(section) || !/^\*Why:\* \S/m.test(section),
    )
    expect(incomplete).toEqual([])
  })

  test('link only to rulings that exist', () => {
    const targets = [...page.matchAll(/\[([A-Z]\d+)\]\(#([a-z]\d+)\)/g)]
    expect(targets.length).toBeGreaterThan(0)
    for (const [, number = '', anchor] of targets) {
      expect(rulings).toContain(number)
      expect(anchor).toBe(number.toLowerCase())
    }
  })

  test('are all named by a test, except those listed as not yet proved', () => {
    const unnamed = rulings.filter(number => !isNamed(number) && !(number in notYetProved))
    expect(unnamed).toEqual([])
  })

  test('leave the list of those not yet proved when a test names them', () => {
    expect(Object.keys(notYetProved).filter(isNamed)).toEqual([])
  })

  test('say on the page what is not built yet, and the list says the same', () => {
    const onPage = sections.flatMap(section => {
      const number = /^### (\w+)/.exec(section)?.[1] ?? ''
      return [...section.matchAll(/^Not built yet \(`([^`]+)`\): \S/gm)].map(([, part = '']) => {
        expect(part === number || part.startsWith(`${number} `)).toBeTrue()
        return part
      })
    })
    expect(onPage.sort()).toEqual(Object.keys(notYetProved).sort())
  })

  test('are the only ones that code, tests and documents cite', async () => {
    const files = await sourceOf('{src,test,scripts}/**/*.{ts,tsx,sql,md}')
    const cited = files.flatMap(({ path, source }) =>
      (source.match(citation) ?? []).map(number => ({ path, number })),
    )
    expect(cited.length).toBeGreaterThan(100)
    expect(cited.filter(({ number }) => !rulings.includes(number))).toEqual([])
  })
})
