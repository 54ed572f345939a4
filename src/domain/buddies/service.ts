import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Command } from '../../lib/command.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { BuddyId, UserId } from '../ids.ts'
import type { Buddy, KnownBuddy } from './buddy.ts'

/** @throws AppError CANNOT_ADD_SELF, RESOURCE_NOT_FOUND, BUDDY_ALREADY_EXISTS (ruling B1) */
export const addBuddy = (
  ctx: Context,
  command: Command<KnownBuddy>,
  draft: Pick<Buddy, 'buddyUserId' | 'notes'>,
): Promise<KnownBuddy> => {
  const buddy: Buddy = { ...draft, id: command.newId(), ownerId: command.actor, createdAt: command.now }
  return ctx.store.buddies.add(command, draft.buddyUserId, user => {
    if (user.id === command.actor) throw new AppError('CANNOT_ADD_SELF')
    return buddy
  })
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const getBuddy = async (ctx: Context, id: BuddyId, reader: UserId): Promise<KnownBuddy> => {
  const known = await ctx.store.buddies.find(id)
  if (!known) throw new AppError('RESOURCE_NOT_FOUND', 'There is no buddy with this id.')
  assertOwner(known.buddy, reader)
  return known
}

/** Changes the notes; undefined leaves them, null clears them. @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const annotateBuddy = (
  ctx: Context,
  command: Command<KnownBuddy>,
  id: BuddyId,
  notes: string | null | undefined,
): Promise<KnownBuddy> =>
  ctx.store.buddies.annotate(command, id, buddy => {
    assertOwner(buddy, command.actor)
    return notes === undefined ? buddy : { ...buddy, notes }
  })

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const removeBuddy = (ctx: Context, command: Command<void>, id: BuddyId): Promise<void> =>
  ctx.store.buddies.remove(command, id, buddy => assertOwner(buddy, command.actor))

export const listBuddies = (
  ctx: Context,
  ownerId: UserId,
  onlyAvailable: boolean,
  page: PageRequest,
): Promise<Page<KnownBuddy>> => ctx.store.buddies.listOf(ownerId, onlyAvailable, page)

const assertOwner = (buddy: Buddy, userId: UserId): void => {
  if (buddy.ownerId !== userId) {
    throw new AppError('INSUFFICIENT_PERMISSIONS', 'This is in the list of somebody else.')
  }
}
