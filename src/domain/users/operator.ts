import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { hashPassword } from '../auth/passwords.ts'
import { type Registration, registerUser } from '../auth/service.ts'
import type { Session } from '../auth/session.ts'
import type { User } from './user.ts'
/** What the person who runs the server may do to accounts. Nothing here can be reached over the network. */

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

export const verifyAccount = (ctx: Context, user: User): Promise<void> =>
  ctx.store.users.setAccountFlags(user.id, { isVerified: true, disabledAt: user.disabledAt })

/** Keeps an account out and ends its sessions at once. @returns how many ended */
export const disableAccount = async (ctx: Context, user: User): Promise<number> => {
  // First nobody can log in any more, then whoever is in goes: the other way round one could slip in between.
  const disabledAt = user.disabledAt ?? toTimestamp(ctx.clock.now())
  await ctx.store.users.setAccountFlags(user.id, { isVerified: user.isVerified, disabledAt })
  return endSessions(ctx, user)
}

export const enableAccount = (ctx: Context, user: User): Promise<void> =>
  ctx.store.users.setAccountFlags(user.id, { isVerified: user.isVerified, disabledAt: null })

/** Gives an account a new password; whoever knew the old one has to log in again. */
export const resetPassword = async (ctx: Context, user: User, password: string): Promise<number> => {
  await ctx.store.users.setPasswordHash(user.id, await hashPassword(password))
  return endSessions(ctx, user)
}

export const listSessions = (ctx: Context, user: User): Promise<Session[]> =>
  ctx.store.sessions.listOpen(user.id)

export const endSessions = async (ctx: Context, user: User): Promise<number> => {
  const ended = await ctx.store.sessions.endAll(user.id, toTimestamp(ctx.clock.now()))
  for (const sessionId of ended) ctx.hub.endSession(user.id, sessionId)
  return ended.length
}
