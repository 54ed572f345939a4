import { LRUCache } from 'lru-cache'
import type { Context } from '../../context.ts'
import type { Gig, GigRole } from '../../domain/gigs/gig.ts'
import { acceptGig, listGigsOf, listNewestGigs } from '../../domain/gigs/service.ts'
import type { GigId, UserId } from '../../domain/ids.ts'
import type { NotificationEvent } from '../../domain/notifications/events.ts'
import type { User } from '../../domain/users/user.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { toMilliseconds, toTimestamp } from '../../lib/timestamp.ts'
import { playActs } from './act.ts'
import { attempt, Engagement } from './engagement.ts'
import { Errands } from './errands.ts'
import { helperActs } from './helper.ts'
import { Members } from './members.ts'
import { seekerActs } from './seeker.ts'
import { CastTime, Story } from './story.ts'
import { characters, drawTemperament, type Temperament } from './temperament.ts'

export interface CastOptions {
  /** The same seed and the same acts of others give the same choices. */
  seed: number
  /** Where clients reach the server, for the addresses of pictures; null leaves those out. */
  baseUrl: string | null
}

export interface CastWish {
  temperament: Temperament | 'mixed'
  /** From 0.1 to 100: what every wait is divided by. */
  speed: number
}

/** How often gigs are looked for, in milliseconds: at a speed of 1 or less, and at most. */
const tickMs = 1000
const minTickMs = 100

/** Every how many ticks the cast looks who else is there. */
const ticksToLookAround = 10

/** Gigs posted so lately are taken, and those that moved so lately are taken up when the cast begins; in milliseconds. */
const freshMs = 10 * 60_000

/** For how many people outside the cast things are done, those who came last, and how many help at once. */
const maxOthers = 20
const maxHelpers = 50

/** What the cast does from a start to a stop. */
export class Play {
  readonly #time: CastTime
  readonly #members: Members
  readonly #errands: Errands
  readonly #random: SeededRandom
  readonly #engagements = new Map<string, Engagement>()
  /** Of every gig that the cast has to do with. */
  readonly #temperaments = new LRUCache<GigId, Temperament>({ max: 10_000 })
  /** Null while only gigs are looked after that were assigned. */
  #wish: CastWish | null = null
  #gathered: Promise<User[]> | null = null
  /** When gigs were looked for last. */
  #lookedMs = 0
  #ticks = 0

  constructor(
    private readonly ctx: Context,
    private readonly options: CastOptions,
  ) {
    this.#time = new CastTime(ctx.clock)
    this.#random = seededRandom(options.seed)
    this.#members = new Members(ctx, {
      hear: (memberId, event) => void this.#try(() => this.#hear(memberId, event)),
      isBusy: id => this.#helpers().some(part => part.memberId === id),
    })
    this.#errands = new Errands(ctx, this.#time, this.#members, this.#random)
  }

  get memberCount(): number {
    return this.#members.size
  }

  get engagementCount(): number {
    return this.#engagements.size
  }

  /** Begins, or goes on with another wish. */
  async perform(wish: CastWish): Promise<void> {
    const isFirst = this.#wish === null
    this.#wish = wish
    this.#time.speed = wish.speed
    if (!isFirst) return
    this.#lookedMs = this.#time.now()
    await this.#try(async () => void (await this.#gather()))
    void this.#tick()
  }

  /**
   * Has a gig taken by, or treated in the way of, a temperament. Kept when it is looked after; by a racer, when it has
   * been taken.
   */
  async assign(gigId: GigId, temperament: Temperament): Promise<void> {
    this.#temperaments.set(gigId, temperament)
    for (const part of this.#engagements.values()) if (part.gig.id === gigId) part.temperament = temperament
    await this.#try(async () => {
      await this.#gather()
      const gig = await this.ctx.store.gigs.find(gigId)
      if (!gig) return
      const isOfCast = this.#members.has(gig.seekerId)
      if (isOfCast) this.#engage(gig, gig.seekerId, 'seeker')
      if (gig.status !== 'PENDING') return
      if (characters[temperament].races) await this.#race(gig)
      else if (!isOfCast) await this.#help(gig, this.#time.now())
    })
  }

  end(): void {
    this.#time.end()
    this.#members.leave()
  }

  #gather(): Promise<User[]> {
    this.#gathered ??= this.ctx.store.users.listAll().then(everybody => this.#members.gather(everybody))
    return this.#gathered
  }

  async #tick(): Promise<void> {
    if (this.#time.isOver) return
    await this.#try(async () => {
      await this.#lookAround()
      await this.#noticeGigs()
      await this.#postErrands()
    })
    this.#time.after(
      Math.min(tickMs, Math.max(minTickMs, tickMs / this.#time.speed)),
      () => void this.#tick(),
    )
  }

  /** Sees who is there beside the cast; at first, also what there is to go on with. */
  async #lookAround(): Promise<void> {
    const isFirst = this.#ticks === 0
    this.#ticks += 1
    if (!isFirst && this.#ticks % ticksToLookAround !== 0) return
    if (!isFirst) this.#gathered = null
    const others = (await this.#gather()).slice(-maxOthers)
    await this.#errands.meet(others)
    if (isFirst) for (const other of others) await this.#takeUpWith(other.id)
  }

  /** Goes on with gigs that were under way when an earlier cast stopped. */
  async #takeUpWith(other: UserId): Promise<void> {
    const since = toTimestamp(this.#time.now() - freshMs)
    const { items } = await listGigsOf(this.ctx, other, { role: null, status: null }, { skip: 0, limit: 20 })
    for (const gig of items.filter(({ updatedAt }) => updatedAt >= since)) {
      const member = gig.seekerId === other ? gig.helperId : gig.seekerId
      if (member !== null && this.#members.has(member) && gig.status !== 'CANCELLED')
        this.#engage(gig, member, gig.seekerId === member ? 'seeker' : 'helper')
    }
  }

  /** Sends somebody to each new gig of people outside the cast. */
  async #noticeGigs(): Promise<void> {
    const lookedMs = this.#lookedMs
    const since = toTimestamp(lookedMs - freshMs)
    this.#lookedMs = this.#time.now()
    const { items } = await listNewestGigs(this.ctx, { skip: 0, limit: 100 })
    for (const gig of items.reverse()) {
      if (gig.createdAt < since || this.#members.has(gig.seekerId)) continue
      if (this.#temperaments.has(gig.id) || this.#helpers().length >= maxHelpers) continue
      if (characters[this.#temperamentOf(gig.id)].races) await this.#race(gig)
      // Only what passed since the last look is caught up with.
      else await this.#help(gig, Math.max(lookedMs, toMilliseconds(gig.createdAt)))
    }
  }

  async #help(gig: Gig, beganAtMs: number): Promise<void> {
    const isLookedAfter = () => this.#helpers().some(part => part.gig.id === gig.id)
    if (isLookedAfter()) return
    const member = await attempt(() => this.#members.findNear(gig, gig.seekerId, this.#random))
    if (member !== null && !isLookedAfter()) this.#engage(gig, member, 'helper', beganAtMs)
  }

  /** Takes a gig before anybody else does. */
  async #race(gig: Gig): Promise<void> {
    const racer = await attempt(() => this.#members.findNear(gig, gig.seekerId, this.#random))
    if (racer === null) return
    const accepted = await attempt(() => acceptGig(this.ctx, gig.id, racer))
    if (accepted) this.#engage(accepted, racer, 'helper')
  }

  /** Posts gigs for people outside the cast; racers are after those as well. */
  async #postErrands(): Promise<void> {
    for (const gig of await this.#errands.post()) {
      this.#engage(gig, gig.seekerId, 'seeker')
      if (!characters[this.#temperamentOf(gig.id)].races) continue
      const story = new Story(this.#time, this.#time.now())
      const waitSeconds = this.#random.between(3, 6)
      void this.#try(() => story.wait(waitSeconds).then(() => this.#race(gig)))
    }
  }

  /** @param beganAtMs the moment of what the member reacts to */
  #engage(gig: Gig, memberId: UserId, role: GigRole, beganAtMs = this.#time.now()): void {
    const key = keyOf(gig.id, memberId)
    if (this.#engagements.has(key)) return
    const seed = this.#random.whole(0, 0x7fff_ffff)
    const beginning = { gig, memberId, role, temperament: this.#temperamentOf(gig.id), seed, beganAtMs }
    const part = new Engagement(this.ctx, this.#time, this.options.baseUrl, beginning)
    this.#engagements.set(key, part)
    void this.#try(() => playActs(part, role === 'helper' ? helperActs : seekerActs)).finally(() =>
      this.#engagements.delete(key),
    )
  }

  #helpers(): Engagement[] {
    return [...this.#engagements.values()].filter(({ role }) => role === 'helper')
  }

  /** A member is told of something. */
  async #hear(memberId: UserId, event: NotificationEvent): Promise<void> {
    const gigId = event.data.gig_id
    const part = this.#engagements.get(keyOf(gigId, memberId)) ?? (await this.#takeUp(gigId, memberId))
    if (!part) return
    part.tell()
    // Simulated people would thank each other for ever.
    if (event.type === 'new_message' && part.otherId !== null && !this.#members.has(part.otherId))
      await part.hear()
  }

  /** Has a member see to a gig of theirs that the cast had nothing to do with so far. */
  async #takeUp(gigId: GigId, memberId: UserId): Promise<Engagement | null> {
    if (this.#wish === null && !this.#temperaments.has(gigId)) return null
    const gig = await this.ctx.store.gigs.find(gigId)
    if (!gig) return null
    this.#engage(gig, memberId, gig.seekerId === memberId ? 'seeker' : 'helper')
    return this.#engagements.get(keyOf(gigId, memberId)) ?? null
  }

  #temperamentOf(gigId: GigId): Temperament {
    const known = this.#temperaments.get(gigId)
    if (known) return known
    const temperament = drawTemperament(this.#wish?.temperament ?? 'friendly', this.#random)
    this.#temperaments.set(gigId, temperament)
    return temperament
  }

  /** Whatever goes wrong with one of them, the others go on. */
  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      // With the world gone, nothing can be done in it.
      if (!this.#time.isOver) this.ctx.log.error({ err: error }, 'A simulated person could not go on.')
    }
  }
}

const keyOf = (gigId: GigId, memberId: UserId) => `${gigId} ${memberId}`
