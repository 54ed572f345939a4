import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Command, Reader } from '../../lib/command.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { BuddyId, UserId } from '../ids.ts'
import { buddyNotFound, userNotFound } from '../not-found.ts'
import type { User } from '../users/user.ts'
import type { Buddy, KnownBuddy } from './buddy.ts'

/** @throws AppError CANNOT_ADD_SELF, RESOURCE_NOT_FOUND, BUDDY_ALREADY_EXISTS (ruling B1) */
export const addBuddy = async (
  ctx: Context,
  command: Command<KnownBuddy>,
  draft: Pick<Buddy, 'buddyUserId' | 'notes'>,
): Promise<KnownBuddy> => {
  // Before the command, because the stored response to a repeat would show the person (ruling B3).
  if (ctx.store.users.isDisabled(draft.buddyUserId)) throw userNotFound()
  const buddy: Buddy = { ...draft, id: command.newId(), ownerId: command.actor, createdAt: command.now }
  return ctx.store.buddies.add(command, draft.buddyUserId, user => {
    if (user.id === command.actor) throw new AppError('CANNOT_ADD_SELF')
    if (user.disabledAt !== null) throw userNotFound()
    return buddy
  })
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const getBuddy = async (ctx: Context, id: BuddyId, reader: UserId): Promise<KnownBuddy> => {
  const known = await ctx.store.buddies.find(id)
  if (!known) throw buddyNotFound()
  assertOwner(known.buddy, reader)
  assertNotDisabled(known.user)
  return known
}

/** Null clears the notes. @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const annotateBuddy = (
  ctx: Context,
  command: Command<KnownBuddy>,
  id: BuddyId,
  notes: string | null | undefined,
): Promise<KnownBuddy> =>
  ctx.store.buddies.annotate(command, id, ({ buddy, user }) => {
    assertOwner(buddy, command.actor)
    assertNotDisabled(user)
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
  reader: Reader | null,
): Promise<Page<KnownBuddy>> => ctx.store.buddies.listOf(ownerId, onlyAvailable, page, reader)

/** The entry stays hidden until the person is enabled again (ruling B3). */
const assertNotDisabled = (user: User): void => {
  if (user.disabledAt !== null) throw buddyNotFound()
}

export const notOfCaller = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'This is in the list of somebody else.')

const assertOwner = (buddy: Buddy, userId: UserId): void => {
  if (buddy.ownerId !== userId) {
    throw notOfCaller()
  }
}
