import type { Context } from '../../context.ts'
import type { ChatRoom } from '../../domain/chat/room.ts'
import type { GigDetails } from '../../domain/gigs/gig.ts'
import type { UserId } from '../../domain/ids.ts'
import type { NamedReview } from '../../domain/reviews/review.ts'
import type { NamedTransaction } from '../../domain/transactions/transaction.ts'
import { toBaht } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import { readAll } from './read-all.ts'
import { compact, type ImageReferences, toMillisecond } from './save-values.ts'

interface GigParts {
  payments: readonly NamedTransaction[]
  emailOf(id: UserId): string
  images: ImageReferences
}

export const saveGig = async (ctx: Context, gig: GigDetails, parts: GigParts): Promise<object> => {
  const { emailOf, images } = parts
  const room = await ctx.store.chat.findOfGig(gig.id)
  const reviews = await ctx.store.reviews.listOfGig(gig.id)
  const times = timesOf(gig, room)
  return compact({
    id: gig.id,
    seeker: emailOf(gig.seekerId),
    title: gig.title,
    description: gig.description,
    duration_hours: gig.durationHours,
    budget: toBaht(gig.budgetSatang),
    latitude: gig.latitude,
    longitude: gig.longitude,
    address_text: gig.addressText,
    images: gig.imageUrls.map(images),
    starts_at: gig.startsAt ?? undefined,
    status: gig.status,
    helper: gig.helperId === null ? undefined : emailOf(gig.helperId),
    ...times,
    room: room === null ? undefined : await saveRoom(ctx, room, images),
    payments: await savePayments(ctx, parts.payments, times.cancelled_at),
    reviews: reviews
      .toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1))
      .map(review => saveReview(review, gig)),
  })
}

/** No time is earlier than the one before, though a clock may have been set back. */
const timesOf = (gig: GigDetails, room: ChatRoom | null) => {
  const posted = toMillisecond(gig.createdAt)
  const changed = toMillisecond(gig.updatedAt)
  const accepted = room && later(posted, toMillisecond(room.createdAt))
  const completed = gig.completedAt && later(accepted ?? posted, toMillisecond(gig.completedAt))
  return {
    posted_at: posted,
    revised_at: gig.status === 'PENDING' && changed > posted ? changed : undefined,
    accepted_at: accepted ?? undefined,
    started_at: gig.status === 'IN_PROGRESS' ? later(accepted ?? posted, changed) : undefined,
    completed_at: completed ?? undefined,
    cancelled_at: gig.status === 'CANCELLED' ? later(completed ?? accepted ?? posted, changed) : undefined,
  }
}

const later = (one: Timestamp, other: Timestamp): Timestamp => (one > other ? one : other)

const saveRoom = async (ctx: Context, room: ChatRoom, images: ImageReferences): Promise<object> => {
  const newestFirst = await readAll(async page => {
    const found = await ctx.store.chat.listMessages(room, page)
    return { ...found, items: found.items.toReversed() }
  })
  let latest = toMillisecond(room.createdAt)
  return compact({
    id: room.id,
    messages: newestFirst.toReversed().map(message => {
      latest = later(latest, toMillisecond(message.createdAt))
      return compact({
        id: message.id,
        from: message.senderId === room.seekerId ? 'seeker' : 'helper',
        text: message.content === '' ? undefined : message.content,
        image: message.imageUrl === null ? undefined : images(message.imageUrl),
        client_id: message.clientId ?? undefined,
        sent_at: latest,
      })
    }),
    read_by_seeker: room.seeker.readSeq || undefined,
    read_by_helper: room.helper.readSeq || undefined,
    ended: room.isActive ? undefined : true,
  })
}

const savePayments = async (
  ctx: Context,
  payments: readonly NamedTransaction[],
  gigCancelledAt: Timestamp | undefined,
): Promise<object[]> => {
  const saved: object[] = []
  for (const payment of payments) {
    const { id, status, paymentMethod, createdAt, completedAt, releaseReason } = payment
    const entries = status === 'CANCELLED' ? await ctx.store.transactions.listEntries(id) : []
    const refund = entries.find(({ step }) => step === 'CANCEL')
    const cancelledAt = refund && toMillisecond(refund.postedAt)
    const isWithGig = cancelledAt === gigCancelledAt && payment === payments.at(-1)
    saved.push(
      compact({
        id,
        status,
        method: paymentMethod,
        created_at: toMillisecond(createdAt),
        released_at: completedAt === null ? undefined : toMillisecond(completedAt),
        release_reason: releaseReason ?? undefined,
        cancelled_at: isWithGig ? undefined : cancelledAt,
      }),
    )
  }
  return saved
}

const saveReview = (
  { id, reviewerId, rating, comment, createdAt, updatedAt }: NamedReview,
  gig: GigDetails,
) => {
  const [posted, revised] = [toMillisecond(createdAt), toMillisecond(updatedAt)]
  return compact({
    id,
    by: reviewerId === gig.seekerId ? 'seeker' : 'helper',
    rating,
    comment,
    posted_at: posted,
    revised_at: revised > posted ? revised : undefined,
  })
}
