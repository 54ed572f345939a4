import type { Context } from '../../context.ts'
import { roomPublication, typingEvent } from '../../domain/chat/events.ts'
import type { ChatRoom } from '../../domain/chat/room.ts'
import { listMessages, listRoomsOf, markRoomRead, sendMessage } from '../../domain/chat/service.ts'
import type { Gig, GigRole, GigStatus } from '../../domain/gigs/gig.ts'
import { changeGigStatus } from '../../domain/gigs/service.ts'
import type { UserId } from '../../domain/ids.ts'
import { postReview } from '../../domain/reviews/service.ts'
import type { NamedTransaction, TransactionStatus } from '../../domain/transactions/transaction.ts'
import { fileUrlOf } from '../../domain/uploads/model.ts'
import { uploadFile } from '../../domain/uploads/service.ts'
import { AppError } from '../../errors.ts'
import { toBaht } from '../../lib/money.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { drawStreet } from '../pictures.ts'
import { comments, type Language, type Lines, languageOf } from './lines.ts'
import { replyTo } from './replies.ts'
import { type CastTime, Story } from './story.ts'
import { type Character, characters, type Temperament } from './temperament.ts'

/** Does something that may be refused: a refusal is part of life. @returns null where it was */
export const attempt = async <Done>(act: () => Promise<Done>): Promise<Done | null> => {
  try {
    return await act()
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** How many characters somebody types in a second, and how long they type at most. */
const typedPerSecond = 30
const maxTypingSeconds = 3

interface Beginning {
  gig: Gig
  memberId: UserId
  role: GigRole
  temperament: Temperament
  /** A number that all choices follow from. */
  seed: number
  /** The moment of what the member reacts to. */
  beganAtMs: number
}

/** One simulated person and one gig: what they see of it, wait for, say and do. */
export class Engagement {
  readonly memberId: UserId
  readonly role: GigRole
  readonly language: Language
  /** Can change while the gig is on its way. */
  temperament: Temperament
  /** What the next message of the other is answered with, whatever it says. */
  nextAnswer: Lines | null = null
  #gig: Gig
  /** The status that the gig has while the act goes on that is played now. */
  #actStatus: GigStatus
  readonly #random: SeededRandom
  /** Answers choose by themselves: when a message comes must not change what else is said. */
  readonly #answerRandom: SeededRandom
  readonly #story: Story
  #roomOfGig: ChatRoom['id'] | null = null
  #isListening = false
  /** Ends when the last thing that is to be said has been said: nobody types two messages at once. */
  #speech: Promise<void> = Promise.resolve()

  constructor(
    readonly ctx: Context,
    private readonly time: CastTime,
    private readonly baseUrl: string | null,
    { gig, memberId, role, temperament, seed, beganAtMs }: Beginning,
  ) {
    this.#gig = gig
    this.#actStatus = gig.status
    this.memberId = memberId
    this.role = role
    this.temperament = temperament
    this.language = languageOf(gig)
    this.#random = seededRandom(seed)
    this.#answerRandom = seededRandom(this.#random.whole(0, 0x7fff_ffff))
    this.#story = new Story(time, beganAtMs)
  }

  get character(): Character {
    return characters[this.temperament]
  }

  /** The gig as it was when it was looked at last. */
  get gig(): Gig {
    return this.#gig
  }

  /** The other of the two; null where nobody has taken the gig. */
  get otherId(): UserId | null {
    return this.role === 'seeker' ? this.#gig.helperId : this.#gig.seekerId
  }

  /** Begins the act of a status: that the gig moves means from now on that it has another one. */
  beginAct(status: GigStatus): void {
    this.#actStatus = status
  }

  /** @returns the gig as it is; null when it is gone or another has taken it */
  async look(): Promise<Gig | null> {
    const gig = await this.ctx.store.gigs.find(this.#gig.id)
    if (!gig) return null
    if (this.role === 'helper' && gig.status !== 'PENDING' && gig.helperId !== this.memberId) return null
    this.#gig = gig
    return gig
  }

  /** Something about the gig has changed. */
  tell(): void {
    this.#story.tell()
  }

  /** Waits between `least` and `most` seconds. */
  wait(least: number, most: number): Promise<void> {
    return this.#story.wait(this.#random.between(least, most) * this.character.pace)
  }

  /** Waits until something holds, but not longer than `seconds`. @returns whether it holds */
  until(isSo: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> {
    return this.#story.until(isSo, seconds * this.character.pace)
  }

  /** Waits between `least` and `most` seconds, or less when the gig moves. @returns whether it has moved */
  movesWithin(least: number, most: number): Promise<boolean> {
    return this.until(() => this.hasMoved(), this.#random.between(least, most))
  }

  /** Waits until the payment has one of these statuses, or less when the gig moves. @returns whether it has one */
  async isPaidWithin(statuses: readonly TransactionStatus[], seconds: number): Promise<boolean> {
    const isPaid = async () => {
      const payment = await this.findPayment()
      return payment !== null && statuses.includes(payment.status)
    }
    await this.until(async () => (await isPaid()) || (await this.hasMoved()), seconds)
    return isPaid()
  }

  async hasMoved(): Promise<boolean> {
    return (await this.look())?.status !== this.#actStatus
  }

  findPayment(): Promise<NamedTransaction | null> {
    return this.ctx.store.transactions.findOfGig(this.#gig.id)
  }

  async move(status: GigStatus): Promise<void> {
    await attempt(() => changeGigStatus(this.ctx, this.#gig.id, status, this.memberId))
  }

  /** Types something and sends it. */
  say(lines: Lines, imageUrl: string | null = null): Promise<void> {
    return this.#speak(this.#random.pick(lines[this.language]), imageUrl, this.#story)
  }

  /** Sends a picture of the work, where pictures have an address. */
  async show(lines: Lines): Promise<void> {
    const { baseUrl } = this
    const picture = drawStreet(this.#random)
    if (baseUrl === null) return
    const file = await attempt(() => uploadFile(this.ctx, this.memberId, 'general', picture))
    if (file) await this.say(lines, fileUrlOf(baseUrl, file.id))
  }

  async hasReviewed(): Promise<boolean> {
    const reviews = await this.ctx.store.reviews.listOfGig(this.#gig.id)
    return reviews.some(({ reviewerId }) => reviewerId === this.memberId)
  }

  async review(): Promise<void> {
    const gigId = this.#gig.id
    const revieweeId = this.otherId
    if (revieweeId === null) return
    const rating = this.#random.whole(...this.character.stars)
    const comment = this.#random.pick(comments[rating > 2 ? 'warm' : 'stern'][this.language])
    await attempt(() =>
      postReview(this.ctx, { gigId, reviewerId: this.memberId, revieweeId, rating, comment }),
    )
  }

  /** Somebody has written: reads it after a moment and answers, all that has come by then at once. */
  async hear(): Promise<void> {
    if (this.character.isSilent || this.#isListening) return
    this.#isListening = true
    const random = this.#answerRandom
    const story = new Story(this.time, this.time.now())
    await story.wait(random.between(1, 2) * this.character.pace)
    this.#isListening = false
    const heard = await this.#read()
    if (heard === null) return
    const answer = this.nextAnswer
      ? random.pick(this.nextAnswer[this.language])
      : replyTo(heard, this.role, this.language, random)
    await this.#speak(answer, null, story)
    this.nextAnswer = null
    this.tell()
  }

  /** Reads what is new. @returns the last that the other said; null where nothing was new */
  async #read(): Promise<string | null> {
    const room = await this.#findRoom()
    if (!room || !(await attempt(() => markRoomRead(this.ctx, room.id, this.memberId)))) return null
    const { items } = await listMessages(this.ctx, room, { skip: 0, limit: 20 })
    return items.findLast(({ senderId }) => senderId !== this.memberId)?.content ?? null
  }

  #speak(content: string, imageUrl: string | null, story: Story): Promise<void> {
    const speech = this.#speech.then(() => this.#typeAndSend(this.#fill(content), imageUrl, story))
    this.#speech = speech.catch(() => {}) // its fault is the speaker's, not the next one's
    return speech
  }

  async #typeAndSend(content: string, imageUrl: string | null, story: Story): Promise<void> {
    const room = await this.#findRoom()
    if (!room?.isActive) return
    this.#publishTyping(room, true)
    await story.wait(Math.min(maxTypingSeconds, content.length / typedPerSecond))
    await attempt(() => sendMessage(this.ctx, room.id, this.memberId, { content, imageUrl, clientId: null }))
    this.#publishTyping(room, false)
  }

  /** As the socket of a real client makes it. */
  #publishTyping(room: ChatRoom, isTyping: boolean) {
    const { id, fullName } = room[this.role]
    const data = { user_id: id, user_name: fullName, is_typing: isTyping }
    this.ctx.hub.publish(roomPublication(room.id, typingEvent(data), this.memberId))
  }

  #fill(line: string): string {
    return line.replace('{amount}', toBaht(this.#gig.budgetSatang).toLocaleString('en-US'))
  }

  async #findRoom(): Promise<ChatRoom | null> {
    if (this.#roomOfGig) return this.ctx.store.chat.find(this.#roomOfGig)
    const { items } = await listRoomsOf(this.ctx, this.memberId, { skip: 0, limit: 100 })
    const room = items.find(({ gigId }) => gigId === this.#gig.id) ?? null
    this.#roomOfGig = room?.id ?? null
    return room
  }
}
