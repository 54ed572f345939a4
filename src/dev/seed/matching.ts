import type { SeededRandom } from '../../lib/random.ts'
import type { MatchedPair } from './gig.ts'
import type { Resident } from './people.ts'
import type { PersonaGig } from './persona-gigs.ts'
import { newcomerKey, personas } from './personas.ts'
import type { Language } from './templates.ts'

const personaShare = (gigs: number) => Math.min(0.08, 40 / gigs)

/** @param residents the personas first @throws RangeError when there are fewer residents than personas */
export const findPersona = (residents: readonly Resident[], key: string): Resident => {
  const index = personas.findIndex(persona => persona.key === key)
  const resident = residents[index]
  if (!resident) throw new RangeError(`The example data has no persona "${key}".`)
  return resident
}

const drawResident = (
  random: SeededRandom,
  residents: readonly Resident[],
  suits: (one: Resident) => boolean,
): Resident => {
  for (;;) {
    const one = random.pick(residents)
    // The newcomer has no gigs, and those of the busy persona are planned apart.
    if (one.persona !== newcomerKey && one.persona !== 'busy' && suits(one)) return one
  }
}

/** Every resident reads English; residents who write Thai, and the busy persona, read Thai. */
const canRead = ({ language, persona }: Resident, text: Language) =>
  text === 'english' || language === 'thai' || persona === 'busy'

export const drawPersonaPair = (
  random: SeededRandom,
  residents: readonly Resident[],
  { seeker, helper }: PersonaGig,
): MatchedPair => {
  if (seeker && helper)
    return { seeker: findPersona(residents, seeker), helper: findPersona(residents, helper) }
  const role = seeker ? 'seeker' : 'helper'
  return drawPartner(random, residents, findPersona(residents, seeker ?? helper ?? 'somchai'), role)
}

export const drawPair = (random: SeededRandom, residents: readonly Resident[], gigs: number): MatchedPair => {
  const [somchai, mali] = [findPersona(residents, 'somchai'), findPersona(residents, 'mali')]
  const seeker = random.chance(personaShare(gigs)) ? somchai : drawResident(random, residents, () => true)
  if (random.chance(personaShare(gigs)) && seeker !== mali) return { seeker, helper: mali }
  const isHelper = (one: Resident) => one !== seeker && canRead(one, seeker.language)
  return { seeker, helper: drawResident(random, residents, isHelper) }
}

export const drawPartner = (
  random: SeededRandom,
  residents: readonly Resident[],
  one: Resident,
  role: 'seeker' | 'helper',
): MatchedPair => {
  if (role === 'helper') {
    const seeker = drawResident(random, residents, other => other !== one && canRead(one, other.language))
    return { seeker, helper: one }
  }
  const isHelper = (other: Resident) => other !== one && canRead(other, one.language)
  return { seeker: one, helper: drawResident(random, residents, isHelper) }
}
