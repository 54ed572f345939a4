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
import { findAccount, verifyAccount } from '../../domain/users/operator.ts'
import { setAvailability, setPlace } from '../../domain/users/service.ts'
import { commandOf } from '../../lib/command.ts'
import type { Coordinates } from '../../lib/geo.ts'
import { demoPasswordHash } from './personas.ts'

export type Action = (ctx: Context) => Promise<unknown>

type Account = Parameters<typeof openAccount>[1]
type Review = Parameters<typeof postReview>[2]

/** The same domain services as requests call; each makes one write, which keeps their order. */
export const seedActions = {
  openAccount:
    (account: Account): Action =>
    ctx =>
      openAccount(ctx, account, demoPasswordHash),
  verifyAccount:
    (email: string): Action =>
    async ctx =>
      verifyAccount(ctx, await findAccount(ctx, email)),
  setPlace:
    (userId: UserId, place: Coordinates, addressText: string): Action =>
    ctx =>
      setPlace(ctx, commandOf(userId, ctx), place, addressText),
  setUnavailable:
    (userId: UserId): Action =>
    ctx =>
      setAvailability(ctx, commandOf(userId, ctx), false),
  uploadImage:
    (ownerId: UserId, category: FileCategory, image: File): Action =>
    ctx =>
      uploadFile(ctx, commandOf(ownerId, ctx), category, image),
  postGig:
    (seekerId: UserId, draft: GigDraft): Action =>
    ctx =>
      postGig(ctx, commandOf(seekerId, ctx), draft),
  acceptGig:
    (helperId: UserId, gigId: GigId): Action =>
    ctx =>
      acceptGig(ctx, commandOf(helperId, ctx), gigId),
  changeGigStatus:
    (actorId: UserId, gigId: GigId, status: GigStatus): Action =>
    ctx =>
      changeGigStatus(ctx, commandOf(actorId, ctx), gigId, status),
  sendMessage:
    (senderId: UserId, roomId: RoomId, content: string): Action =>
    ctx =>
      sendMessage(ctx, commandOf(senderId, ctx), roomId, { content, imageUrl: null, clientId: null }),
  markRoomRead:
    (readerId: UserId, roomId: RoomId): Action =>
    ctx =>
      markRoomRead(ctx, commandOf(readerId, ctx), roomId),
  endRoom:
    (actorId: UserId, roomId: RoomId): Action =>
    ctx =>
      endRoom(ctx, commandOf(actorId, ctx), roomId),
  payEscrow:
    (payerId: UserId, gigId: GigId, paymentMethod: PaymentMethod): Action =>
    ctx =>
      createEscrow(ctx, createMockProvider(ctx.clock), commandOf(payerId, ctx), { gigId, paymentMethod }),
  releasePayment:
    (payerId: UserId, id: TransactionId, reason: string): Action =>
    ctx =>
      releasePayment(ctx, commandOf(payerId, ctx), id, reason),
  postReview:
    (reviewerId: UserId, review: Review): Action =>
    ctx =>
      postReview(ctx, commandOf(reviewerId, ctx), review),
  addBuddy:
    (userId: UserId, buddyUserId: UserId, notes: string): Action =>
    ctx =>
      addBuddy(ctx, commandOf(userId, ctx), { buddyUserId, notes }),
  markNotificationsRead:
    (userId: UserId): Action =>
    ctx =>
      markNotificationsRead(ctx, commandOf(userId, ctx), null),
}
