import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { systemWrite, type Write } from '../../lib/command.ts'
import { parseId } from '../../lib/ids.ts'
import {
  closeSockets,
  endAllSessions,
  hashNewPassword,
  openAccount,
  type Registration,
  replacePassword,
} from '../auth/service.ts'
import type { Session } from '../auth/session.ts'
import type { UserId } from '../ids.ts'
import type { User } from './user.ts'

/** Operators' uses of accounts. `write` carries the line of the audit. */

export const listAccounts = (ctx: Context): Promise<User[]> => ctx.store.users.listAll()

const maxFound = 50

export const searchAccounts = async (ctx: Context, text: string): Promise<User[]> => {
  const id = parseId<'user'>(text)
  const user = id && (await ctx.store.users.find(id))
  return user ? [user] : ctx.store.users.search(text, maxFound)
}

/** @throws AppError EMAIL_ALREADY_EXISTS, VALIDATION_ERROR */
export const createAccount = async (
  ctx: Context,
  { password, ...account }: Registration,
  options: { write?: Write<never>; id?: UserId } = {},
): Promise<User> => openAccount(ctx, account, await hashNewPassword(ctx, 'password', password), options)

/** @throws AppError RESOURCE_NOT_FOUND */
export const findAccount = async (ctx: Context, email: string): Promise<User> => {
  const credentials = await ctx.store.users.findCredentials(email.trim().toLowerCase())
  const user = credentials && (await ctx.store.users.find(credentials.userId))
  if (!user) throw new AppError('RESOURCE_NOT_FOUND', `There is no account with the e-mail ${email}.`)
  return user
}

/** @throws AppError RESOURCE_NOT_FOUND */
export const getAccount = async (ctx: Context, id: UserId): Promise<User> => {
  const user = await ctx.store.users.find(id)
  if (!user) throw new AppError('RESOURCE_NOT_FOUND', 'There is no such person.')
  return user
}

/** @throws AppError RESOURCE_NOT_FOUND */
export const verifyAccount = (
  ctx: Context,
  { id }: Pick<User, 'id'>,
  write: Write<never> = systemWrite(ctx),
): Promise<User> => ctx.store.users.verify(write, id)

/** Hides the user and their gigs (rulings U2, K7, B3). @returns how many sessions ended */
export const disableAccount = async (
  ctx: Context,
  user: User,
  write: Write<never> = systemWrite(ctx),
): Promise<number> => {
  const ended = await ctx.store.users.setDisabled(write, user.id, user.disabledAt ?? write.now)
  closeSockets(ctx, user.id, ended)
  return ended.length
}

/** @throws AppError RESOURCE_NOT_FOUND */
export const enableAccount = async (
  ctx: Context,
  { id }: Pick<User, 'id'>,
  write: Write<never> = systemWrite(ctx),
): Promise<void> => {
  await ctx.store.users.setDisabled(write, id, null)
}

/** @returns how many sessions ended @throws AppError RESOURCE_NOT_FOUND */
export const resetPassword = async (
  ctx: Context,
  { id }: Pick<User, 'id'>,
  password: string,
  write: Write<never> = systemWrite(ctx),
): Promise<number> => {
  const passwordHash = await hashNewPassword(ctx, 'password', password)
  return replacePassword(ctx, id, null, () => passwordHash, write)
}

export const listSessions = (ctx: Context, { id }: Pick<User, 'id'>): Promise<Session[]> =>
  ctx.store.sessions.listOpen(id)

export const endSessions = (
  ctx: Context,
  { id }: Pick<User, 'id'>,
  write: Write<never> = systemWrite(ctx),
): Promise<number> => endAllSessions(ctx, id, write)
