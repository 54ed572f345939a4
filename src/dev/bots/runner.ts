import { LRUCache } from 'lru-cache'
import type { Context } from '../../context.ts'
import type { Gig, GigRole } from '../../domain/gigs/gig.ts'
import type { GigId, UserId } from '../../domain/ids.ts'
import type { NotificationEvent } from '../../domain/notifications/events.ts'
import type { User } from '../../domain/users/user.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { toMilliseconds, toTimestamp } from '../../lib/timestamp.ts'
import { attempt, BotActions } from './actions.ts'
import { type Behaviour, behaviourTraits, drawBehaviour } from './behaviour.ts'
import { helperScript } from './helper-script.ts'
import { BotPool } from './pool.ts'
import { BotPosts } from './posts.ts'
import { runScript } from './script.ts'
import { seekerScript } from './seeker-script.ts'
import { BotSession } from './session.ts'
import { BotTime, Timeline } from './timeline.ts'

export interface BotOptions {
  seed: number
  /** For the URLs of images. With null, bots send no images. */
  baseUrl: string | null
}

export interface BotSettings {
  behaviour: Behaviour | 'mixed'
  /** From 0.1 to 100. Every wait is divided by it. */
  speed: number
}

const tickMs = 1000
const minTickMs = 100

const ticksPerUserRefresh = 10

/** Older gigs are neither taken nor continued after a start. */
const maxGigAgeMs = 10 * 60_000

const maxOtherUsers = 20
const maxHelpers = 50

export class BotRunner {
  readonly #time: BotTime
  readonly #actions: BotActions
  readonly #pool: BotPool
  readonly #posts: BotPosts
  readonly #random: SeededRandom
  readonly #sessions = new Map<string, BotSession>()
  readonly #behaviours = new LRUCache<GigId, Behaviour>({ max: 10_000 })
  /** Null until `run`: then bots deal only with the gigs that were assigned. */
  #settings: BotSettings | null = null
  #otherUsers: Promise<User[]> | null = null
  #checkedMs = 0
  #ticks = 0

  constructor(
    private readonly ctx: Context,
    private readonly options: BotOptions,
  ) {
    this.#time = new BotTime(ctx.clock)
    this.#actions = new BotActions(ctx)
    this.#random = seededRandom(options.seed)
    this.#pool = new BotPool(ctx, {
      onNotification: (botId, event) => void this.#guard(() => this.#handleNotification(botId, event)),
      isBusy: id => this.#helpers().some(session => session.botId === id),
    })
    this.#posts = new BotPosts(ctx, this.#time, this.#pool, this.#random)
  }

  get botCount(): number {
    return this.#pool.size
  }

  get sessionCount(): number {
    return this.#sessions.size
  }

  async run(settings: BotSettings): Promise<void> {
    const isFirst = this.#settings === null
    this.#settings = settings
    this.#time.speed = settings.speed
    if (!isFirst) return
    this.#checkedMs = this.#time.now()
    await this.#guard(async () => void (await this.#listOtherUsers()))
    void this.#tick()
  }

  /** Resolves when a bot deals with the gig; a racer has accepted it then. */
  async assign(gigId: GigId, behaviour: Behaviour): Promise<void> {
    this.#behaviours.set(gigId, behaviour)
    for (const session of this.#sessions.values()) if (session.gig.id === gigId) session.behaviour = behaviour
    await this.#guard(async () => {
      await this.#listOtherUsers()
      const gig = await this.#actions.findGig(gigId)
      if (!gig) return
      const isPostedByBot = this.#pool.has(gig.seekerId)
      if (isPostedByBot) this.#startSession(gig, gig.seekerId, 'seeker')
      if (gig.status !== 'PENDING') return
      if (behaviourTraits[behaviour].races) await this.#race(gig)
      else if (!isPostedByBot) await this.#sendHelper(gig, this.#time.now())
    })
  }

  stop(): void {
    this.#time.stop()
    this.#pool.disconnect()
  }

  #listOtherUsers(): Promise<User[]> {
    this.#otherUsers ??= this.#actions.listUsers().then(users => this.#pool.addFrom(users))
    return this.#otherUsers
  }

  async #tick(): Promise<void> {
    if (this.#time.isStopped) return
    await this.#guard(async () => {
      await this.#refreshUsers()
      await this.#handleNewGigs()
      await this.#postGigs()
    })
    this.#time.after(
      Math.min(tickMs, Math.max(minTickMs, tickMs / this.#time.speed)),
      () => void this.#tick(),
    )
  }

  async #refreshUsers(): Promise<void> {
    const isFirst = this.#ticks === 0
    this.#ticks += 1
    if (!isFirst && this.#ticks % ticksPerUserRefresh !== 0) return
    if (!isFirst) this.#otherUsers = null
    const others = (await this.#listOtherUsers()).slice(-maxOtherUsers)
    await this.#posts.updateNeighbours(others)
    if (isFirst) for (const other of others) await this.#continueGigsWith(other.id)
  }

  async #continueGigsWith(other: UserId): Promise<void> {
    const since = toTimestamp(this.#time.now() - maxGigAgeMs)
    const gigs = await this.#actions.listGigs(other, 20)
    for (const gig of gigs.filter(({ updatedAt }) => updatedAt >= since)) {
      const bot = gig.seekerId === other ? gig.helperId : gig.seekerId
      if (bot !== null && this.#pool.has(bot) && gig.status !== 'CANCELLED')
        this.#startSession(gig, bot, gig.seekerId === bot ? 'seeker' : 'helper')
    }
  }

  async #handleNewGigs(): Promise<void> {
    const checkedMs = this.#checkedMs
    const since = toTimestamp(checkedMs - maxGigAgeMs)
    this.#checkedMs = this.#time.now()
    const gigs = await this.#actions.listNewestGigs(100)
    for (const gig of gigs.reverse()) {
      if (gig.createdAt < since || this.#pool.has(gig.seekerId)) continue
      if (this.#behaviours.has(gig.id) || this.#helpers().length >= maxHelpers) continue
      if (behaviourTraits[this.#behaviourFor(gig.id)].races) await this.#race(gig)
      // No earlier than the last check: older time is not made up for.
      else await this.#sendHelper(gig, Math.max(checkedMs, toMilliseconds(gig.createdAt)))
    }
  }

  async #sendHelper(gig: Gig, startMs: number): Promise<void> {
    const hasHelper = () => this.#helpers().some(session => session.gig.id === gig.id)
    if (hasHelper()) return
    const bot = await attempt(() => this.#pool.findNear(gig, gig.seekerId, this.#random))
    if (bot !== null && !hasHelper()) this.#startSession(gig, bot, 'helper', startMs)
  }

  async #race(gig: Gig): Promise<void> {
    const racer = await attempt(() => this.#pool.findNear(gig, gig.seekerId, this.#random))
    if (racer === null) return
    const accepted = await attempt(() => this.#actions.acceptGig(racer, gig.id))
    if (accepted) this.#startSession(accepted, racer, 'helper')
  }

  /** Racers take some of those as well, after a few seconds. */
  async #postGigs(): Promise<void> {
    for (const gig of await this.#posts.postDue()) {
      this.#startSession(gig, gig.seekerId, 'seeker')
      if (!behaviourTraits[this.#behaviourFor(gig.id)].races) continue
      const timeline = new Timeline(this.#time, this.#time.now())
      const waitSeconds = this.#random.between(3, 6)
      void this.#guard(() => timeline.wait(waitSeconds).then(() => this.#race(gig)))
    }
  }

  #startSession(gig: Gig, botId: UserId, role: GigRole, startMs = this.#time.now()): void {
    const key = sessionKey(gig.id, botId)
    if (this.#sessions.has(key)) return
    const seed = this.#random.whole(0, 0x7fff_ffff)
    const start = { gig, botId, role, behaviour: this.#behaviourFor(gig.id), seed, startMs }
    const session = new BotSession(this.ctx, this.#time, this.options.baseUrl, start)
    this.#sessions.set(key, session)
    void this.#guard(() => runScript(session, role === 'helper' ? helperScript : seekerScript)).finally(() =>
      this.#sessions.delete(key),
    )
  }

  #helpers(): BotSession[] {
    return [...this.#sessions.values()].filter(({ role }) => role === 'helper')
  }

  async #handleNotification(botId: UserId, event: NotificationEvent): Promise<void> {
    const gigId = event.data.gig_id
    const session = this.#sessions.get(sessionKey(gigId, botId)) ?? (await this.#continueGig(gigId, botId))
    if (!session) return
    session.notify()
    // Two bots that answered each other would never stop.
    if (event.type === 'new_message' && session.otherId !== null && !this.#pool.has(session.otherId))
      await session.answerMessages()
  }

  async #continueGig(gigId: GigId, botId: UserId): Promise<BotSession | null> {
    if (this.#settings === null && !this.#behaviours.has(gigId)) return null
    const gig = await this.#actions.findGig(gigId)
    if (!gig) return null
    this.#startSession(gig, botId, gig.seekerId === botId ? 'seeker' : 'helper')
    return this.#sessions.get(sessionKey(gigId, botId)) ?? null
  }

  #behaviourFor(gigId: GigId): Behaviour {
    const known = this.#behaviours.get(gigId)
    if (known) return known
    const behaviour = drawBehaviour(this.#settings?.behaviour ?? 'friendly', this.#random)
    this.#behaviours.set(gigId, behaviour)
    return behaviour
  }

  async #guard(action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      // After a stop the store may be closed, so errors are expected.
      if (!this.#time.isStopped) this.ctx.log.error({ err: error }, 'A bot failed.')
    }
  }
}

const sessionKey = (gigId: GigId, botId: UserId) => `${gigId} ${botId}`
