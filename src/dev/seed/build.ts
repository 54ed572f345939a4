import type { Context } from '../../context.ts'
import { fileUrlOf } from '../../domain/uploads/model.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { storedBaseUrl } from '../image-urls.ts'
import { type Calendar, createCalendar } from './calendar.ts'
import type { City } from './cities.ts'
import { drawStreet } from './drawings.ts'
import { drawTask, type MatchedPair, type PlannedGig, writeGig } from './gig.ts'
import { planGigTimeline } from './gig-timeline.ts'
import { type PlannedImage, planImage, uploadImages } from './images.ts'
import { drawPair, drawPartner, drawPersonaPair, findPersona } from './matching.ts'
import { drawId, type Operation, runOperations } from './operation.ts'
import {
  drawResidents,
  planReadNotifications,
  planRegistration,
  planResidents,
  type Resident,
} from './people.ts'
import { type EnsuredStep, personaGigs } from './persona-gigs.ts'
import { newcomerKey } from './personas.ts'
import type { PlanningState } from './reviews.ts'
import { drawSchedule, type GigOutcome, outcomeOf, roomOutcomeOf } from './schedules.ts'

export interface SeedPlan {
  /** The same plan gives the same users, gigs, ids and times. */
  seed: number
  city: City
  /** At least the number of personas. */
  users: number
  gigs: number
  /** A whole hour in milliseconds since 1970. Everything happened before it. */
  asOfMs: number
}

/** The busy persona's; with fewer than 500 gigs, two of five gigs. */
const maxRooms = 200

const maxImages = 40

/** Gigs that get further than open, which take ten times as long to make. */
const maxTimelines = 12_000

const timelineShare = 11 / 30

/** Calls domain services in order of time. @param report called with the share that is done, from 0 to 1 */
export const buildExampleData = async (
  ctx: Context,
  plan: SeedPlan,
  report: (share: number) => void = () => {},
): Promise<void> => {
  const random = seededRandom(plan.seed)
  const calendar = createCalendar(plan.asOfMs, plan.city.neighbourhoods[0]?.center.longitude ?? 0)
  const residents = drawResidents(random, calendar, plan.users)
  const people = planResidents(random, plan.city, residents)
  const gigs = planGigs(random, calendar, plan, residents)
  // The newcomer registers last, so the example data is complete if the newcomer exists.
  const rest = [
    ...planReadNotifications(random, calendar, residents),
    planRegistration(findPersona(residents, newcomerKey)),
  ]

  const first = people.operations.length
  const total = first + gigs.operations.length + rest.length
  await runOperations(ctx, random, people.operations, done => report(done / total))
  await runOperations(ctx, random, people.verifications, () => report(first / total))
  await uploadImages(ctx, random, [...people.images, ...gigs.images])
  await runOperations(ctx, random, gigs.operations.concat(rest), done => report((first + done) / total))
}

const planGigs = (
  random: SeededRandom,
  calendar: Calendar,
  plan: SeedPlan,
  residents: readonly Resident[],
) => {
  const operations: Operation[] = []
  const images: PlannedImage[] = []
  const state: PlanningState = { reviews: 0, buddies: new Set() }
  const others = plan.gigs - personaGigs.length
  const rooms = Math.max(0, Math.min(maxRooms, Math.floor(plan.gigs * 0.4), others))
  for (let index = 0; index < plan.gigs; index += 1) {
    const { outcome, ensured, pair } = drawGigBasics(random, residents, { index, rooms, gigs: plan.gigs })
    const { gig, image } = planGig(random, calendar, plan, { outcome, ensured, pair })
    if (image) images.push(image)
    for (const operation of planGigTimeline(random, calendar, state, gig, outcome)) operations.push(operation)
  }
  return { operations, images }
}

interface GigBasics {
  outcome: GigOutcome
  ensured: readonly EnsuredStep[]
  pair: MatchedPair
}

const drawGigBasics = (
  random: SeededRandom,
  residents: readonly Resident[],
  { index, rooms, gigs }: { index: number; rooms: number; gigs: number },
): GigBasics => {
  const personaGig = personaGigs[index]
  if (personaGig) {
    const { outcome, ensured = [] } = personaGig
    return { outcome, ensured, pair: drawPersonaPair(random, residents, personaGig) }
  }
  // The gigs of the busy persona are spread evenly among the others.
  const [at, others] = [index - personaGigs.length, gigs - personaGigs.length]
  const room = Math.floor((at * rooms) / others)
  const isBusy = Math.floor(((at + 1) * rooms) / others) > room
  if (isBusy) {
    const role = room % 2 === 0 ? 'seeker' : 'helper'
    const pair = drawPartner(random, residents, findPersona(residents, 'busy'), role)
    return { outcome: roomOutcomeOf(room), ensured: [], pair }
  }
  const outcome = random.chance(maxTimelines / (gigs * timelineShare)) ? outcomeOf(index) : 'open'
  return { outcome, ensured: [], pair: drawPair(random, residents, gigs) }
}

const planGig = (
  random: SeededRandom,
  calendar: Calendar,
  plan: SeedPlan,
  { pair, outcome, ensured }: GigBasics,
): { gig: PlannedGig; image: PlannedImage | null } => {
  const { seeker } = pair
  const task = drawTask(random, seeker.language)
  const schedule = drawSchedule(random, calendar, outcome, task.hours)
  const { postedMs, acceptedMs } = schedule
  const hasImage = random.chance(Math.min(0.2, maxImages / plan.gigs))
  const draft = { ownerId: seeker.id, atMs: postedMs, category: 'gig', draw: drawStreet } as const
  const image = hasImage ? planImage(random, draft) : null
  const imageUrls = image ? [fileUrlOf(storedBaseUrl, image.id)] : []
  const text = writeGig(random, { city: plan.city, calendar }, { task, seeker, schedule, imageUrls })
  const ids = { id: drawId<'gig'>(random, postedMs), roomId: drawId<'room'>(random, acceptedMs) }
  return { gig: { ...ids, ...pair, ...schedule, ...text, task, ensured }, image }
}
