import type { UserId } from '../../domain/ids.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { seedActions } from './actions.ts'
import { type Calendar, dayMs, hourMs } from './calendar.ts'
import { type City, pointIn } from './cities.ts'
import { drawPortrait } from './drawings.ts'
import { type PlannedImage, planImage } from './images.ts'
import { drawName, type NamedPerson } from './names.ts'
import { drawId, type Operation } from './operation.ts'
import { newcomerKey, personas, residentEmail } from './personas.ts'

export interface Resident extends NamedPerson {
  id: UserId
  email: string
  contactInfo: string
  joinedMs: number
  persona: string | null
}

/** Every account is older than any gig. */
const [maxAgeDays, minAgeDays] = [90, 32]

/** Does not grow with the example data, because portraits take long. */
const maxPortraits = 60

export const drawResidents = (random: SeededRandom, calendar: Calendar, users: number): Resident[] => {
  const { asOfMs } = calendar
  const drawJoinedMs = () =>
    calendar.dayTimeBefore(random, asOfMs - minAgeDays * dayMs, maxAgeDays - minAgeDays)
  const known = personas.map(({ key, ...persona }) => ({
    ...persona,
    persona: key,
    joinedMs: key === newcomerKey ? asOfMs : drawJoinedMs(),
  }))
  const others = Array.from({ length: users - personas.length }, (_, index): Resident => {
    const joinedMs = drawJoinedMs()
    return {
      ...drawName(random),
      id: drawId(random, joinedMs),
      email: residentEmail(index + 1),
      contactInfo: `phone:+668${random.whole(10_000_000, 99_999_999)}`,
      joinedMs,
      persona: null,
    }
  })
  return [...known, ...others]
}

export const planRegistration = ({ id, email, fullName, contactInfo, joinedMs }: Resident): Operation => ({
  atMs: joinedMs,
  id,
  run: seedActions.openAccount({ email, fullName, contactInfo }),
})

const isFamiliar = ({ persona }: Resident) => persona === 'somchai' || persona === 'mali'

/** Leaves out the newcomer. Some residents have no place or are unavailable. */
export const planResidents = (
  random: SeededRandom,
  city: City,
  residents: readonly Resident[],
): { operations: Operation[]; verifications: Operation[]; images: PlannedImage[] } => {
  const operations: Operation[] = []
  const verifications: Operation[] = []
  const images: PlannedImage[] = []
  for (const resident of residents) {
    const { id, language, persona, joinedMs } = resident
    if (persona === newcomerKey) continue
    operations.push(planRegistration(resident))
    if (persona !== null || random.chance(0.85)) {
      const home = random.pick(city.neighbourhoods)
      const place = pointIn(random, home)
      operations.push({ atMs: joinedMs, id: null, run: seedActions.setPlace(id, place, home.name[language]) })
    }
    if (isFamiliar(resident) || random.chance(0.3))
      verifications.push({ atMs: joinedMs + dayMs, id: null, run: seedActions.verifyAccount(resident.email) })
    if (persona === null && random.chance(0.2))
      operations.push({ atMs: joinedMs, id: null, run: seedActions.setUnavailable(id) })
    if (images.length < maxPortraits && (persona !== null || random.chance(0.6))) {
      const draft = { ownerId: id, atMs: joinedMs, category: 'profile', draw: drawPortrait } as const
      images.push(planImage(random, draft))
    }
  }
  return { operations, verifications, images }
}

/** Half of the residents, within two days. Somchai and Mali have unread ones of the last hour. */
export const planReadNotifications = (
  random: SeededRandom,
  calendar: Calendar,
  residents: readonly Resident[],
): Operation[] =>
  residents
    .filter(one => isFamiliar(one) || (one.persona === null && random.chance(0.5)))
    .map(({ id, persona }) => ({
      atMs: calendar.asOfMs - Math.round((persona === null ? random.between(1, 48) : 1) * hourMs),
      id: null,
      run: seedActions.markNotificationsRead(id),
    }))
