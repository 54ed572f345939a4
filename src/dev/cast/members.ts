import type { Context } from '../../context.ts'
import { registerUser } from '../../domain/auth/service.ts'
import type { UserId } from '../../domain/ids.ts'
import { isNotificationEvent, type NotificationEvent, userTopic } from '../../domain/notifications/events.ts'
import { listNearbyUsers, setPlace } from '../../domain/users/service.ts'
import type { User } from '../../domain/users/user.ts'
import { AppError } from '../../errors.ts'
import type { Coordinates } from '../../lib/geo.ts'
import type { SeededRandom } from '../../lib/random.ts'
import type { HubSocket } from '../../realtime/hub.ts'
import { spotAt } from '../city/cities.ts'
import { drawName } from '../city/names.ts'
import { demoPassword, isTownsperson } from '../city/personas.ts'

/** Who takes part: the people of the example world without a name of their own in it, and who joined the cast. */
const isMember = ({ email }: Pick<User, 'email'>): boolean =>
  isTownsperson(email) || /^cast\d+@example\.com$/.test(email)

/** As far as a helper goes for a gig, in km. */
const nearbyKm = 5

/** One of so many nearest people is chosen, so that it is not always the same. */
const shortlist = 3

interface Listener {
  /** Called with whatever a member is notified of. */
  hear(memberId: UserId, event: NotificationEvent): void
  /** Whether somebody is at work on a gig already. */
  isBusy(memberId: UserId): boolean
}

/** The simulated people of a world. Each has the app open: what they are notified of reaches them at once. */
export class Members {
  /** Whether each takes gigs. */
  readonly #people = new Map<UserId, boolean>()
  readonly #sockets: HubSocket[] = []
  #joined = 0
  #hasLeft = false

  constructor(
    private readonly ctx: Context,
    private readonly listener: Listener,
  ) {}

  get size(): number {
    return this.#people.size
  }

  has(id: UserId): boolean {
    return this.#people.has(id)
  }

  /** Takes in the members among everybody. @returns the others */
  gather(everybody: readonly User[]): User[] {
    const others: User[] = []
    for (const user of everybody) {
      if (isMember(user)) this.#take(user)
      else others.push(user)
    }
    return others
  }

  leave(): void {
    this.#hasLeft = true
    for (const socket of this.#sockets.splice(0)) this.ctx.hub.leave(socket)
  }

  /**
   * A member who has time and is within 5 km of a place; where there is none, one who moves there, or somebody new.
   * @param except somebody who is not meant
   * @throws AppError OVERLOADED
   */
  async findNear(place: Coordinates, except: UserId, random: SeededRandom): Promise<UserId> {
    const isFree = (id: UserId) => this.#people.get(id) === true && id !== except && !this.listener.isBusy(id)
    const near = await listNearbyUsers(this.ctx, {
      center: place,
      radiusKm: nearbyKm,
      onlyAvailable: true,
      asker: except,
      limit: 50,
    })
    const nearest = near.map(({ user }) => user.id).filter(isFree)
    if (nearest.length > 0) return random.pick(nearest.slice(0, shortlist))
    const free = [...this.#people.keys()].filter(isFree)
    const member = free.length > 0 ? random.pick(free) : await this.#join(random)
    await setPlace(this.ctx, member, placeNear(place, 1, random), undefined)
    return member
  }

  #take({ id, isAvailable }: User) {
    if (!this.#people.has(id) && !this.#hasLeft) this.#sockets.push(this.#listen(id))
    this.#people.set(id, isAvailable)
  }

  async #join(random: SeededRandom): Promise<UserId> {
    for (;;) {
      this.#joined += 1
      const email = `cast${this.#joined}@example.com`
      const { fullName } = drawName(random)
      try {
        const person = { email, password: demoPassword, fullName, contactInfo: null }
        const user = await registerUser(this.ctx, person)
        this.#take(user)
        return user.id
      } catch (error) {
        // Somebody who joined an earlier cast.
        if (error instanceof AppError && error.code === 'EMAIL_ALREADY_EXISTS') continue
        throw error
      }
    }
  }

  #listen(userId: UserId): HubSocket {
    const { hub, newId } = this.ctx
    const socket: HubSocket = {
      topic: userTopic(userId),
      userId,
      sessionId: newId<'session'>(),
      subscribe: () => {},
      published: event => {
        if (isNotificationEvent(event)) this.listener.hear(userId, event)
      },
      ping: () => {},
      end: () => hub.leave(socket),
    }
    hub.join(socket)
    return socket
  }
}

/** A place up to so many kilometres from another, to the metre. */
export const placeNear = (place: Coordinates, maxKm: number, random: SeededRandom): Coordinates => {
  const degrees = random.between(0, 360)
  return spotAt(place, random.between(0.1, maxKm), degrees)
}
