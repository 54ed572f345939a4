import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { BuddyId, UserId } from '../ids.ts'
import type { User } from '../users/user.ts'
import type { Buddy, KnownBuddy } from './buddy.ts'
/** @throws AppError CANNOT_ADD_SELF, RESOURCE_NOT_FOUND, BUDDY_ALREADY_EXISTS (ruling B1) */
export const addBuddy = (
  ctx: Context,
  ownerId: UserId,
  wish: Pick<Buddy, 'buddyUserId' | 'notes'>,
  once?: Once<KnownBuddy>,
): Promise<KnownBuddy> => {
  const createdAt = toTimestamp(ctx.clock.now())
  const decide = (user: User): Buddy => {
    if (user.id === ownerId) throw new AppError('CANNOT_ADD_SELF')
    return { ...wish, id: ctx.newId(), ownerId, createdAt }
  }
  return ctx.store.buddies.add(wish.buddyUserId, decide, once)
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const getBuddy = async (ctx: Context, id: BuddyId, actor: UserId): Promise<KnownBuddy> => {
  const known = await ctx.store.buddies.find(id)
  if (!known) throw new AppError('RESOURCE_NOT_FOUND', 'There is no buddy with this id.')
  assertOwner(known.buddy, actor)
  return known
}

/** Changes the notes; undefined leaves them, null clears them. @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const annotateBuddy = (
  ctx: Context,
  id: BuddyId,
  notes: string | null | undefined,
  actor: UserId,
): Promise<KnownBuddy> =>
  ctx.store.buddies.annotate(id, buddy => {
    assertOwner(buddy, actor)
    return notes === undefined ? buddy : { ...buddy, notes }
  })

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const removeBuddy = (ctx: Context, id: BuddyId, actor: UserId): Promise<void> =>
  ctx.store.buddies.remove(id, buddy => assertOwner(buddy, actor))

export const listBuddies = (
  ctx: Context,
  ownerId: UserId,
  onlyAvailable: boolean,
  page: PageRequest,
): Promise<Page<KnownBuddy>> => ctx.store.buddies.listOf(ownerId, onlyAvailable, page)

const assertOwner = (buddy: Buddy, actor: UserId): void => {
  if (buddy.ownerId !== actor) {
    throw new AppError('INSUFFICIENT_PERMISSIONS', 'This is in the list of somebody else.')
  }
}
