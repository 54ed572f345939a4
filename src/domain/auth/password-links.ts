import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Bound } from '../../lib/bound.ts'
import { systemWrite, type Write } from '../../lib/command.ts'
import { systemRandom } from '../../lib/random.ts'
import { type Timestamp, toTimestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'
import { passwordMail } from './password-mail.ts'
import { closeSockets, hashNewPassword } from './service.ts'

export const linkMinutes = 30

/** A link cannot be replaced earlier, or strangers could keep somebody from using one. */
export const mailPauseMinutes = 5

const maxWaiting = 2000

/** Sent at once, a mail delays the response by 0.2 ms, which reveals a known address in 200 attempts. */
const mailDelayMs = { min: 500, max: 5000 }

const randomDelayMs = (): number => {
  const [byte = 0, next = 0] = systemRandom.bytes(2)
  return mailDelayMs.min + ((byte * 256 + next) / 65_536) * (mailDelayMs.max - mailDelayMs.min)
}

let delayed = 0
const sending = pLimit(2)

export const mailBound: Bound = {
  name: 'mails_waiting',
  max: maxWaiting,
  used: () => delayed + sending.pendingCount,
  atBound: 'rejects',
}

export interface PasswordLink {
  url: string
  expiresAt: Timestamp
}

export const badLink = () =>
  new AppError(
    'INVALID_RESET_TOKEN',
    'This link was used, has expired, or a newer one was sent. Ask for a new one.',
  )

export const noMail = () =>
  new AppError('MAIL_UNAVAILABLE', 'This server sends no mail. Ask its operator for a link.')

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Replaces an earlier link. @throws AppError RESOURCE_NOT_FOUND, also for a disabled or deleted person */
export const createPasswordLink = async (
  ctx: Context,
  userId: UserId,
  write: Write<void> = systemWrite(ctx),
): Promise<PasswordLink> => {
  const token = Buffer.from(systemRandom.bytes(32)).toString('base64url')
  const expiresAt = toTimestamp(ctx.clock.now() + linkMinutes * 60_000)
  const link = { userId, tokenHash: hashOf(token), createdAt: write.now, expiresAt }
  await ctx.store.sessions.putPasswordLink(write, link)
  // Behind the #, so that no log and no other server gets the token.
  return { url: `${passwordPageOf(ctx)}#token=${token}`, expiresAt }
}

/** Never made from a request, which could name another host and so get the token. */
const passwordPageOf = ({ config: { resetUrl, publicUrl, port } }: Context): string =>
  resetUrl ?? `${publicUrl ?? `http://localhost:${port}`}/reset`

/** Seconds after the response, whose time must not reveal accounts. @throws AppError MAIL_UNAVAILABLE */
export const sendPasswordLink = (ctx: Context, email: string): void => {
  const { sendMail } = ctx
  if (!sendMail) throw noMail()
  if (mailBound.used() >= maxWaiting) {
    ctx.log.warn('Too many mails wait: one was not sent.')
    return
  }
  const send = async () => {
    const credentials = await ctx.store.users.findCredentials(email)
    if (!credentials || credentials.isDisabled) return
    const since = toTimestamp(ctx.clock.now() - mailPauseMinutes * 60_000)
    if (await ctx.store.sessions.hasPasswordLinkSince(credentials.userId, since)) return
    const { url } = await createPasswordLink(ctx, credentials.userId)
    await sendMail(passwordMail(email, url))
  }
  delayed += 1
  ctx.clock.after(randomDelayMs(), () => {
    delayed -= 1
    void sending(send).catch(error => ctx.log.error({ err: error }, 'A mail was not sent.'))
  })
}

/** Ends all sessions. @throws AppError INVALID_RESET_TOKEN, VALIDATION_ERROR, OVERLOADED */
export const resetByLink = async (ctx: Context, token: string, password: string): Promise<void> => {
  const write = systemWrite(ctx)
  const tokenHash = hashOf(token)
  // Hashing takes long, so the link is checked first.
  if (!(await ctx.store.sessions.hasPasswordLink(tokenHash, write.now))) throw badLink()
  const passwordHash = await hashNewPassword(ctx, 'new_password', password)
  const { userId, sessions } = await ctx.store.sessions.redeemPasswordLink(write, tokenHash, passwordHash)
  closeSockets(ctx, userId, sessions)
}
