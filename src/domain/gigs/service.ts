import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Box } from '../../lib/geo.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import { type Timestamp, toTimestamp } from '../../lib/timestamp.ts'
import type { Room } from '../chat/room.ts'
import type { GigId, UserId } from '../ids.ts'
import { News } from '../notifications/service.ts'
import { notePayment } from '../transactions/news.ts'
import type { FoundGig, Gig, GigMap, GigRole, GigSearch, GigStatus } from './gig.ts'
import { acceptedBy, assertCanRevise, type GigDraft, movedTo, newsOf, revisedTo } from './rules.ts'

const nowOf = (ctx: Context): Timestamp => toTimestamp(ctx.clock.now())

export const postGig = (ctx: Context, seekerId: UserId, wish: GigDraft, once?: Once<Gig>): Promise<Gig> => {
  const now = nowOf(ctx)
  const gig: Gig = {
    ...wish,
    id: ctx.newId(),
    status: 'PENDING',
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    seekerId,
    helperId: null,
  }
  return ctx.store.gigs.post(gig, once)
}

/** @throws AppError RESOURCE_NOT_FOUND */
export const getGig = async (ctx: Context, id: GigId): Promise<Gig> => {
  const gig = await ctx.store.gigs.find(id)
  if (!gig) throw new AppError('RESOURCE_NOT_FOUND', 'There is no gig with this id.')
  return gig
}

export const searchGigs = (ctx: Context, search: GigSearch, page: PageRequest): Promise<Page<FoundGig>> =>
  ctx.store.gigs.search(search, page)

export const mapGigs = (ctx: Context, boxes: readonly Box[], status: GigStatus): Promise<GigMap> =>
  ctx.store.gigs.map(boxes, status)

export const listNewestGigs = (ctx: Context, page: PageRequest): Promise<Page<Gig>> =>
  ctx.store.gigs.listNewestPending(page)

export const listGigsOf = (
  ctx: Context,
  userId: UserId,
  filter: { role: GigRole | null; status: GigStatus | null },
  page: PageRequest,
): Promise<Page<Gig>> => ctx.store.gigs.listOf(userId, filter.role, filter.status, page)

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_ALREADY_ACCEPTED */
export const acceptGig = async (
  ctx: Context,
  id: GigId,
  helperId: UserId,
  once?: Once<Gig>,
): Promise<Gig> => {
  const now = nowOf(ctx)
  const news = new News(ctx)
  const decide = (before: Gig) => {
    const gig = acceptedBy(before, helperId, now)
    const room: Room = {
      id: ctx.newId(),
      gigId: gig.id,
      seekerId: gig.seekerId,
      helperId,
      isActive: true,
      createdAt: now,
    }
    const notification = news.note({
      userId: gig.seekerId,
      type: 'gig_accepted',
      text: newsOf(gig),
      gigId: gig.id,
      roomId: room.id,
    })
    return { gig, room, notifications: [notification] }
  }
  const accepted = await ctx.store.gigs.accept(id, decide, once)
  news.announce()
  return accepted
}

/**
 * Moves a gig along; to ACCEPTED is the same as accepting it (ruling K4). The other of the two is notified.
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_ALREADY_ACCEPTED, INVALID_STATUS_TRANSITION
 */
export const changeGigStatus = async (
  ctx: Context,
  id: GigId,
  status: GigStatus,
  actor: UserId,
): Promise<Gig> => {
  if (status === 'ACCEPTED') return acceptGig(ctx, id, actor)
  const news = new News(ctx)
  const moved = await ctx.store.gigs.changeStatus(id, (before, paymentBefore) => {
    const { gig, payment } = movedTo(before, paymentBefore, { status, actor, now: nowOf(ctx) })
    const other = actor === gig.seekerId ? gig.helperId : gig.seekerId
    if (gig === before || other === null) return { gig, payment, notifications: [] }
    const notifications = [
      news.note({ userId: other, type: 'gig_status_changed', text: newsOf(gig), gigId: gig.id }),
      ...(payment ? [notePayment(news, other, payment.transaction, gig)] : []),
    ]
    return { gig, payment, notifications }
  })
  news.announce()
  return moved
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING */
export const reviseGig = (ctx: Context, id: GigId, wish: Partial<GigDraft>, actor: UserId): Promise<Gig> =>
  ctx.store.gigs.revise(id, gig => revisedTo(gig, wish, actor, nowOf(ctx)))

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING */
export const withdrawGig = (ctx: Context, id: GigId, actor: UserId): Promise<void> =>
  ctx.store.gigs.withdraw(id, gig => assertCanRevise(gig, actor))
