import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { systemWrite } from '../../lib/command.ts'
import {
  endAllSessions,
  hashNewPassword,
  type Registration,
  registerUser,
  replacePassword,
} from '../auth/service.ts'
import type { Session } from '../auth/session.ts'
import type { User } from './user.ts'

/** Account commands of the operator. None of them is reachable over the network. */

export const listAccounts = (ctx: Context): Promise<User[]> => ctx.store.users.listAll()

/** @throws AppError EMAIL_ALREADY_EXISTS */
export const createAccount = (ctx: Context, registration: Registration): Promise<User> =>
  registerUser(ctx, registration)

/** @throws AppError RESOURCE_NOT_FOUND */
export const findAccount = async (ctx: Context, email: string): Promise<User> => {
  const credentials = await ctx.store.users.findCredentials(email.trim().toLowerCase())
  const user = credentials && (await ctx.store.users.find(credentials.userId))
  if (!user) throw new AppError('RESOURCE_NOT_FOUND', `There is no account with the e-mail ${email}.`)
  return user
}

export const verifyAccount = (ctx: Context, user: User): Promise<User> =>
  ctx.store.users.verify(systemWrite(ctx), user.id)

/**
 * Disables an account, ends its sessions, and hides the user and their gigs (rulings U2, K7, B3).
 * @returns how many sessions ended
 */
export const disableAccount = async (ctx: Context, user: User): Promise<number> => {
  // Logins are disabled before sessions end. In the other order a session could start in between.
  const write = systemWrite(ctx)
  await ctx.store.users.setDisabled(write, user.id, user.disabledAt ?? write.now)
  return endSessions(ctx, user)
}

export const enableAccount = (ctx: Context, user: User): Promise<void> =>
  ctx.store.users.setDisabled(systemWrite(ctx), user.id, null)

/** Sets a new password and ends all sessions. @returns how many ended */
export const resetPassword = async (ctx: Context, user: User, password: string): Promise<number> => {
  const passwordHash = await hashNewPassword(ctx, 'password', password)
  return replacePassword(ctx, user.id, null, () => passwordHash)
}

export const listSessions = (ctx: Context, user: User): Promise<Session[]> =>
  ctx.store.sessions.listOpen(user.id)

export const endSessions = (ctx: Context, user: User): Promise<number> => endAllSessions(ctx, user.id)
