/** Compares the tests that ran, by the runner's report in JUnit's XML, with those that the sources declare. */

export interface RanTest {
  file: string
  name: string
  line: number
  /** How often it called `expect`. */
  assertions: number
  state: 'passed' | 'failed' | 'skipped'
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

const attributesIn = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [
      name,
      (value ?? '').replace(/&(\w+);/g, (whole, entity) => entities[entity] ?? whole),
    ]),
  )

/** The tests of a report that the runner wrote with `--reporter=junit`. */
export const readReport = (xml: string): RanTest[] =>
  [...xml.matchAll(/<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)].map(([, tag = '', inside = '']) => {
    const { file = '', name = '', line, assertions } = attributesIn(tag)
    const state = /<(failure|error)\b/.test(inside)
      ? 'failed'
      : inside.includes('<skipped')
        ? 'skipped'
        : 'passed'
    return { file, name, line: Number(line), assertions: Number(assertions), state }
  })

const withoutComments = (source: string) =>
  source.replace(/\/\*.*?\*\//gs, comment => comment.replace(/[^\n]/g, '')).replace(/^(\s*)\/\/.*$/gm, '$1')

const declaration = /(?<![.\w'"`$-])(?:test|it)(?:\.\w+)*\(/g
const modifier = /(?<![.\w'"`$-])(?:test|it|describe)(?:\.\w+)*\.(skip|todo|only|if|skipIf|todoIf|failing)\b/

const lineAt = (source: string, index: number) => source.slice(0, index).split('\n').length

/** The lines on which a source declares a test, once or in a loop. */
export const declaredLines = (source: string): number[] => {
  const code = withoutComments(source)
  return [...code.matchAll(declaration)].map(({ index }) => lineAt(code, index))
}

/** Every use of `skip`, `todo` and the like without a comment above that begins with `// Left out: `; `only` never has one. */
export const findModifiers = (source: string): { line: number; word: string; hasReason: boolean }[] => {
  const lines = source.split('\n')
  return withoutComments(source)
    .split('\n')
    .flatMap((code, at) => {
      const word = modifier.exec(code)?.[1]
      if (!word) return []
      const hasReason = word !== 'only' && /^\s*\/\/ Left out: \w/.test(lines[at - 1] ?? '')
      return [{ line: at + 1, word, hasReason }]
    })
}

const problemsOfFile = (file: string, source: string, ran: readonly RanTest[]): string[] => {
  const problems: string[] = []
  const modifiers = findModifiers(source)
  for (const { line, word, hasReason } of modifiers) {
    if (!hasReason) problems.push(`${file}:${line} has .${word} and no reason above it ("// Left out: …").`)
  }
  const declared = declaredLines(source)
  // A test in a loop or a table is reported at a line inside of its declaration.
  const seen = new Set(ran.map(({ line }) => declared.findLast(start => start <= line)))
  const unseen = [...new Set(declared)].filter(line => !seen.has(line))
  if (unseen.length > 0 && unseen.length === new Set(declared).size)
    problems.push(`${file} ran none of its ${declared.length} tests.`)
  else problems.push(...unseen.map(line => `${file}:${line} declares a test that did not run.`))
  const maySkip = modifiers.some(({ hasReason }) => hasReason)
  for (const { name, line, assertions, state } of ran) {
    if (state === 'skipped' && !maySkip)
      problems.push(`${file}:${line} "${name}" was skipped without a reason.`)
    if (state === 'passed' && assertions === 0)
      problems.push(`${file}:${line} "${name}" calls expect() not once, so it cannot fail.`)
  }
  return problems
}

/** Everything that keeps a green run from meaning that every test was run, a sentence each. */
export const findProblems = (sources: ReadonlyMap<string, string>, ran: readonly RanTest[]): string[] => {
  const byFile = Map.groupBy(ran, ({ file }) => file)
  const strangers = [...byFile.keys()].filter(file => !sources.has(file))
  return [
    ...[...sources].flatMap(([file, source]) => {
      const ofFile = byFile.get(file)
      return ofFile ? problemsOfFile(file, source, ofFile) : [`${file} was run by no step.`]
    }),
    ...strangers.map(file => `${file} was run, but its name does not say that it holds tests.`),
  ]
}

/** Every file with tests. The name says when it runs: *.test.ts always, *.slow.ts and *.browser.ts in the long check. */
export const readTestSources = async (folder = '.'): Promise<Map<string, string>> => {
  const glob = new Bun.Glob('{src,test,scripts}/**/*.{test,slow,browser}.{ts,tsx}')
  const paths = [...glob.scanSync(folder)].sort()
  return new Map(
    await Promise.all(paths.map(async path => [path, await Bun.file(`${folder}/${path}`).text()] as const)),
  )
}
