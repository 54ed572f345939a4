import { openAccount } from '../../domain/auth/service.ts'
import type { UserId } from '../../domain/ids.ts'
import { markNotificationsRead } from '../../domain/notifications/service.ts'
import { setAvailability, setPlace } from '../../domain/users/service.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { drawPortrait } from '../pictures.ts'
import { type Calendar, dayMs, hourMs } from './calendar.ts'
import { type City, spotIn } from './cities.ts'
import { drawName, type NamedSomebody } from './names.ts'
import { demoPasswordHash, newcomer, personas, townspersonEmail } from './personas.ts'
import { drawPicture, type Picture } from './picture.ts'
import { drawId, type Step } from './step.ts'

export interface Resident extends NamedSomebody {
  id: UserId
  email: string
  contactInfo: string
  joinedMs: number
  /** One of the personas, by key; null for everybody else. */
  persona: string | null
}

/** Everybody has been there longer than any gig: in days. */
const [maxDistance, minDistance] = [90, 32]

/** So many have a portrait, however large the world: each is drawn and sent like any other picture. */
const maxPortraits = 60

export const drawResidents = (random: SeededRandom, calendar: Calendar, users: number): Resident[] => {
  const { asOfMs } = calendar
  const drawJoining = () =>
    calendar.dayTimeBefore(random, asOfMs - minDistance * dayMs, maxDistance - minDistance)
  const known = personas.map(({ key, ...somebody }) => ({
    ...somebody,
    persona: key,
    joinedMs: key === newcomer ? asOfMs : drawJoining(),
  }))
  const others = Array.from({ length: users - personas.length }, (_, at): Resident => {
    const joinedMs = drawJoining()
    return {
      ...drawName(random),
      id: drawId(random, joinedMs),
      email: townspersonEmail(at + 1),
      contactInfo: `phone:+668${random.whole(10_000_000, 99_999_999)}`,
      joinedMs,
      persona: null,
    }
  })
  return [...known, ...others]
}

/** How somebody gets an account. */
export const planOpening = ({ id, email, fullName, contactInfo, joinedMs }: Resident): Step => ({
  atMs: joinedMs,
  id,
  act: world => openAccount(world, { email, fullName, contactInfo }, demoPasswordHash),
})

/** How all but the newcomer move in: most say where they are, two thirds have a place and time. */
export const planPeople = (
  random: SeededRandom,
  city: City,
  residents: readonly Resident[],
): { steps: Step[]; pictures: Picture[] } => {
  const steps: Step[] = []
  const pictures: Picture[] = []
  for (const resident of residents) {
    const { id, language, persona, joinedMs } = resident
    if (persona === newcomer) continue
    steps.push(planOpening(resident))
    if (persona !== null || random.chance(0.85)) {
      const home = random.pick(city.neighbourhoods)
      const place = spotIn(random, home)
      steps.push({ atMs: joinedMs, id: null, act: world => setPlace(world, id, place, home.name[language]) })
    }
    if (persona === null && random.chance(0.2))
      steps.push({ atMs: joinedMs, id: null, act: world => setAvailability(world, id, false) })
    if (pictures.length < maxPortraits && (persona !== null || random.chance(0.6)))
      pictures.push(
        drawPicture(random, { ownerId: id, atMs: joinedMs, category: 'profile', draw: drawPortrait }),
      )
  }
  return { steps, pictures }
}

/** Some have seen what they were told, a little while ago. */
export const planReading = (
  random: SeededRandom,
  calendar: Calendar,
  residents: readonly Resident[],
): Step[] =>
  residents
    .filter(({ persona }) => persona === null && random.chance(0.5))
    .map(({ id }) => ({
      atMs: calendar.asOfMs - Math.round(random.between(1, 48) * hourMs),
      id: null,
      act: world => markNotificationsRead(world, id, null),
    }))
