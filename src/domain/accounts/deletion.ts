import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { type Command, systemWrite, type Write } from '../../lib/command.ts'
import { isPasswordOf } from '../auth/passwords.ts'
import type { UserId } from '../ids.ts'
import { filenameOf } from '../uploads/rules.ts'
import { removeExports } from './export-file.ts'
import { type AccountToDelete, assertNothingHeld } from './rules.ts'

export const wrongPassword = () => new AppError('INVALID_CREDENTIALS', 'The password is wrong.')

/** @throws AppError INVALID_CREDENTIALS, MONEY_HELD, OVERLOADED, INVALID_TOKEN for a deleted account */
export const deleteOwnAccount = async (
  ctx: Context,
  command: Command<never>,
  password: string,
): Promise<void> => {
  const { actor } = command
  const user = await ctx.store.users.find(actor)
  const credentials = user && (await ctx.store.users.findCredentials(user.email))
  if (!credentials) throw new AppError('INVALID_TOKEN')
  const comparedHash = credentials.passwordHash
  if (!(await isPasswordOf(password, comparedHash))) throw wrongPassword()
  const assertCompared = ({ passwordHash }: AccountToDelete) => {
    // The password was changed meanwhile.
    if (passwordHash !== comparedHash) throw wrongPassword()
  }
  await deleteAccount(ctx, actor, assertCompared, command)
}

/** Deletes in the store, in memory and on the disk. @throws AppError RESOURCE_NOT_FOUND, MONEY_HELD */
export const deleteAccount = async (
  ctx: Context,
  userId: UserId,
  decide: (account: AccountToDelete) => void = () => {},
  write: Write<never> = systemWrite(ctx),
): Promise<void> => {
  const { email, sessions, files } = await ctx.store.users.delete(write, userId, account => {
    decide(account)
    assertNothingHeld(account)
  })
  for (const sessionId of sessions) ctx.hub.endSession(userId, sessionId)
  await ctx.accountCaches.forget(
    email,
    files.map(({ id }) => id),
  )
  for (const file of files) {
    // The next start removes a file that stays.
    await ctx.files
      .remove('uploads', filenameOf(file))
      .catch(error => ctx.log.warn({ err: error, fileId: file.id }, 'A file was not removed.'))
  }
  removeExports(ctx, userId)
  await ctx.store.purge()
}
