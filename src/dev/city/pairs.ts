import type { SeededRandom } from '../../lib/random.ts'
import type { Pair } from './gig.ts'
import type { Resident } from './people.ts'
import { newcomer, personas } from './personas.ts'
import type { Language } from './wording.ts'

/** Everybody in the world, the personas first and in their order. */
export type Town = readonly Resident[]

/** How many gigs in a hundred are Somchai's, and how many Mali's; in a large world they stay at some dozens. */
const favour = (gigs: number) => Math.min(0.08, 40 / gigs)

/** @throws RangeError when the world is too small for its personas */
export const personaOf = (town: Town, key: string): Resident => {
  const at = personas.findIndex(persona => persona.key === key)
  const resident = town[at]
  if (!resident) throw new RangeError(`There is no "${key}" in this world.`)
  return resident
}

/** Somebody for whom `suits` is true; there has to be somebody. */
const drawResident = (random: SeededRandom, town: Town, suits: (one: Resident) => boolean): Resident => {
  for (;;) {
    const one = random.pick(town)
    // The newcomer has done nothing yet, and the busy one has enough.
    if (one.persona !== newcomer && one.persona !== 'busy' && suits(one)) return one
  }
}

/** Everybody understands English; who writes Thai understands Thai. */
const understands = ({ language, persona }: Resident, text: Language) =>
  text === 'english' || language === 'thai' || persona === 'busy'

/** A seeker, and a helper who understands what the seeker writes. */
export const drawPair = (random: SeededRandom, town: Town, gigs: number): Pair => {
  const [somchai, mali] = [personaOf(town, 'somchai'), personaOf(town, 'mali')]
  const seeker = random.chance(favour(gigs)) ? somchai : drawResident(random, town, () => true)
  if (random.chance(favour(gigs)) && seeker !== mali) return { seeker, helper: mali }
  const isHelper = (one: Resident) => one !== seeker && understands(one, seeker.language)
  return { seeker, helper: drawResident(random, town, isHelper) }
}

/** Somebody for the other side of a gig. */
export const drawPartner = (
  random: SeededRandom,
  town: Town,
  one: Resident,
  role: 'seeker' | 'helper',
): Pair => {
  if (role === 'helper') {
    const seeker = drawResident(random, town, other => understands(one, other.language))
    return { seeker, helper: one }
  }
  return { seeker: one, helper: drawResident(random, town, other => understands(other, one.language)) }
}
