import type { Context } from '../../context.ts'
import type { Gig } from '../../domain/gigs/gig.ts'
import { listGigsOf, postGig, searchGigs } from '../../domain/gigs/service.ts'
import type { UserId } from '../../domain/ids.ts'
import type { User } from '../../domain/users/user.ts'
import type { Coordinates } from '../../lib/geo.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { createCalendar, hourMs } from '../city/calendar.ts'
import { drawBudget, drawTask, writeTask } from '../city/gig.ts'
import { drawName } from '../city/names.ts'
import { drawWords } from '../city/wording.ts'
import { attempt } from './engagement.ts'
import { type Members, placeNear } from './members.ts'
import { patienceSeconds } from './seeker.ts'
import type { CastTime } from './story.ts'

/** How many gigs the cast keeps open near each person, and within which distance in km. */
const maxOpen = 3
const nearKm = 3

/** How many seconds pass before the first gig is posted near somebody, and between two. */
const firstAfter = [3, 8] as const
const nextAfter = [20, 60] as const

interface Neighbour {
  place: Coordinates
  addressText: string
  nextPostMs: number
}

/** What members ask for near the people outside the cast, so that those find something to do. */
export class Errands {
  readonly #neighbours = new Map<UserId, Neighbour>()

  constructor(
    private readonly ctx: Context,
    private readonly time: CastTime,
    private readonly members: Members,
    private readonly random: SeededRandom,
  ) {}

  /** Learns who is there, and where: at the place they have set, or where their last gig is. */
  async meet(others: readonly User[]): Promise<void> {
    const before = new Map(this.#neighbours)
    this.#neighbours.clear()
    for (const other of others) {
      const place = await this.#placeOf(other)
      if (!place) continue
      const nextPostMs = before.get(other.id)?.nextPostMs ?? this.#momentAfter(firstAfter)
      this.#neighbours.set(other.id, { ...place, nextPostMs })
    }
  }

  /** Posts what is due. */
  async post(): Promise<Gig[]> {
    const posted: Gig[] = []
    for (const [userId, neighbour] of this.#neighbours) {
      if (neighbour.nextPostMs > this.time.now()) continue
      neighbour.nextPostMs = this.#momentAfter(nextAfter)
      if ((await this.#countOpenNear(neighbour.place)) >= maxOpen) continue
      const gig = await attempt(() => this.#postNear(userId, neighbour))
      if (gig) posted.push(gig)
    }
    return posted
  }

  async #placeOf(other: User): Promise<Pick<Neighbour, 'place' | 'addressText'> | null> {
    const { latitude, longitude, addressText } = other
    if (latitude !== null && longitude !== null) {
      const place = { latitude, longitude }
      return { place, addressText: addressText ?? wordsFor(place) }
    }
    const page = { skip: 0, limit: 1 }
    const { items } = await listGigsOf(this.ctx, other.id, { role: null, status: null }, page)
    const [gig] = items
    return gig ? { place: gig, addressText: gig.addressText } : null
  }

  #momentAfter([least, most]: readonly [number, number]): number {
    return this.time.now() + (this.random.between(least, most) * 1000) / this.time.speed
  }

  /** How many gigs of members are there that they still wait with. */
  async #countOpenNear(center: Coordinates): Promise<number> {
    const since = toTimestamp(this.time.now() - (patienceSeconds * 1000) / this.time.speed)
    const search = { center, radiusKm: nearKm, minBudgetSatang: null, maxBudgetSatang: null }
    const { items } = await searchGigs(
      this.ctx,
      { ...search, status: 'PENDING', order: 'newest' },
      { skip: 0, limit: 50 },
    )
    return items.filter(({ gig }) => gig.createdAt >= since && this.members.has(gig.seekerId)).length
  }

  async #postNear(userId: UserId, { place, addressText }: Neighbour): Promise<Gig> {
    const { random } = this
    const seeker = await this.members.findNear(place, userId, random)
    const { language, gender } = drawName(random)
    const task = drawTask(random, language)
    const durationHours = random.whole(...task.hours)
    const startsMs = this.time.now() + random.whole(1, 24) * hourMs
    const time = createCalendar(startsMs, place.longitude).clockTime(startsMs)
    const words = { ...drawWords(random, task.slots), place: addressText, time }
    return postGig(this.ctx, seeker, {
      ...writeTask(random, task, gender, words),
      durationHours,
      budgetSatang: drawBudget(random, task, durationHours),
      ...placeNear(place, nearKm * 0.9, random),
      addressText,
      startsAt: toTimestamp(startsMs),
      imageUrls: [],
    })
  }
}

const wordsFor = ({ latitude, longitude }: Coordinates) => `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`
