import type { Context } from '../../context.ts'
import { registerUser } from '../../domain/auth/service.ts'
import { listRoomsOf, sendMessage } from '../../domain/chat/service.ts'
import { acceptGig, changeGigStatus, postGig } from '../../domain/gigs/service.ts'
import type { GigId, GigStatus } from '../../domain/gigs/store.ts'
import { fileUrlOf } from '../../domain/uploads/model.ts'
import { uploadFile } from '../../domain/uploads/service.ts'
import { setAvailability, setPlace } from '../../domain/users/service.ts'
import type { UserId } from '../../domain/users/store.ts'
import { manualClock } from '../../lib/clock.ts'
import type { Place } from '../../lib/geo.ts'
import { createNewId } from '../../lib/ids.ts'
import { toSatang } from '../../lib/money.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { drawPortrait, drawStreet } from '../pictures.ts'
import { dealWithMove } from './dealings.ts'
import { demoPassword, personas } from './personas.ts'
import { firstNames, lastNames, neighbourhoods, talks, tasks } from './texts.ts'

export interface WorldPlan {
  /** The same seed and the same `asOfMs` give the same people, gigs and ids. */
  seed: number
  people: number
  gigs: number
  /** The present of this world, in milliseconds since 1970; all of it happened in the week before. */
  asOfMs: number
  /** Where clients reach the server, for the addresses of pictures in gigs; null leaves those out. */
  baseUrl: string | null
}

interface Happening {
  atMs: number
  happen: () => Promise<void>
}

const hourMs = 3_600_000
const weekMs = 7 * 24 * hourMs

/** How far a gig of the example world has come; most are still open. */
const journeys: readonly (readonly GigStatus[])[] = [
  [],
  [],
  [],
  [],
  [],
  ['ACCEPTED'],
  ['ACCEPTED', 'IN_PROGRESS'],
  ['ACCEPTED', 'IN_PROGRESS', 'COMPLETED'],
  ['ACCEPTED', 'CANCELLED'],
]

/**
 * Fills an empty store with a small believable Bangkok. Everything is done by the people of this world through the
 * services, in the order of time, on a clock of its own.
 */
export const buildWorld = async (ctx: Context, plan: WorldPlan): Promise<void> => {
  const random = seededRandom(plan.seed)
  const clock = manualClock(plan.asOfMs - weekMs)
  const world: Context = { ...ctx, clock, newId: createNewId(clock, random) }
  const people = await moveIn(world, plan, random)
  const happenings = Array.from({ length: plan.gigs }).flatMap((_, at) =>
    planGig(world, plan, random, people, at === 0),
  )
  // Array.prototype.sort is stable, so two things at once happen in the order in which they were planned.
  for (const { atMs, happen } of happenings.sort((a, b) => a.atMs - b.atMs)) {
    clock.set(atMs)
    await happen()
  }
}

/** The people of the world; the newcomer among the personas takes no part in anything. */
const moveIn = async (world: Context, plan: WorldPlan, random: SeededRandom): Promise<UserId[]> => {
  const strangers = Array.from({ length: plan.people - personas.length }, (_, at) => ({
    email: `person${at + 1}@example.com`,
    fullName: `${random.pick(firstNames)} ${random.pick(lastNames)}`,
    contactInfo: `phone:+668${random.whole(10_000_000, 99_999_999)}`,
  }))
  const people: UserId[] = []
  for (const { email, fullName, contactInfo } of [...personas, ...strangers]) {
    const person = await registerUser(world, { email, fullName, contactInfo, password: demoPassword })
    if (fullName === 'John Doe') continue
    people.push(person.id)
    const { name, place } = somewhere(random)
    if (random.chance(0.8) || people.length <= 2) await setPlace(world, person.id, place, name)
    if (random.chance(0.2) && people.length > 2) await setAvailability(world, person.id, false)
    if (random.chance(0.5) || people.length <= 2)
      await uploadFile(world, person.id, 'profile', drawPortrait(random))
  }
  return people
}

/** `isShowcase`: between the two whose logins are printed, and under way, so that they have a room to talk in. */
const planGig = (
  world: Context,
  plan: WorldPlan,
  random: SeededRandom,
  people: UserId[],
  isShowcase: boolean,
): Happening[] => {
  const task = random.pick(tasks)
  const { name, place } = somewhere(random)
  const [seeker, helper] = isShowcase ? firstTwoOf(people) : twoOf(people, random)
  const hours = random.whole(...task.hours)
  // Budgets of people end in tens.
  const budgetSatang = toSatang(Math.round((hours * random.between(...task.hourlyBaht)) / 10) * 10)
  if (budgetSatang === null) throw new Error('The budget of an example gig is no whole number of satang.')
  const journey: readonly GigStatus[] = isShowcase ? ['ACCEPTED', 'IN_PROGRESS'] : random.pick(journeys)
  const postedMs = plan.asOfMs - Math.round(random.between(journey.length + 1, 7 * 24 - 1) * hourMs)
  const startsMs = plan.asOfMs + random.whole(2, 10 * 24) * hourMs

  const picture = random.chance(0.2) ? drawStreet(random) : null
  let id: GigId | null = null
  const posting: Happening = {
    atMs: postedMs,
    happen: async () => {
      const gig = await postGig(world, seeker, {
        title: task.title,
        description: task.description,
        durationHours: hours,
        budgetSatang,
        latitude: place.latitude,
        longitude: place.longitude,
        addressText: name,
        startsAt: toTimestamp(startsMs),
        imageUrls: picture ? await sendPicture(world, plan, seeker, picture) : [],
      })
      id = gig.id
    },
  }
  const steps = journey.map((status, at): Happening => {
    const share = (at + 1) / (journey.length + 1)
    return {
      atMs: Math.round(postedMs + (plan.asOfMs - postedMs) * share),
      happen: async () => {
        if (id === null) return
        if (status === 'ACCEPTED') await acceptGig(world, id, helper)
        else await changeGigStatus(world, id, status, status === 'CANCELLED' ? seeker : helper)
        await dealWithMove(world, random, id, status, { seeker, helper })
      },
    }
  })
  const acceptedMs = steps[0]?.atMs
  return [
    posting,
    ...steps,
    ...(acceptedMs === undefined ? [] : planTalk(world, random, () => id, seeker, helper, acceptedMs)),
  ]
}

/** What the two say in their room in the first minutes; their gig has just been accepted. */
const planTalk = (
  world: Context,
  random: SeededRandom,
  gigId: () => GigId | null,
  seeker: UserId,
  helper: UserId,
  acceptedMs: number,
): Happening[] => {
  const talk = random.pick(talks)
  return talk.map((content, at) => ({
    atMs: acceptedMs + (at + 1) * 30_000,
    happen: async () => {
      const { items } = await listRoomsOf(world, helper, { skip: 0, limit: 100 })
      const room = items.find(one => one.gigId === gigId())
      if (!room) throw new Error('An accepted gig of the example world has no room.')
      await sendMessage(world, room.id, at % 2 ? seeker : helper, { content, imageUrl: null, clientId: null })
    },
  }))
}

/** The address of a picture of a gig that was uploaded. */
const sendPicture = async (world: Context, { baseUrl }: WorldPlan, seeker: UserId, picture: File) => {
  const { id } = await uploadFile(world, seeker, 'gig', picture)
  return baseUrl === null ? [] : [fileUrlOf(baseUrl, id)]
}

/** A place within about two kilometres of the middle of a neighbourhood, to the metre. */
const somewhere = (random: SeededRandom): { name: string; place: Place } => {
  const { name, latitude, longitude } = random.pick(neighbourhoods)
  const near = (degrees: number) => Number((degrees + random.between(-0.015, 0.015)).toFixed(5))
  return { name: `${name}, Bangkok`, place: { latitude: near(latitude), longitude: near(longitude) } }
}

/** The two personas with something to show. */
const firstTwoOf = (people: UserId[]): [UserId, UserId] => {
  const [first, second] = people
  if (first === undefined || second === undefined) throw new RangeError('A world needs at least two people.')
  return [first, second]
}

/** Two different people; the personas with printed logins are favoured, so that they have something to show. */
const twoOf = (people: UserId[], random: SeededRandom): [UserId, UserId] => {
  const first = random.chance(0.1) ? people[0] : random.pick(people)
  const others = people.filter(person => person !== first)
  const second = random.chance(0.2) && first !== people[1] ? people[1] : random.pick(others)
  if (first === undefined || second === undefined) throw new RangeError('A world needs at least two people.')
  return [first, second]
}
