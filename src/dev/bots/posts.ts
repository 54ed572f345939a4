import type { Context } from '../../context.ts'
import type { Gig } from '../../domain/gigs/gig.ts'
import type { UserId } from '../../domain/ids.ts'
import type { User } from '../../domain/users/user.ts'
import type { Coordinates } from '../../lib/geo.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { createCalendar, hourMs } from '../seed/calendar.ts'
import { drawBudget, drawTask, writeTask } from '../seed/gig.ts'
import { drawName } from '../seed/names.ts'
import { drawSlotValues } from '../seed/templates.ts'
import { attempt, BotActions } from './actions.ts'
import { type BotPool, pointNear } from './pool.ts'
import { maxPendingSeconds } from './seeker-script.ts'
import type { BotTime } from './timeline.ts'

const maxOpenGigs = 3
const maxDistanceKm = 3

const firstPostSeconds = [3, 8] as const
const nextPostSeconds = [20, 60] as const

interface Neighbour {
  place: Coordinates
  addressText: string
  nextPostMs: number
}

export class BotPosts {
  readonly #neighbours = new Map<UserId, Neighbour>()
  readonly #actions: BotActions

  constructor(
    ctx: Context,
    private readonly time: BotTime,
    private readonly pool: BotPool,
    private readonly random: SeededRandom,
  ) {
    this.#actions = new BotActions(ctx)
  }

  async updateNeighbours(others: readonly User[]): Promise<void> {
    const before = new Map(this.#neighbours)
    this.#neighbours.clear()
    for (const other of others) {
      const place = await this.#placeOf(other)
      if (!place) continue
      const nextPostMs = before.get(other.id)?.nextPostMs ?? this.#randomTimeAfter(firstPostSeconds)
      this.#neighbours.set(other.id, { ...place, nextPostMs })
    }
  }

  async postDue(): Promise<Gig[]> {
    const posted: Gig[] = []
    for (const [userId, neighbour] of this.#neighbours) {
      if (neighbour.nextPostMs > this.time.now()) continue
      neighbour.nextPostMs = this.#randomTimeAfter(nextPostSeconds)
      if ((await this.#countOpenNear(neighbour.place)) >= maxOpenGigs) continue
      const gig = await attempt(() => this.#postNear(userId, neighbour))
      if (gig) posted.push(gig)
    }
    return posted
  }

  async #placeOf(other: User): Promise<Pick<Neighbour, 'place' | 'addressText'> | null> {
    const { latitude, longitude, addressText } = other
    if (latitude !== null && longitude !== null) {
      const place = { latitude, longitude }
      return { place, addressText: addressText ?? formatCoordinates(place) }
    }
    const [gig] = await this.#actions.listGigs(other.id, 1)
    return gig ? { place: gig, addressText: gig.addressText } : null
  }

  #randomTimeAfter([min, max]: readonly [number, number]): number {
    return this.time.now() + (this.random.between(min, max) * 1000) / this.time.speed
  }

  async #countOpenNear(center: Coordinates): Promise<number> {
    const since = toTimestamp(this.time.now() - (maxPendingSeconds * 1000) / this.time.speed)
    const gigs = await this.#actions.listOpenGigs(center, maxDistanceKm)
    return gigs.filter(({ createdAt, seekerId }) => createdAt >= since && this.pool.has(seekerId)).length
  }

  async #postNear(userId: UserId, { place, addressText }: Neighbour): Promise<Gig> {
    const { random } = this
    const seeker = await this.pool.findNear(place, userId, random)
    const { language, gender } = drawName(random)
    const task = drawTask(random, language)
    const durationHours = random.whole(...task.hours)
    const startsMs = this.time.now() + random.whole(1, 24) * hourMs
    const time = createCalendar(startsMs, place.longitude).clockTime(startsMs)
    const values = { ...drawSlotValues(random, task.slots), place: addressText, time }
    return this.#actions.postGig(seeker, {
      ...writeTask(random, task, gender, values),
      durationHours,
      budgetSatang: drawBudget(random, task, durationHours),
      ...pointNear(place, maxDistanceKm * 0.9, random),
      addressText,
      startsAt: toTimestamp(startsMs),
      imageUrls: [],
    })
  }
}

const formatCoordinates = ({ latitude, longitude }: Coordinates) =>
  `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`
