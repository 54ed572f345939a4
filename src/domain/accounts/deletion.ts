import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { systemWrite } from '../../lib/command.ts'
import { isPasswordOf } from '../auth/passwords.ts'
import type { FileId, UserId } from '../ids.ts'
import { filenameOf } from '../uploads/rules.ts'
import { getUser } from '../users/service.ts'
import { type AccountToDelete, assertNothingHeld } from './rules.ts'

/** What an app keeps in memory about a person besides the store. */
export interface AccountCaches {
  /** Drops what was made of a picture. */
  forgetVariants(id: FileId): Promise<void>
  /** Drops the addresses from which an account was logged in to. */
  forgetLogins(email: string): void
}

export const wrongPassword = () => new AppError('INVALID_CREDENTIALS', 'The password is wrong.')

/**
 * Deletes the account of a person who has given its password.
 * @throws AppError INVALID_CREDENTIALS, MONEY_HELD, OVERLOADED
 */
export const deleteOwnAccount = async (
  ctx: Context,
  caches: AccountCaches,
  userId: UserId,
  password: string,
): Promise<void> => {
  const { email } = await getUser(ctx, userId)
  const comparedHash = (await ctx.store.users.findCredentials(email))?.passwordHash ?? null
  if (!(await isPasswordOf(password, comparedHash))) throw wrongPassword()
  await deleteAccount(ctx, caches, userId, account => {
    // Another password came first, so the one that was compared is an old one.
    if (account.passwordHash !== comparedHash) throw wrongPassword()
  })
}

/**
 * Deletes an account with everything that is its own, in the store, in memory and on the disk, and closes its sockets.
 * @throws AppError RESOURCE_NOT_FOUND, MONEY_HELD, and whatever `decide` throws
 */
export const deleteAccount = async (
  ctx: Context,
  caches: AccountCaches,
  userId: UserId,
  decide: (account: AccountToDelete) => void = () => {},
): Promise<void> => {
  const { email, sessions, files } = await ctx.store.users.delete(systemWrite(ctx), userId, account => {
    decide(account)
    assertNothingHeld(account)
  })
  for (const sessionId of sessions) ctx.hub.endSession(userId, sessionId)
  caches.forgetLogins(email)
  for (const file of files) {
    await caches.forgetVariants(file.id)
    // A file that cannot be deleted here is removed by the sweep at the next start.
    await ctx.files
      .remove('uploads', filenameOf(file))
      .catch(error => ctx.log.warn({ err: error, fileId: file.id }, 'A file was not removed.'))
  }
  await ctx.store.purge()
}
