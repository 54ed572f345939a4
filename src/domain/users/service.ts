import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Command, Reader } from '../../lib/command.ts'
import type { Coordinates } from '../../lib/geo.ts'
import type { UserId } from '../ids.ts'
import { userNotFound } from '../not-found.ts'
import { changeProfile, moveUser, type ProfileChange } from './rules.ts'
import type { NearbyQuery, NearbyUser, User } from './user.ts'

/** @throws AppError RESOURCE_NOT_FOUND */
export const getUser = async (ctx: Context, id: UserId): Promise<User> => {
  const user = await ctx.store.users.find(id)
  if (!user) throw userNotFound()
  return user
}

/** @throws AppError RESOURCE_NOT_FOUND for a disabled user too */
export const getVisibleUser = async (ctx: Context, id: UserId): Promise<User> => {
  if (ctx.store.users.isDisabled(id)) throw userNotFound()
  return getUser(ctx, id)
}

export const verifiedByOperator = () =>
  new AppError(
    'INSUFFICIENT_PERMISSIONS',
    'You cannot verify yourself: the operator of the server verifies accounts.',
  )

/** The demo alone allows it (ruling U4). @throws AppError INSUFFICIENT_PERMISSIONS in production */
export const verifySelf = async (ctx: Context, command: Command<User>): Promise<User> => {
  if (ctx.config.mode === 'demo') return ctx.store.users.verify(command, command.actor)
  throw verifiedByOperator()
}

export const reviseProfile = (ctx: Context, command: Command<User>, change: ProfileChange): Promise<User> =>
  ctx.store.users.revise(command, command.actor, user => changeProfile(user, change))

/** Undefined leaves the address as it is. */
export const setPlace = (
  ctx: Context,
  command: Command<User>,
  place: Coordinates,
  addressText: string | null | undefined,
): Promise<User> => ctx.store.users.revise(command, command.actor, user => moveUser(user, place, addressText))

export const setAvailability = (ctx: Context, command: Command<User>, isAvailable: boolean): Promise<User> =>
  ctx.store.users.revise(command, command.actor, user => ({ ...user, isAvailable }))

export const listNearbyUsers = (
  ctx: Context,
  query: NearbyQuery,
  reader: Reader | null,
): Promise<NearbyUser[]> => ctx.store.users.listNearby(query, reader)
