import type { Context } from '../../context.ts'
import type { UserId } from '../../domain/ids.ts'
import { isNotificationEvent, type NotificationEvent, userTopic } from '../../domain/notifications/events.ts'
import type { User } from '../../domain/users/user.ts'
import { AppError } from '../../errors.ts'
import type { Coordinates } from '../../lib/geo.ts'
import type { SeededRandom } from '../../lib/random.ts'
import type { HubSocket } from '../../realtime/socket-registry.ts'
import { pointAt } from '../seed/cities.ts'
import { drawName } from '../seed/names.ts'
import { isResidentEmail } from '../seed/personas.ts'
import { BotActions } from './actions.ts'

/** Residents of the seed, and accounts that bots registered; personas are left to people. */
const isBotAccount = ({ email }: Pick<User, 'email'>): boolean =>
  isResidentEmail(email) || /^cast\d+@example\.com$/.test(email)

const maxDistanceKm = 5

/** One of these is picked, so that it is not always the same bot. */
const shortlistLength = 3

interface PoolListener {
  onNotification(botId: UserId, event: NotificationEvent): void
  isBusy(botId: UserId): boolean
}

/** Each bot has a socket in the hub, so nothing is polled. */
export class BotPool {
  readonly #availability = new Map<UserId, boolean>()
  readonly #sockets: HubSocket[] = []
  readonly #actions: BotActions
  #registeredCount = 0
  #isDisconnected = false

  constructor(
    private readonly ctx: Context,
    private readonly listener: PoolListener,
  ) {
    this.#actions = new BotActions(ctx)
  }

  get size(): number {
    return this.#availability.size
  }

  has(id: UserId): boolean {
    return this.#availability.has(id)
  }

  addFrom(users: readonly User[]): User[] {
    const others: User[] = []
    for (const user of users) {
      if (isBotAccount(user)) this.#add(user)
      else others.push(user)
    }
    return others
  }

  disconnect(): void {
    this.#isDisconnected = true
    for (const socket of this.#sockets.splice(0)) this.ctx.hub.leave(socket)
  }

  /** Within 5 km. Else a free bot moves there, or a new one registers. @throws AppError OVERLOADED */
  async findNear(place: Coordinates, except: UserId, random: SeededRandom): Promise<UserId> {
    const isFree = (id: UserId) =>
      this.#availability.get(id) === true && id !== except && !this.listener.isBusy(id)
    const near = await this.#actions.listNearby(place, maxDistanceKm, except)
    const nearest = near.map(({ id }) => id).filter(isFree)
    if (nearest.length > 0) return random.pick(nearest.slice(0, shortlistLength))
    const free = [...this.#availability.keys()].filter(isFree)
    const bot = free.length > 0 ? random.pick(free) : await this.#registerBot(random)
    await this.#actions.moveTo(bot, pointNear(place, 1, random))
    return bot
  }

  #add({ id, isAvailable }: User) {
    if (!this.#availability.has(id) && !this.#isDisconnected) this.#sockets.push(this.#connect(id))
    this.#availability.set(id, isAvailable)
  }

  async #registerBot(random: SeededRandom): Promise<UserId> {
    for (;;) {
      this.#registeredCount += 1
      const { fullName } = drawName(random)
      try {
        const user = await this.#actions.register(`cast${this.#registeredCount}@example.com`, fullName)
        this.#add(user)
        return user.id
      } catch (error) {
        // An earlier run has registered this address.
        if (error instanceof AppError && error.code === 'EMAIL_ALREADY_EXISTS') continue
        throw error
      }
    }
  }

  #connect(userId: UserId): HubSocket {
    const { hub, newId } = this.ctx
    const socket: HubSocket = {
      topic: userTopic(userId),
      area: null,
      userId,
      sessionId: newId<'session'>(),
      backlogBytes: 0,
      cutOff: () => {},
      subscribe: () => {},
      published: event => {
        if (isNotificationEvent(event)) this.listener.onNotification(userId, event)
      },
      ping: () => {},
      end: () => hub.leave(socket),
    }
    hub.join(socket)
    return socket
  }
}

export const pointNear = (place: Coordinates, maxKm: number, random: SeededRandom): Coordinates => {
  const degrees = random.between(0, 360)
  return pointAt(place, random.between(0.1, maxKm), degrees)
}
