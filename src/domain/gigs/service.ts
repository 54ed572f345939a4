import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import { type Timestamp, toTimestamp } from '../../lib/timestamp.ts'
import type { Room } from '../chat/store.ts'
import type { UserId } from '../users/store.ts'
import { acceptedBy, assertCanRevise, type GigWish, movedTo, revisedTo } from './rules.ts'
import type { FoundGig, Gig, GigId, GigRole, GigSearch, GigStatus } from './store.ts'

const nowOf = (ctx: Context): Timestamp => toTimestamp(ctx.clock.now())

export const postGig = (ctx: Context, seekerId: UserId, wish: GigWish, once?: Once<Gig>): Promise<Gig> => {
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

export const listNewestGigs = (ctx: Context, page: PageRequest): Promise<Page<Gig>> =>
  ctx.store.gigs.listNewestPending(page)

export const listGigsOf = (
  ctx: Context,
  userId: UserId,
  filter: { role: GigRole | null; status: GigStatus | null },
  page: PageRequest,
): Promise<Page<Gig>> => ctx.store.gigs.listOf(userId, filter.role, filter.status, page)

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_ALREADY_ACCEPTED */
export const acceptGig = (ctx: Context, id: GigId, helperId: UserId, once?: Once<Gig>): Promise<Gig> => {
  const now = nowOf(ctx)
  const decide = (gig: Gig) => {
    const accepted = acceptedBy(gig, helperId, now)
    const room: Room = {
      id: ctx.newId(),
      gigId: gig.id,
      seekerId: gig.seekerId,
      helperId,
      isActive: true,
      createdAt: now,
    }
    return { gig: accepted, room }
  }
  return ctx.store.gigs.accept(id, decide, once)
}

/**
 * Moves a gig along; to ACCEPTED is the same as accepting it (ruling K4).
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_ALREADY_ACCEPTED, INVALID_STATUS_TRANSITION
 */
export const changeGigStatus = (ctx: Context, id: GigId, status: GigStatus, actor: UserId): Promise<Gig> => {
  if (status === 'ACCEPTED') return acceptGig(ctx, id, actor)
  return ctx.store.gigs.changeStatus(id, (gig, payment) =>
    movedTo(gig, payment, { status, actor, now: nowOf(ctx) }),
  )
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING */
export const reviseGig = (ctx: Context, id: GigId, wish: Partial<GigWish>, actor: UserId): Promise<Gig> =>
  ctx.store.gigs.revise(id, gig => revisedTo(gig, wish, actor, nowOf(ctx)))

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING */
export const withdrawGig = (ctx: Context, id: GigId, actor: UserId): Promise<void> =>
  ctx.store.gigs.withdraw(id, gig => assertCanRevise(gig, actor))
