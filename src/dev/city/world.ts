import type { Context } from '../../context.ts'
import { fileUrlOf } from '../../domain/uploads/model.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { drawStreet } from '../pictures.ts'
import { type Calendar, createCalendar } from './calendar.ts'
import type { City } from './cities.ts'
import { planCourse } from './course.ts'
import type { Memory } from './dealings.ts'
import { drawTask, type Pair, type PlannedGig, writeGig } from './gig.ts'
import { drawSchedule, type Life, lifeOf, sharedLifeOf } from './lives.ts'
import { drawPair, drawPartner, personaOf, type Town } from './pairs.ts'
import { drawResidents, planOpening, planPeople, planReading } from './people.ts'
import { newcomer } from './personas.ts'
import { drawPicture, type Picture, sendPictures } from './picture.ts'
import { drawId, type Step, takeSteps } from './step.ts'

export interface WorldPlan {
  /** The same plan gives the same people, gigs, ids and times. */
  seed: number
  city: City
  /** At least as many as there are personas. */
  users: number
  gigs: number
  /** The present of this world, in milliseconds since 1970, a whole hour; all of it happened in the months before. */
  asOfMs: number
  /** Where clients reach the server, for the addresses of pictures in gigs; null leaves those out. */
  baseUrl: string | null
}

/** The busy persona has so many rooms where the world has enough gigs, and else two of five. */
const maxRooms = 200

/** So many gigs have a picture, however large the world. */
const maxPictures = 40

/** With so many gigs something happens, however large the world; the others are open, which takes a tenth of the time. */
const maxLives = 12_000

/** How many gigs in turn have a life beyond being open. */
const livingShare = 11 / 30

/**
 * Fills an empty store with a believable city. Everything in it was done by its people, through the services, in the
 * order of time; who reads it cannot tell it from a store that has been used for months.
 * @param report is told how much is done, from 0 to 1
 */
export const buildWorld = async (
  ctx: Context,
  plan: WorldPlan,
  report: (share: number) => void = () => {},
): Promise<void> => {
  const random = seededRandom(plan.seed)
  const calendar = createCalendar(plan.asOfMs, plan.city.neighbourhoods[0]?.middle.longitude ?? 0)
  const residents = drawResidents(random, calendar, plan.users)
  const people = planPeople(random, plan.city, residents)
  const gigs = planGigs(random, calendar, plan, residents)
  // Whoever finds the newcomer knows that the world is whole.
  const rest = [...planReading(random, calendar, residents), planOpening(personaOf(residents, newcomer))]

  const total = people.steps.length + gigs.steps.length + rest.length
  await takeSteps(ctx, random, people.steps, done => report(done / total))
  await sendPictures(ctx, random, [...people.pictures, ...gigs.pictures])
  await takeSteps(ctx, random, gigs.steps.concat(rest), done => report((people.steps.length + done) / total))
}

const planGigs = (random: SeededRandom, calendar: Calendar, plan: WorldPlan, residents: Town) => {
  const steps: Step[] = []
  const pictures: Picture[] = []
  const memory: Memory = { reviews: 0, buddies: new Set() }
  const share = maxLives / (plan.gigs * livingShare)
  const rooms = Math.min(maxRooms, Math.floor(plan.gigs * 0.4))
  for (let number = 0; number < plan.gigs; number += 1) {
    // The gigs of the busy one are spread evenly among the others.
    const room = Math.floor((number * rooms) / plan.gigs)
    const isShared = number > 1 && Math.floor(((number + 1) * rooms) / plan.gigs) > room
    const life = isShared ? sharedLifeOf(room) : number < 2 || random.chance(share) ? lifeOf(number) : 'open'
    const pair = pairFor(random, residents, { number, room: isShared ? room : null, gigs: plan.gigs })
    const { gig, picture } = planGig(random, calendar, plan, pair, life)
    if (picture) pictures.push(picture)
    for (const step of planCourse(random, calendar, memory, gig, life)) steps.push(step)
  }
  return { steps, pictures }
}

const pairFor = (
  random: SeededRandom,
  residents: Town,
  { number, room, gigs }: { number: number; room: number | null; gigs: number },
): Pair => {
  if (number === 0) return { seeker: personaOf(residents, 'somchai'), helper: personaOf(residents, 'mali') }
  if (room === null) return drawPair(random, residents, gigs)
  return drawPartner(random, residents, personaOf(residents, 'busy'), room % 2 === 0 ? 'seeker' : 'helper')
}

const planGig = (
  random: SeededRandom,
  calendar: Calendar,
  plan: WorldPlan,
  pair: Pair,
  life: Life,
): { gig: PlannedGig; picture: Picture | null } => {
  const { seeker } = pair
  const task = drawTask(random, seeker.language)
  const schedule = drawSchedule(random, calendar, life, task.hours)
  const { postedMs, acceptedMs } = schedule
  const hasPicture = plan.baseUrl !== null && random.chance(Math.min(0.2, maxPictures / plan.gigs))
  const picture = hasPicture
    ? drawPicture(random, { ownerId: seeker.id, atMs: postedMs, category: 'gig', draw: drawStreet })
    : null
  const imageUrls = picture && plan.baseUrl ? [fileUrlOf(plan.baseUrl, picture.id)] : []
  const text = writeGig(random, { city: plan.city, calendar }, { task, seeker, schedule, imageUrls })
  const ids = { id: drawId<'gig'>(random, postedMs), roomId: drawId<'room'>(random, acceptedMs) }
  return { gig: { ...ids, ...pair, ...schedule, ...text, task }, picture }
}
