import { expect } from 'bun:test'
import { exampleGig } from '../support/gigs.ts'
import { type Expected, MarketplaceModel, type PersonNumber } from './marketplace-model.ts'
import type { MarketplaceWorld, Reply, Visitor } from './marketplace-world.ts'
import type { Operation, Role } from './operations.ts'

const nowhere = '00000000-0000-7000-8000-000000000000'

interface Parties {
  seeker: PersonNumber
  helper: PersonNumber | null
}

/** Does one operation after the other to the product and to the model, and holds their answers together. */
export class Play {
  readonly model = new MarketplaceModel()
  readonly #kept = new Map<string, { body: string; reply: Reply }>()

  constructor(
    readonly world: MarketplaceWorld,
    readonly people: Visitor[],
  ) {}

  async perform(operation: Operation): Promise<void> {
    this.world.clock.advance(1)
    const { model } = this
    switch (operation.kind) {
      case 'post': {
        const body = { ...exampleGig, budget: Number(operation.budgetSatang) / 100 }
        const made = () => model.post(operation.who, operation.budgetSatang)
        return this.#create(operation.who, '/api/gigs', body, operation.key, made)
      }
      case 'accept': {
        const { gig, path, who } = this.#gigAt(operation.at, operation.who)
        const made = (): [Expected, null] => [model.accept(gig, who), null]
        return this.#create(who, `${path}/accept`, {}, operation.key, made)
      }
      case 'move': {
        const { gig, path, who } = this.#gigAt(operation.at, operation.who)
        const { status: next } = operation
        return this.#act(who, 'PUT', `${path}/status`, { status: next }, model.move(gig, who, next))
      }
      case 'withdraw': {
        const { gig, path, who } = this.#gigAt(operation.at, operation.who)
        return this.#act(who, 'DELETE', path, undefined, model.withdraw(gig, who))
      }
      case 'pay': {
        const { gig, who } = this.#gigAt(operation.at, operation.who)
        const body = { gig_id: gig?.id ?? nowhere, payment_method: operation.method }
        const made = () => model.pay(gig, who, operation.method)
        return this.#create(who, '/api/transactions/escrow', body, operation.key, made)
      }
      case 'release':
      case 'refund':
        return this.#endPayment(operation)
      case 'settle':
        model.settle()
        return this.world.settle()
      case 'review': {
        const { gig, who } = this.#gigAt(operation.at, operation.who)
        const reviewee = this.#resolve(operation.reviewee, gig)
        const about = { gig_id: gig?.id ?? nowhere, reviewee_id: this.#visitor(reviewee).id }
        const body = { ...about, rating: operation.rating, comment: 'What there is to say.' }
        const made = () => model.review(gig, who, reviewee, operation.rating)
        return this.#create(who, '/api/reviews', body, operation.key, made)
      }
      case 'rerate':
      case 'unreview': {
        const review = model.reviews.at(-1 - operation.at)
        const parties = review && { seeker: review.reviewer, helper: review.reviewee }
        const who = this.#resolve(operation.who, parties)
        const path = `/api/reviews/${review?.id ?? nowhere}`
        if (operation.kind === 'unreview')
          return this.#act(who, 'DELETE', path, undefined, model.unreview(review, who))
        const { rating: stars } = operation
        return this.#act(who, 'PUT', path, { rating: stars }, model.rerate(review, who, stars))
      }
      case 'pause': {
        model.isAvailable[operation.who] = operation.isAvailable
        const body = { is_available: operation.isAvailable }
        return this.#act(operation.who, 'PUT', '/api/users/availability', body, [200])
      }
      case 'say':
      case 'read':
        return this.#chat(operation)
      case 'readNotifications':
        return this.#readNotifications(operation.who, operation.skip)
      case 'disable':
        return this.#disable(operation.who)
      case 'befriend': {
        const body = { buddy_user_id: this.#visitor(operation.other).id }
        const made = () => model.befriend(operation.who, operation.other)
        return this.#create(operation.who, '/api/buddies', body, operation.key, made)
      }
      case 'annotate':
      case 'unfriend': {
        const buddy = model.buddies.at(-1 - operation.at)
        const who = this.#resolve(operation.who, buddy && { seeker: buddy.owner, helper: buddy.other })
        const path = `/api/buddies/${buddy?.id ?? nowhere}`
        if (operation.kind === 'unfriend')
          return this.#act(who, 'DELETE', path, undefined, model.unfriend(buddy, who))
        const { notes } = operation
        return this.#act(who, 'PUT', path, { notes }, model.annotate(buddy, who, notes))
      }
    }
  }

  #endPayment(operation: Extract<Operation, { kind: 'release' | 'refund' }>): Promise<void> {
    const payment = this.model.payments.at(-1 - operation.at)
    const who = this.#resolve(operation.who, payment && { seeker: payment.payer, helper: payment.payee })
    const path = `/api/transactions/${payment?.id ?? nowhere}`
    const isRelease = operation.kind === 'release'
    const expected = isRelease ? this.model.release(payment, who) : this.model.refund(payment, who)
    if (operation.isByStatus) {
      const status = isRelease ? 'COMPLETED' : 'CANCELLED'
      return this.#act(who, 'PUT', `${path}/status`, { status }, expected)
    }
    return this.#act(who, 'PUT', `${path}/${isRelease ? 'release' : 'cancel'}`, undefined, expected)
  }

  /** The room of a gig, where there is one; who may write in it is tested elsewhere. */
  async #chat({ kind, at, who: by }: Extract<Operation, { kind: 'say' | 'read' }>): Promise<void> {
    const { gig, who } = this.#gigAt(at, by)
    const { body } = await this.#visitor(who).send('GET', `/api/chat/rooms?gig_id=${gig?.id ?? nowhere}`)
    const [room] = body.rooms
    if (!room) return
    const path = `/api/chat/rooms/${room.id}`
    if (kind === 'read') await this.#visitor(who).send('PUT', `${path}/read`)
    else await this.#visitor(who).send('POST', `${path}/messages`, { content: 'Hello' })
  }

  /** Reads up to one of the newest, and counts what is left unread. */
  async #readNotifications(who: PersonNumber, skip: number): Promise<void> {
    const list = async () => (await this.#visitor(who).send('GET', '/api/notifications?limit=100')).body
    const unreadIn = ({ notifications }: { notifications: { is_read: boolean }[] }) =>
      notifications.filter(({ is_read }) => !is_read).length
    const before = await list()
    const upTo = before.notifications.at(-1 - skip)?.id ?? null
    const { body } = await this.#visitor(who).send('PUT', '/api/notifications/read', { up_to: upTo })
    const after = await list()
    expect(after.unread_count).toBe(unreadIn(after))
    expect(body.updated_count).toBe(before.unread_count - after.unread_count)
  }

  /** Hides somebody from the lists of the others, and shows them again. */
  async #disable(who: PersonNumber): Promise<void> {
    const other = this.#visitor(who === 0 ? 1 : 0)
    const look = async () => {
      const [newest, buddies] = [
        await other.send('GET', '/api/gigs?limit=1'),
        await other.send('GET', '/api/buddies'),
      ]
      return [newest.body.total_count, buddies.body.total_count]
    }
    const { model } = this
    const [gigs, buddies] = await look()
    const hiddenGigs = model.gigsOf(who, 'seeker', 'PENDING').length
    const hiddenBuddies = model.buddiesOf(who === 0 ? 1 : 0).filter(buddy => buddy.other === who).length
    await this.world.setDisabled(this.#visitor(who), true)
    expect(await look()).toEqual([gigs - hiddenGigs, buddies - hiddenBuddies])
    await this.world.setDisabled(this.#visitor(who), false)
    expect(await look()).toEqual([gigs, buddies])
  }

  #gigAt(place: number, by: Role) {
    const gig = this.model.gigs.at(-1 - place)
    return { gig, path: `/api/gigs/${gig?.id ?? nowhere}`, who: this.#resolve(by, gig) }
  }

  #resolve(by: Role, parties: Parties | undefined): PersonNumber {
    if (by !== 'seeker' && by !== 'helper') return by
    const seeker = parties?.seeker ?? 0
    if (by === 'seeker') return seeker
    return parties?.helper ?? ([1, 2, 3, 0] as const)[seeker]
  }

  #visitor(who: PersonNumber): Visitor {
    const visitor = this.people[who]
    if (!visitor) throw new RangeError(`There is no person ${who}.`)
    return visitor
  }

  async #act(who: PersonNumber, method: string, path: string, body: unknown, expected: Expected) {
    const reply = await this.#visitor(who).send(method, path, body)
    expect([reply.status, reply.body?.error_code]).toEqual([expected[0], expected[1]])
  }

  /** A POST, perhaps with an Idempotency-Key: then the model is asked the first time alone. */
  async #create(
    who: PersonNumber,
    path: string,
    body: unknown,
    idempotencyKey: string | null,
    make: () => [Expected, { id: string } | null],
  ) {
    const keptAs = `${who} ${path} ${idempotencyKey}`
    const kept = idempotencyKey === null ? undefined : this.#kept.get(keptAs)
    const reply = await this.#visitor(who).send('POST', path, body, idempotencyKey)
    if (kept && kept.body === JSON.stringify(body)) {
      expect(reply).toEqual({ ...kept.reply, isReplayed: true })
      return
    }
    if (kept) {
      expect([reply.status, reply.body.error_code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
      return
    }
    const [expected, made] = make()
    expect([reply.status, reply.body.error_code, reply.isReplayed]).toEqual([expected[0], expected[1], false])
    if (made) made.id = reply.body.id
    if (idempotencyKey !== null && reply.status < 300)
      this.#kept.set(keptAs, { body: JSON.stringify(body), reply })
  }
}
