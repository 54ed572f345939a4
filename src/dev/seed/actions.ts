import type { Context } from '../../context.ts'
import { openAccount } from '../../domain/auth/service.ts'
import { addBuddy } from '../../domain/buddies/service.ts'
import { endRoom, markRoomRead, sendMessage } from '../../domain/chat/service.ts'
import type { GigStatus } from '../../domain/gigs/gig.ts'
import type { GigDraft } from '../../domain/gigs/rules.ts'
import { acceptGig, changeGigStatus, postGig } from '../../domain/gigs/service.ts'
import type { GigId, RoomId, TransactionId, UserId } from '../../domain/ids.ts'
import { markNotificationsRead } from '../../domain/notifications/service.ts'
import { postReview } from '../../domain/reviews/service.ts'
import { createMockProvider } from '../../domain/transactions/provider.ts'
import { createEscrow, releasePayment } from '../../domain/transactions/service.ts'
import type { PaymentMethod } from '../../domain/transactions/transaction.ts'
import type { FileCategory } from '../../domain/uploads/file.ts'
import { uploadFile } from '../../domain/uploads/service.ts'
import { setAvailability, setPlace } from '../../domain/users/service.ts'
import type { Coordinates } from '../../lib/geo.ts'
import { demoPasswordHash } from './personas.ts'

/** A call of a domain service, to be made with the context of its time. */
export type Action = (ctx: Context) => Promise<unknown>

type Account = Parameters<typeof openAccount>[1]
type Review = Parameters<typeof postReview>[1]

/** Every write of the seed: the same domain services that requests call. Each makes exactly one write of the store. */
export const seedActions = {
  openAccount:
    (account: Account): Action =>
    ctx =>
      openAccount(ctx, account, demoPasswordHash),
  setPlace:
    (userId: UserId, place: Coordinates, addressText: string): Action =>
    ctx =>
      setPlace(ctx, userId, place, addressText),
  setUnavailable:
    (userId: UserId): Action =>
    ctx =>
      setAvailability(ctx, userId, false),
  uploadImage:
    (ownerId: UserId, category: FileCategory, image: File): Action =>
    ctx =>
      uploadFile(ctx, ownerId, category, image),
  postGig:
    (seekerId: UserId, draft: GigDraft): Action =>
    ctx =>
      postGig(ctx, seekerId, draft),
  acceptGig:
    (helperId: UserId, gigId: GigId): Action =>
    ctx =>
      acceptGig(ctx, gigId, helperId),
  changeGigStatus:
    (actorId: UserId, gigId: GigId, status: GigStatus): Action =>
    ctx =>
      changeGigStatus(ctx, gigId, status, actorId),
  sendMessage:
    (senderId: UserId, roomId: RoomId, content: string): Action =>
    ctx =>
      sendMessage(ctx, roomId, senderId, { content, imageUrl: null, clientId: null }),
  markRoomRead:
    (readerId: UserId, roomId: RoomId): Action =>
    ctx =>
      markRoomRead(ctx, roomId, readerId),
  endRoom:
    (actorId: UserId, roomId: RoomId): Action =>
    ctx =>
      endRoom(ctx, roomId, actorId),
  payEscrow:
    (payerId: UserId, gigId: GigId, paymentMethod: PaymentMethod): Action =>
    ctx =>
      createEscrow(ctx, createMockProvider(ctx.clock), { gigId, payerId, paymentMethod }),
  releasePayment:
    (payerId: UserId, id: TransactionId, reason: string): Action =>
    ctx =>
      releasePayment(ctx, id, payerId, reason),
  postReview:
    (review: Review): Action =>
    ctx =>
      postReview(ctx, review),
  addBuddy:
    (userId: UserId, buddyUserId: UserId, notes: string): Action =>
    ctx =>
      addBuddy(ctx, userId, { buddyUserId, notes }),
  markNotificationsRead:
    (userId: UserId): Action =>
    ctx =>
      markNotificationsRead(ctx, userId, null),
}
