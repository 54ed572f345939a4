import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../src/lib/random.ts'
import { chooseMutants, sharesOf } from './choice.ts'
import { type Mutant, mutantsOf, mutatedText } from './mutant.ts'
import { openProjects, type TypeScriptProjects } from './syntax.ts'

const source = `
const limits = { hours: 24, bytes: 4096 }
declare const and: (...clauses: boolean[]) => boolean
export const firstOpen = async (ages: number[], load: () => Promise<string>, isLoud = false) => {
  if (ages.length > limits.hours) throw new Error('There are too many.')
  if (isLoud && !ages[0]) return null
  const sorted = ages.filter(age => age !== 3).slice(0, 5)
  await load()
  return and(isLoud, sorted.length === 0) ? sorted[0] : (await load()) + limits.bytes
}
export const query = 'SELECT id FROM gigs WHERE age < @age AND status = @status ORDER BY id DESC'
`

const folder = mkdtempSync(join(tmpdir(), 'mutants-test-'))
const file = join(folder, 'source.ts')
let projects: TypeScriptProjects
let mutants: Mutant[]

beforeAll(async () => {
  await Bun.write(file, source)
  const compilerOptions = {
    strict: true,
    target: 'ESNext',
    module: 'Preserve',
    noUnusedLocals: true,
    types: [],
  }
  await Bun.write(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  projects = await openProjects([join(folder, 'tsconfig.json')])
  mutants = mutantsOf('src/gigs/source.ts', await projects.parse(file))
})
afterAll(async () => {
  await projects.close()
  rmSync(folder, { recursive: true, force: true })
})

test('mutants are made of every kind, with the lines before and after', () => {
  const changes = mutants.map(({ kind, firstLine, after }) => `${firstLine} ${kind}: ${after}`)
  expect(changes.sort()).toMatchInlineSnapshot(`
    [
      "11 SQL clause dropped: export const query = 'SELECT id FROM gigs WHERE age < @age ORDER BY id DESC'",
      "11 SQL comparison turned: export const query = 'SELECT id FROM gigs WHERE age <= @age AND status = @status ORDER BY id DESC'",
      "11 SQL order turned: export const query = 'SELECT id FROM gigs WHERE age < @age AND status = @status ORDER BY id ASC'",
      "2 constant doubled: const limits = { hours: 24, bytes: 8192 }",
      "2 constant off by one: const limits = { hours: 25, bytes: 4096 }",
      "4 default changed: export const firstOpen = async (ages: number[], load: () => Promise<string>, isLoud = true) => {",
      "5 check dropped: ",
      "5 comparison turned: if (ages.length >= limits.hours) throw new Error('There are too many.')",
      "6 and/or swapped: if (isLoud || !ages[0]) return null",
      "6 constant off by one: if (isLoud && !ages[1]) return null",
      "6 early return dropped: ",
      "6 negation dropped: if (isLoud && ages[0]) return null",
      "7 argument dropped: const sorted = ages.filter(age => age !== 3).slice(0)",
      "7 constant off by one: const sorted = ages.filter(age => age !== 3).slice(0, 6)",
      "7 constant off by one: const sorted = ages.filter(age => age !== 3).slice(1, 5)",
      "7 constant off by one: const sorted = ages.filter(age => age !== 4).slice(0, 5)",
      "7 equality turned: const sorted = ages.filter(age => age === 3).slice(0, 5)",
      "7 step dropped: const sorted = ages.filter(age => age !== 3)",
      "7 step dropped: const sorted = ages.slice(0, 5)",
      "8 await lost: load()",
      "8 call dropped: ",
      "9 arithmetic turned: return and(isLoud, sorted.length === 0) ? sorted[0] : (await load()) - limits.bytes",
      "9 await lost: return and(isLoud, sorted.length === 0) ? sorted[0] : (load()) + limits.bytes",
      "9 clause dropped: return and(isLoud) ? sorted[0] : (await load()) + limits.bytes",
      "9 clause dropped: return and(sorted.length === 0) ? sorted[0] : (await load()) + limits.bytes",
      "9 condition negated: return !(and(isLoud, sorted.length === 0)) ? sorted[0] : (await load()) + limits.bytes",
      "9 constant off by one: return and(isLoud, sorted.length === 0) ? sorted[1] : (await load()) + limits.bytes",
      "9 constant off by one: return and(isLoud, sorted.length === 1) ? sorted[0] : (await load()) + limits.bytes",
      "9 equality turned: return and(isLoud, sorted.length !== 0) ? sorted[0] : (await load()) + limits.bytes",
    ]
  `)
})

test('a mutant with a type error is told from one that compiles', async () => {
  const texts = [
    source,
    source.replace('> limits.hours', '> limits.days'),
    source.replace('if (isLoud && !ages[0]) return null\n', 'const unused = 1\n'),
  ]
  const verdicts: boolean[] = []
  for (const text of texts) verdicts.push(await projects.compiles(file, text))
  expect(verdicts).toEqual([true, false, true])
})

test('the same seed draws the same mutants and another seed draws others', async () => {
  const draw = async (seed: number) => {
    const chosen = await chooseMutants(mutants, 6, seededRandom(seed), async () => true)
    return chosen.map(mutant => mutatedText(source, mutant))
  }
  expect(await draw(1)).toEqual(await draw(1))
  expect(await draw(1)).not.toEqual(await draw(2))
  expect(new Set(await draw(1)).size).toBe(6)
})

test('every folder gets three mutants at least, unless it has fewer', () => {
  const shares = sharesOf(new Map(Object.entries({ large: 900, small: 90, tiny: 2 })), 60)
  expect([...shares.values()]).toEqual([49, 8, 2])
})
