import { expect } from 'bun:test'
import type { Message, SentMessage } from '../../src/domain/chat/room.ts'
import type { Gig } from '../../src/domain/gigs/gig.ts'
import type { RoomId } from '../../src/domain/ids.ts'
import type { NotificationDraft } from '../../src/domain/notifications/notification.ts'
import type { NamedReview, Review } from '../../src/domain/reviews/review.ts'
import type { NamedTransaction, Transaction } from '../../src/domain/transactions/transaction.ts'
import type { User } from '../../src/domain/users/user.ts'
import { AppError, type ErrorCode } from '../../src/errors.ts'
import type { Timestamp } from '../../src/lib/timestamp.ts'
import type { Store } from '../../src/storage/store.ts'
import {
  asGig,
  at,
  makeCommand,
  makeGig,
  makeMessage,
  makePayment,
  makeReview,
  makeRoom,
  makeUser,
  makeWrite,
} from '../support/stores.ts'

/** What a test finds in the store before it begins, made through the port. */

export const everything = { skip: 0, limit: 100 }

let regions = 0

/** A place that is more than 200 km from that of any other test, one 1.1 km from it, and one 5.6 km. */
export const nextRegion = () => {
  regions += 1
  const center = { latitude: 20 + 2 * Math.floor(regions / 100), longitude: -150 + 3 * (regions % 100) }
  const north = (degrees: number) => ({ ...center, latitude: center.latitude + degrees })
  return { center, near: north(0.01), far: north(0.05) }
}

export const registerUser = (store: Store, changes: Partial<User> = {}): Promise<User> =>
  store.users.register(makeWrite(), makeUser(changes), 'hash')

export const registerPair = async (store: Store): Promise<{ seeker: User; helper: User }> => ({
  seeker: await registerUser(store, { fullName: 'Somchai' }),
  helper: await registerUser(store, { fullName: 'มะลิ 🌼' }),
})

export const postGig = async (store: Store, seeker: User, changes: Partial<Gig> = {}): Promise<Gig> =>
  asGig(await store.gigs.post(makeWrite(), makeGig(seeker, changes)))

/** Gives a gig to a helper. @returns the gig from then on, and its room */
export const acceptGig = async (store: Store, { id }: Gig, helper: User) => {
  let roomId: RoomId | null = null
  const gig = await store.gigs.accept(makeWrite(), id, before => {
    const room = makeRoom(before, helper)
    roomId = room.id
    return { gig: { ...before, status: 'ACCEPTED', helperId: helper.id }, room }
  })
  if (roomId === null) throw new Error('Nothing was decided.')
  return { gig: asGig(gig), roomId: roomId as RoomId } // a closure has set it
}

/** A gig that a helper has accepted, with both people and the room. */
export const arrangeRoom = async (store: Store, changes: Partial<Gig> = {}) => {
  const { seeker, helper } = await registerPair(store)
  const { gig, roomId } = await acceptGig(store, await postGig(store, seeker, changes), helper)
  return { seeker, helper, gig, roomId }
}

export const completeGig = async (store: Store, { id }: Gig): Promise<Gig> =>
  asGig(
    await store.gigs.revise(makeWrite(), id, gig => ({ ...gig, status: 'COMPLETED', completedAt: at(3) })),
  )

export const arrangeCompletedGig = async (store: Store, changes: Partial<Gig> = {}) => {
  const { gig, ...rest } = await arrangeRoom(store, changes)
  return { ...rest, gig: await completeGig(store, gig) }
}

export const sendMessage = (
  store: Store,
  id: RoomId,
  sender: User,
  changes: Partial<Message> = {},
): Promise<SentMessage> =>
  store.chat.send(makeCommand(sender), id, changes.clientId ?? null, room => ({
    message: makeMessage(room, sender, changes),
  }))

/** Begins the payment of an accepted gig, held in escrow unless `changes` says otherwise. */
export const beginPayment = (
  store: Store,
  gig: Gig,
  helper: User,
  changes: Partial<Transaction> = {},
): Promise<NamedTransaction> => {
  const refHour = changes.refHour ?? '2025100110'
  return store.transactions.begin(makeWrite(), gig.id, refHour, (_, __, refNumber) => ({
    payment: makePayment(gig, helper, { ...changes, refHour, refNumber }),
  }))
}

export const postReview = (
  store: Store,
  gig: Gig,
  reviewer: User,
  changes: Partial<Review> = {},
): Promise<NamedReview> =>
  store.reviews.post(makeWrite(), gig.id, () => ({ review: makeReview(gig, reviewer, changes) }))

/** Stores notifications of one moment, with a change that changes nothing else. */
export const notify = async (store: Store, gig: Gig, drafts: NotificationDraft[], now: Timestamp = at(0)) => {
  await store.gigs.changeStatus(makeWrite({ now }), gig.id, before => ({
    gig: before,
    payment: null,
    notifications: drafts,
  }))
}

export const notificationsOf = (store: Store, user: User, since: Timestamp = at(-1e6)) =>
  store.notifications.list(user.id, null, since, 100)

export const expectError = async (attempt: Promise<unknown>, code: ErrorCode): Promise<void> => {
  const outcome = await attempt.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  )
  expect(outcome instanceof AppError ? outcome.code : outcome).toBe(code)
}

/** Of attempts at once exactly one wins. @returns the index of the winner */
export const expectOneWinner = async (attempts: Promise<unknown>[], code: ErrorCode): Promise<number> => {
  const outcomes = await Promise.allSettled(attempts)
  const codes = outcomes.flatMap(outcome =>
    outcome.status === 'rejected' ? [outcome.reason instanceof AppError && outcome.reason.code] : [],
  )
  expect(codes).toEqual(Array(attempts.length - 1).fill(code))
  return outcomes.findIndex(({ status }) => status === 'fulfilled')
}
