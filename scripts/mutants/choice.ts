import type { SeededRandom } from '../../src/lib/random.ts'
import { folderOf, type Mutant } from './mutant.ts'

/** Fewer say nothing about a folder. */
const minPerFolder = 3

export const groupBy = <T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const thing of things) groups.set(keyOf(thing), [...(groups.get(keyOf(thing)) ?? []), thing])
  return groups
}

/** How many of `count` each folder gets: a few at least, the rest by its share of what can be changed. */
export const sharesOf = (sizes: ReadonlyMap<string, number>, count: number): Map<string, number> => {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const rest = Math.max(0, count - minPerFolder * sizes.size)
  return new Map(
    [...sizes].map(([folder, size]) => [
      folder,
      Math.min(size, minPerFolder + Math.round((rest * size) / total)),
    ]),
  )
}

/** Draws a kind first and then one of that kind, so that constants do not crowd out the rest. */
const drawOne = (byKind: Map<string, Mutant[]>, random: SeededRandom): Mutant | null => {
  if (byKind.size === 0) return null
  const kind = random.pick([...byKind.keys()])
  const left = byKind.get(kind) ?? []
  const [drawn] = left.splice(random.whole(0, left.length - 1), 1)
  if (left.length === 0) byKind.delete(kind)
  return drawn ?? null
}

/** Draws the mutants of one folder that `compiles` accepts. */
const drawFrom = async (
  mutants: readonly Mutant[],
  count: number,
  random: SeededRandom,
  compiles: (mutant: Mutant) => Promise<boolean>,
): Promise<Mutant[]> => {
  const byKind = groupBy(mutants, mutant => mutant.kind)
  const drawn: Mutant[] = []
  while (drawn.length < count) {
    const mutant = drawOne(byKind, random)
    if (!mutant) break
    if (await compiles(mutant)) drawn.push(mutant)
  }
  return drawn
}

/** The same seed, count and source give the same mutants. Folders take turns, so that a run that is cut short shows all. */
export const chooseMutants = async (
  all: readonly Mutant[],
  count: number,
  random: SeededRandom,
  compiles: (mutant: Mutant) => Promise<boolean>,
): Promise<Mutant[]> => {
  const folders = groupBy(all, mutant => folderOf(mutant.file))
  const shares = sharesOf(new Map([...folders].map(([name, mutants]) => [name, mutants.length])), count)
  const drawn: { mutant: Mutant; turn: number }[] = []
  for (const [folder, mutants] of folders) {
    const ofFolder = await drawFrom(mutants, shares.get(folder) ?? 0, random, compiles)
    drawn.push(...ofFolder.map((mutant, at) => ({ mutant, turn: (at + 0.5) / ofFolder.length })))
  }
  return drawn.sort((a, b) => a.turn - b.turn).map(({ mutant }) => mutant)
}
