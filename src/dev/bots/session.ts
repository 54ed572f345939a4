import type { Context } from '../../context.ts'
import { roomPublication, typingEvent } from '../../domain/chat/events.ts'
import type { ChatRoom } from '../../domain/chat/room.ts'
import type { Gig, GigRole, GigStatus } from '../../domain/gigs/gig.ts'
import type { UserId } from '../../domain/ids.ts'
import type { NamedTransaction, TransactionStatus } from '../../domain/transactions/transaction.ts'
import { fileUrlOf } from '../../domain/uploads/model.ts'
import { toBaht } from '../../lib/money.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { drawStreet } from '../seed/drawings.ts'
import type { Language } from '../seed/templates.ts'
import { attempt, BotActions } from './actions.ts'
import { type Behaviour, type BehaviourTraits, behaviourTraits } from './behaviour.ts'
import { languageOf, type PhraseVariants, reviewComments } from './phrases.ts'
import { replyTo } from './replies.ts'
import { type BotTime, Timeline } from './timeline.ts'

const typedCharactersPerSecond = 30
const maxTypingSeconds = 3

interface SessionStart {
  gig: Gig
  botId: UserId
  role: GigRole
  behaviour: Behaviour
  seed: number
  startMs: number
}

export class BotSession {
  readonly botId: UserId
  readonly role: GigRole
  behaviour: Behaviour
  nextAnswer: PhraseVariants | null = null
  readonly #actions: BotActions
  readonly #language: Language
  readonly #random: SeededRandom
  /** Answers draw from this, so the time at which a message arrives changes no other choice. */
  readonly #answerRandom: SeededRandom
  readonly #timeline: Timeline
  #gig: Gig
  #stepStatus: GigStatus
  #roomId: ChatRoom['id'] | null = null
  #isAnswering = false
  /** A bot types one message at a time. */
  #sending: Promise<void> = Promise.resolve()

  constructor(
    private readonly ctx: Context,
    private readonly time: BotTime,
    private readonly baseUrl: string | null,
    { gig, botId, role, behaviour, seed, startMs }: SessionStart,
  ) {
    this.#actions = new BotActions(ctx)
    this.#gig = gig
    this.#stepStatus = gig.status
    this.botId = botId
    this.role = role
    this.behaviour = behaviour
    this.#language = languageOf(gig)
    this.#random = seededRandom(seed)
    this.#answerRandom = seededRandom(this.#random.whole(0, 0x7fff_ffff))
    this.#timeline = new Timeline(time, startMs)
  }

  get traits(): BehaviourTraits {
    return behaviourTraits[this.behaviour]
  }

  get gig(): Gig {
    return this.#gig
  }

  get otherId(): UserId | null {
    return this.role === 'seeker' ? this.#gig.helperId : this.#gig.seekerId
  }

  /** `hasStatusChanged` compares with it from now on. */
  enterStatus(status: GigStatus): void {
    this.#stepStatus = status
  }

  /** @returns null when the gig was deleted or another helper has taken it */
  async refresh(): Promise<Gig | null> {
    const gig = await this.#actions.findGig(this.#gig.id)
    if (!gig) return null
    if (this.role === 'helper' && gig.status !== 'PENDING' && gig.helperId !== this.botId) return null
    this.#gig = gig
    return gig
  }

  notify(): void {
    this.#timeline.notify()
  }

  wait(min: number, max: number): Promise<void> {
    return this.#timeline.wait(this.#random.between(min, max) * this.traits.waitFactor)
  }

  until(condition: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> {
    return this.#timeline.until(condition, seconds * this.traits.waitFactor)
  }

  /** A random time, less when the status changes. @returns whether it has changed */
  statusChangesWithin(min: number, max: number): Promise<boolean> {
    return this.until(() => this.hasStatusChanged(), this.#random.between(min, max))
  }

  /** Less when the gig changes. @returns whether the payment has one of the statuses */
  async isPaidWithin(statuses: readonly TransactionStatus[], seconds: number): Promise<boolean> {
    const isPaid = async () => {
      const payment = await this.findPayment()
      return payment !== null && statuses.includes(payment.status)
    }
    await this.until(async () => (await isPaid()) || (await this.hasStatusChanged()), seconds)
    return isPaid()
  }

  async hasStatusChanged(): Promise<boolean> {
    return (await this.refresh())?.status !== this.#stepStatus
  }

  findPayment(): Promise<NamedTransaction | null> {
    return this.#actions.findPayment(this.#gig.id)
  }

  async accept(): Promise<void> {
    await attempt(() => this.#actions.acceptGig(this.botId, this.#gig.id))
  }

  async changeStatus(status: GigStatus): Promise<void> {
    await attempt(() => this.#actions.changeGigStatus(this.botId, this.#gig.id, status))
  }

  async withdraw(): Promise<void> {
    await attempt(() => this.#actions.withdrawGig(this.botId, this.#gig.id))
  }

  async pay(): Promise<boolean> {
    const paid = await attempt(async () => {
      await this.#actions.payEscrow(this.botId, this.#gig.id)
      return true
    })
    return paid ?? false
  }

  async releasePayment(): Promise<void> {
    const payment = await this.findPayment()
    if (payment?.status === 'PENDING')
      await attempt(() => this.#actions.releasePayment(this.botId, payment.id))
  }

  hasReviewed(): Promise<boolean> {
    return this.#actions.hasReviewed(this.botId, this.#gig.id)
  }

  async review(): Promise<void> {
    const revieweeId = this.otherId
    if (revieweeId === null) return
    const rating = this.#random.whole(...this.traits.ratingRange)
    const comment = this.#random.pick(reviewComments[rating > 2 ? 'warm' : 'stern'][this.#language])
    const review = { gigId: this.#gig.id, revieweeId, rating, comment }
    await attempt(() => this.#actions.postReview(this.botId, review))
  }

  say(phrases: PhraseVariants, imageUrl: string | null = null): Promise<void> {
    return this.#queueMessage(this.#random.pick(phrases[this.#language]), imageUrl, this.#timeline)
  }

  async sendImage(phrases: PhraseVariants): Promise<void> {
    const { baseUrl } = this
    const image = drawStreet(this.#random)
    if (baseUrl === null) return
    const file = await attempt(() => this.#actions.uploadImage(this.botId, image))
    if (file) await this.say(phrases, fileUrlOf(baseUrl, file.id))
  }

  async answerMessages(): Promise<void> {
    if (this.traits.isSilent || this.#isAnswering) return
    this.#isAnswering = true
    const random = this.#answerRandom
    const timeline = new Timeline(this.time, this.time.now())
    await timeline.wait(random.between(1, 2) * this.traits.waitFactor)
    this.#isAnswering = false
    const received = await this.#readMessages()
    if (received === null) return
    const answer = this.nextAnswer
      ? random.pick(this.nextAnswer[this.#language])
      : replyTo(received, this.role, this.#language, random)
    await this.#queueMessage(answer, null, timeline)
    this.nextAnswer = null
    this.notify()
  }

  async #readMessages(): Promise<string | null> {
    const room = await this.#findRoom()
    if (!room) return null
    const messages = await attempt(async () => {
      await this.#actions.markRoomRead(this.botId, room.id)
      return this.#actions.listLastMessages(room)
    })
    return messages?.findLast(({ senderId }) => senderId !== this.botId)?.content ?? null
  }

  #queueMessage(content: string, imageUrl: string | null, timeline: Timeline): Promise<void> {
    const sent = this.#sending.then(() => this.#typeAndSend(this.#fillAmount(content), imageUrl, timeline))
    this.#sending = sent.catch(() => {}) // the caller of this message handles its error
    return sent
  }

  async #typeAndSend(content: string, imageUrl: string | null, timeline: Timeline): Promise<void> {
    const room = await this.#findRoom()
    if (!room?.isActive) return
    this.#publishTyping(room, true)
    await timeline.wait(Math.min(maxTypingSeconds, content.length / typedCharactersPerSecond))
    await attempt(() => this.#actions.sendMessage(this.botId, room.id, content, imageUrl))
    this.#publishTyping(room, false)
  }

  #publishTyping(room: ChatRoom, isTyping: boolean) {
    const { id, fullName } = room[this.role]
    const data = { user_id: id, user_name: fullName, is_typing: isTyping }
    this.ctx.hub.publish(roomPublication(room.id, typingEvent(data), { exceptUserId: this.botId }))
  }

  #fillAmount(phrase: string): string {
    return phrase.replace('{amount}', toBaht(this.#gig.budgetSatang).toLocaleString('en-US'))
  }

  async #findRoom(): Promise<ChatRoom | null> {
    if (this.#roomId) return this.#actions.findRoom(this.#roomId)
    const room = await this.#actions.findRoomOfGig(this.botId, this.#gig.id)
    this.#roomId = room?.id ?? null
    return room
  }
}
