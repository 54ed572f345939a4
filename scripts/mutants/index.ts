import { parseArgs } from 'node:util'
import { seededRandom } from '../../src/lib/random.ts'
import { measureBaseline } from './baseline.ts'
import { chooseMutants } from './choice.ts'
import { cleanUp, createCopy, projectFiles } from './copies.ts'
import { equivalentMutants, isSameChange } from './equivalent.ts'
import { type Mutant, mutantsOf, mutatedText } from './mutant.ts'
import { createProgress, print } from './progress.ts'
import { diffOf, type Result, reportOf } from './report.ts'
import { openProjects } from './syntax.ts'
import { tryMutant } from './trial.ts'

/** Changes the source a little, many times over, and shows which changes no test notices. See README.md. */

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '30' },
    folder: { type: 'string', default: 'src' },
    jobs: { type: 'string', default: '2' },
    list: { type: 'boolean', default: false },
  },
})

const numberOf = (name: 'seed' | 'count' | 'minutes' | 'jobs', text: string): number => {
  if (!/^\d+$/.test(text) || Number(text) === 0) {
    print(`--${name} takes a whole number from 1.`)
    process.exit(2)
  }
  return Number(text)
}

const seed = numberOf('seed', values.seed ?? String(1 + Math.floor(Math.random() * 999_999)))
const count = numberOf('count', values.count)
const minutes = numberOf('minutes', values.minutes)
const jobs = numberOf('jobs', values.jobs)
const folder = values.folder.replace(/\/$/, '')

const files = projectFiles()
const sources = files.filter(path => /^src\/.*(?<!\.test|\.d)\.tsx?$/.test(path))
const isChosen = (path: string) => path === folder || path.startsWith(`${folder}/`)

/** All mutants there can be, and those of them that the seed chooses. */
const makeMutants = async (): Promise<{ all: Mutant[]; chosen: Mutant[] }> => {
  const projects = await openProjects(files.filter(path => /(^|\/)tsconfig\.json$/.test(path)))
  const texts = new Map<string, string>()
  const all: Mutant[] = []
  for (const file of sources) {
    const source = await projects.parse(file)
    texts.set(file, source.text)
    all.push(...mutantsOf(file, source))
  }
  const compiles = (mutant: Mutant) =>
    projects.compiles(mutant.file, mutatedText(texts.get(mutant.file) ?? '', mutant))
  const candidates = all.filter(({ file }) => isChosen(file))
  const chosen = await chooseMutants(candidates, count, seededRandom(seed), compiles)
  await projects.close()
  return { all, chosen }
}

const tryAll = async (chosen: readonly Mutant[], deadline: number): Promise<Result[]> => {
  const copies = Array.from({ length: jobs }, () => createCopy(files))
  const progress = createProgress(deadline)
  const testFiles = files.filter(path => /\.test\.tsx?$/.test(path))
  const tests = await measureBaseline(testFiles, copies, (done, of) =>
    progress.show(`measuring the tests as they are: ${done} of ${of}`),
  )
  const failing = tests.filter(test => !test.passes)
  for (const test of failing) progress.tell(`${test.path} fails on the unchanged source and is left out.`)
  const passing = tests.filter(test => test.passes)

  const results: Result[] = []
  const queue = [...chosen]
  const work = async (copy: string) => {
    for (let mutant = queue.shift(); mutant && Date.now() < deadline; mutant = queue.shift()) {
      const tried = mutant
      const isEquivalent = equivalentMutants.some(entry => isSameChange(tried, entry))
      const verdict = isEquivalent ? 'equivalent' : await tryMutant(tried, copy, passing)
      results.push({ mutant, verdict })
      if (verdict === 'survived') progress.tell(`survived: ${diffOf(mutant)}`)
      const survived = results.filter(result => result.verdict === 'survived').length
      progress.show(`${results.length} of ${chosen.length} mutants, ${survived} survived`)
    }
  }
  // A mutant that is being tried when the time is up is not counted.
  await Promise.race([Promise.all(copies.map(work)), Bun.sleep(Math.max(0, deadline - Date.now()))])
  progress.end()
  return [...results]
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    cleanUp()
    process.exit(1)
  })

const deadline = Date.now() + minutes * 60_000
print(
  `bun run mutants --seed ${seed} --count ${count} --minutes ${minutes} --folder ${folder} --jobs ${jobs}`,
)
const { all, chosen } = await makeMutants()
if (chosen.length === 0) {
  print(`There is nothing to change in ${folder}.`)
  process.exit(2)
}
if (values.list) {
  for (const mutant of chosen) print(diffOf(mutant))
  process.exit(0)
}
try {
  const results = await tryAll(chosen, deadline)
  const stale = equivalentMutants.filter(entry => !all.some(mutant => isSameChange(mutant, entry)))
  print(`\n${reportOf(results, stale)}`)
  if (results.length < chosen.length)
    print(`The time was up: ${results.length} of ${chosen.length} mutants were tried.`)
} finally {
  cleanUp()
}
process.exit(0)
