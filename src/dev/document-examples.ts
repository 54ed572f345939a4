import type { Context } from '../context.ts'
import { listBuddies } from '../domain/buddies/service.ts'
import { listRoomsOf } from '../domain/chat/service.ts'
import type { GigDetails, GigStatus } from '../domain/gigs/gig.ts'
import { listGigsOf, listNewestGigs } from '../domain/gigs/service.ts'
import type { UserId } from '../domain/ids.ts'
import { findReviewRejection, listReviewsBy } from '../domain/reviews/service.ts'
import { getHistoryOf } from '../domain/transactions/service.ts'
import { fileUrlOf } from '../domain/uploads/model.ts'
import { listFiles } from '../domain/uploads/service.ts'
import { Reader } from '../lib/command.ts'
import { startCheckpoint } from './checkpoints.ts'
import { storedBaseUrl } from './image-urls.ts'
import type { KnownPerson } from './personas.ts'
import { demoPassword } from './seed/personas.ts'
import type { WorldContext } from './world.ts'

type Values = Record<string, unknown>

const many = { skip: 0, limit: 100 }

/** Keys are operation ids. No two changes are about the same thing, so they can be tried in any order. */
export const findDocumentExamples = async (
  { ctx, rules }: WorldContext,
  person: KnownPerson | undefined,
): Promise<Record<string, Values>> => {
  const [rule] = rules.list()
  const ofWorld = { restoreCheckpoint: { name: startCheckpoint }, deleteRule: { rule_id: rule?.id } }
  if (!person) return ofWorld
  const { id: me, email } = person
  const [gigs, others, payments] = [
    await gigExamples(ctx, me),
    await otherExamples(ctx, me),
    await paymentExamples(ctx, me),
  ]
  return {
    ...ofWorld,
    ...gigs,
    ...others,
    ...payments,
    login: { username: email, password: demoPassword },
    requestPasswordLink: { email },
    deleteOwnAccount: { password: demoPassword },
    changePassword: { old_password: demoPassword, new_password: demoPassword },
  }
}

const gigExamples = async (ctx: Context, me: UserId): Promise<Record<string, Values>> => {
  const postedBy = async (status: GigStatus): Promise<GigDetails[]> =>
    (await listGigsOf(ctx, me, { role: 'seeker', status }, many, null)).items
  const [open, accepted, completed] = [
    await postedBy('PENDING'),
    await postedBy('ACCEPTED'),
    await postedBy('COMPLETED'),
  ]
  const unpaid = accepted.filter(({ paymentStatus }) => paymentStatus === null)
  const newest = (await listNewestGigs(ctx, many, new Reader(me, null))).items.find(
    ({ seekerId }) => seekerId !== me,
  )
  const reviewable = await findReviewable(ctx, me, completed)
  const review = reviewable && { gig_id: reviewable.id, reviewee_id: reviewable.helperId }
  const place = newest && { latitude: newest.latitude, longitude: newest.longitude }
  const pictured = completed.find(({ imageUrls }) => imageUrls.length > 0) ?? completed[0]
  return {
    searchGigs: { ...place },
    findNearbyHelpers: { ...place },
    createGig: { ...place, image_urls: [] },
    getGigMap: { bbox: newest && boxAround(newest) },
    getGigDetails: { gig_id: newest?.id },
    acceptGig: { gig_id: newest?.id },
    updateGig: { gig_id: open[0]?.id },
    deleteGig: { gig_id: open[1]?.id },
    createEscrow: { gig_id: unpaid[0]?.id },
    updateGigStatus: { gig_id: unpaid[1]?.id },
    listGigImages: { gig_id: pictured?.id },
    getGigReviews: { gig_id: completed[0]?.id },
    getGigHistory: { gig_id: completed[0]?.id },
    createReview: { ...review },
    canReview: { ...review },
  }
}

const boxAround = ({ latitude, longitude }: GigDetails): string =>
  [longitude - 0.1, latitude - 0.1, longitude + 0.1, latitude + 0.1].map(edge => edge.toFixed(4)).join(',')

const findReviewable = async (
  ctx: Context,
  me: UserId,
  completed: GigDetails[],
): Promise<GigDetails | null> => {
  for (const gig of completed) {
    const isReviewable = gig.helperId && (await findReviewRejection(ctx, gig.id, me, gig.helperId)) === null
    if (isReviewable) return gig
  }
  return null
}

const paymentExamples = async (ctx: Context, me: UserId): Promise<Record<string, Values>> => {
  const history = (await getHistoryOf(ctx, me, null, many, null)).page.items
  const held = history.filter(({ status, payerId }) => status === 'PENDING' && payerId === me)
  return {
    getTransaction: { transaction_id: history[0]?.id },
    getGigTransaction: { gig_id: history[0]?.gigId },
    releasePayment: { transaction_id: held[0]?.id },
    cancelTransaction: { transaction_id: held[1]?.id },
    updateTransactionStatus: { transaction_id: held[2]?.id },
  }
}

const otherExamples = async (ctx: Context, me: UserId): Promise<Record<string, Values>> => {
  const buddies = (await listBuddies(ctx, me, false, many, null)).items.map(({ buddy }) => buddy)
  const rooms = (await listRoomsOf(ctx, me, many, undefined, null)).items
  const active = rooms.filter(({ isActive }) => isActive)
  const reviews = (await listReviewsBy(ctx, me, many, null)).page.items
  const files = await listFiles(ctx, { ownerId: me, category: null, ...many }, null)
  const known = new Set(buddies.map(({ buddyUserId }) => buddyUserId))
  const stranger = (await listNewestGigs(ctx, many, new Reader(me, null))).items.find(
    ({ seekerId }) => seekerId !== me && !known.has(seekerId),
  )
  const room_id = active[0]?.id
  return {
    getPublicProfile: { user_id: buddies[0]?.buddyUserId },
    getUserReviews: { user_id: buddies[0]?.buddyUserId },
    reportSomething: { subject_id: stranger?.seekerId },
    addBuddy: { buddy_user_id: stranger?.seekerId },
    getBuddy: { buddy_id: buddies[0]?.id },
    updateBuddyNotes: { buddy_id: buddies[0]?.id },
    removeBuddy: { buddy_id: buddies[1]?.id },
    updateReview: { review_id: reviews[0]?.id },
    deleteReview: { review_id: reviews[1]?.id },
    getChatRoom: { room_id },
    getMessages: { room_id },
    sendMessage: { room_id },
    markMessagesAsRead: { room_id },
    endChatRoom: { room_id: active[1]?.id },
    getUploadedFile: { file_id: files[0]?.id },
    setProfileImage: { profile_image_url: files[0] && fileUrlOf(storedBaseUrl, files[0].id) },
    deleteFile: { file_id: files[1]?.id },
  }
}
