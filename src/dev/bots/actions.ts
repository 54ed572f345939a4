import type { Context } from '../../context.ts'
import { registerUser } from '../../domain/auth/service.ts'
import type { ChatRoom } from '../../domain/chat/room.ts'
import { findRoomOfGig, listMessages, markRoomRead, sendMessage } from '../../domain/chat/service.ts'
import type { Gig, GigStatus } from '../../domain/gigs/gig.ts'
import type { GigDraft } from '../../domain/gigs/rules.ts'
import {
  acceptGig,
  changeGigStatus,
  listGigsOf,
  listNewestGigs,
  postGig,
  searchGigs,
  withdrawGig,
} from '../../domain/gigs/service.ts'
import type { GigId, RoomId, TransactionId, UserId } from '../../domain/ids.ts'
import { postReview } from '../../domain/reviews/service.ts'
import { createMockProvider } from '../../domain/transactions/provider.ts'
import { createEscrow, releasePayment } from '../../domain/transactions/service.ts'
import type { NamedTransaction } from '../../domain/transactions/transaction.ts'
import { uploadFile } from '../../domain/uploads/service.ts'
import { listNearbyUsers, setPlace } from '../../domain/users/service.ts'
import type { User } from '../../domain/users/user.ts'
import { AppError } from '../../errors.ts'
import { commandOf } from '../../lib/command.ts'
import type { Coordinates } from '../../lib/geo.ts'
import { demoPassword } from '../seed/personas.ts'

/** The domain may reject it, for example because another user was faster. @returns null then */
export const attempt = async <Result>(action: () => Promise<Result>): Promise<Result | null> => {
  try {
    return await action()
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

type Review = Parameters<typeof postReview>[2]

export class BotActions {
  constructor(private readonly ctx: Context) {}

  register(email: string, fullName: string): Promise<User> {
    return registerUser(this.ctx, { email, password: demoPassword, fullName, contactInfo: null })
  }

  listUsers(): Promise<User[]> {
    return this.ctx.store.users.listAll()
  }

  async listNearby(center: Coordinates, radiusKm: number, askerId: UserId): Promise<User[]> {
    const search = { center, radiusKm, onlyAvailable: true, asker: askerId, limit: 50 }
    return (await listNearbyUsers(this.ctx, search, null)).map(({ user }) => user)
  }

  async moveTo(botId: UserId, place: Coordinates): Promise<void> {
    await setPlace(this.ctx, this.#commandOf(botId), place, undefined)
  }

  findGig(id: GigId): Promise<Gig | null> {
    return this.ctx.store.gigs.find(id)
  }

  async listGigs(userId: UserId, limit: number): Promise<Gig[]> {
    const page = await listGigsOf(this.ctx, userId, { role: null, status: null }, { skip: 0, limit }, null)
    return page.items
  }

  async listNewestGigs(limit: number): Promise<Gig[]> {
    return (await listNewestGigs(this.ctx, { skip: 0, limit }, null)).items
  }

  async listOpenGigs(center: Coordinates, radiusKm: number): Promise<Gig[]> {
    const search = { center, radiusKm, minBudgetSatang: null, maxBudgetSatang: null }
    const options = { ...search, status: 'PENDING', order: 'newest' } as const
    const { items } = await searchGigs(this.ctx, options, { skip: 0, limit: 50 }, null)
    return items.map(({ gig }) => gig)
  }

  postGig(botId: UserId, draft: GigDraft): Promise<Gig> {
    return postGig(this.ctx, this.#commandOf(botId), draft)
  }

  acceptGig(botId: UserId, gigId: GigId): Promise<Gig> {
    return acceptGig(this.ctx, this.#commandOf(botId), gigId)
  }

  async changeGigStatus(botId: UserId, gigId: GigId, status: GigStatus): Promise<void> {
    await changeGigStatus(this.ctx, this.#commandOf(botId), gigId, status)
  }

  async withdrawGig(botId: UserId, gigId: GigId): Promise<void> {
    await withdrawGig(this.ctx, this.#commandOf(botId), gigId)
  }

  findPayment(gigId: GigId): Promise<NamedTransaction | null> {
    return this.ctx.store.transactions.findOfGig(gigId)
  }

  async payEscrow(botId: UserId, gigId: GigId): Promise<void> {
    const draft = { gigId, paymentMethod: 'mock_payment' } as const
    await createEscrow(this.ctx, createMockProvider(this.ctx.clock), this.#commandOf(botId), draft)
  }

  async releasePayment(botId: UserId, id: TransactionId): Promise<void> {
    await releasePayment(this.ctx, this.#commandOf(botId), id, 'The work is done')
  }

  async hasReviewed(botId: UserId, gigId: GigId): Promise<boolean> {
    const reviews = await this.ctx.store.reviews.listOfGig(gigId)
    return reviews.some(({ reviewerId }) => reviewerId === botId)
  }

  async postReview(botId: UserId, review: Review): Promise<void> {
    await postReview(this.ctx, this.#commandOf(botId), review)
  }

  findRoom(id: RoomId): Promise<ChatRoom | null> {
    return this.ctx.store.chat.find(id)
  }

  findRoomOfGig(botId: UserId, gigId: GigId): Promise<ChatRoom | null> {
    return findRoomOfGig(this.ctx, gigId, botId)
  }

  async markRoomRead(botId: UserId, roomId: RoomId): Promise<void> {
    await markRoomRead(this.ctx, this.#commandOf(botId), roomId)
  }

  async listLastMessages(room: ChatRoom) {
    return (await listMessages(this.ctx, room, { skip: 0, limit: 20 }, null)).items
  }

  async sendMessage(botId: UserId, roomId: RoomId, content: string, imageUrl: string | null): Promise<void> {
    await sendMessage(this.ctx, this.#commandOf(botId), roomId, { content, imageUrl, clientId: null })
  }

  uploadImage(botId: UserId, image: File) {
    return uploadFile(this.ctx, this.#commandOf(botId), 'general', image)
  }

  #commandOf(botId: UserId) {
    return commandOf(botId, this.ctx)
  }
}
