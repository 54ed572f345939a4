import type { Context } from '../../context.ts'
import type { Command, Reader } from '../../lib/command.ts'
import type { Box } from '../../lib/geo.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Room } from '../chat/room.ts'
import type { GigId, UserId } from '../ids.ts'
import { gigNotFound } from '../not-found.ts'
import { paymentNotification } from '../transactions/rules.ts'
import type { FoundGig, GigDetails, GigMap, GigRole, GigSearch, GigStatus } from './gig.ts'
import { acceptedBy, assertCanRevise, type GigDraft, movedTo, revisedTo, statusText } from './rules.ts'
import { assertVisible } from './visibility.ts'

/** @throws AppError ACCOUNT_DISABLED */
export const postGig = (ctx: Context, command: Command<GigDetails>, draft: GigDraft): Promise<GigDetails> =>
  ctx.store.gigs.post(command, {
    ...draft,
    id: command.newId(),
    status: 'PENDING',
    createdAt: command.now,
    updatedAt: command.now,
    completedAt: null,
    seekerId: command.actor,
    helperId: null,
  })

/** @throws AppError RESOURCE_NOT_FOUND */
export const getGig = async (ctx: Context, id: GigId, reader: UserId): Promise<GigDetails> => {
  const gig = await ctx.store.gigs.find(id)
  if (!gig) throw gigNotFound()
  assertVisible(gig, reader)
  return gig
}

export const searchGigs = (
  ctx: Context,
  search: GigSearch,
  page: PageRequest,
  reader: Reader | null,
): Promise<Page<FoundGig>> => ctx.store.gigs.search(search, page, reader)

export const mapGigs = (
  ctx: Context,
  boxes: readonly Box[],
  status: GigStatus,
  reader: Reader | null,
): Promise<GigMap> => ctx.store.gigs.map(boxes, status, reader)

export const listNewestGigs = (
  ctx: Context,
  page: PageRequest,
  reader: Reader | null,
): Promise<Page<GigDetails>> => ctx.store.gigs.listNewestPending(page, reader)

export const listGigsOf = (
  ctx: Context,
  userId: UserId,
  filter: { role: GigRole | null; status: GigStatus | null },
  page: PageRequest,
  reader: Reader | null,
): Promise<Page<GigDetails>> => ctx.store.gigs.listOf(userId, filter.role, filter.status, page, reader)

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_ALREADY_ACCEPTED */
export const acceptGig = (ctx: Context, command: Command<GigDetails>, id: GigId): Promise<GigDetails> => {
  const { actor: helperId, now } = command
  const roomId = command.newId<'room'>()
  return ctx.store.gigs.accept(command, id, before => {
    const gig = acceptedBy(before, helperId, now)
    const { seekerId } = gig
    const room: Room = { id: roomId, gigId: id, seekerId, helperId, isActive: true, createdAt: now }
    const notification = {
      userId: seekerId,
      type: 'gig_accepted' as const,
      text: statusText(gig),
      gigId: id,
      roomId,
    }
    return { gig, room, notifications: [notification] }
  })
}

/**
 * To ACCEPTED is the same as accepting (ruling K4). @throws AppError RESOURCE_NOT_FOUND,
 * INSUFFICIENT_PERMISSIONS, GIG_ALREADY_ACCEPTED, INVALID_STATUS_TRANSITION
 */
export const changeGigStatus = (
  ctx: Context,
  command: Command<GigDetails>,
  id: GigId,
  status: GigStatus,
): Promise<GigDetails> => {
  if (status === 'ACCEPTED') return acceptGig(ctx, command, id)
  const { actor, now } = command
  return ctx.store.gigs.changeStatus(command, id, (before, paymentBefore) => {
    const { gig, payment } = movedTo(before, paymentBefore, { status, actor, now })
    const other = actor === gig.seekerId ? gig.helperId : gig.seekerId
    if (gig === before || other === null) return { gig, payment }
    const moved = { userId: other, type: 'gig_status_changed' as const, text: statusText(gig), gigId: id }
    const refunded = payment ? [paymentNotification(other, payment.transaction, gig)] : []
    return { gig, payment, notifications: [moved, ...refunded] }
  })
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING */
export const reviseGig = (
  ctx: Context,
  command: Command<GigDetails>,
  id: GigId,
  draft: Partial<GigDraft>,
): Promise<GigDetails> =>
  ctx.store.gigs.revise(command, id, gig => revisedTo(gig, draft, command.actor, command.now))

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_PENDING */
export const withdrawGig = (ctx: Context, command: Command<void>, id: GigId): Promise<void> =>
  ctx.store.gigs.withdraw(command, id, gig => assertCanRevise(gig, command.actor))
