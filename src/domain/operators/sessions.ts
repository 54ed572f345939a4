import { createHash } from 'node:crypto'
import type { Context } from '../../context.ts'
import { AppError, invalidFields } from '../../errors.ts'
import { systemWrite } from '../../lib/command.ts'
import { toMilliseconds, toTimestamp } from '../../lib/timestamp.ts'
import { isPasswordOf } from '../auth/passwords.ts'
import { hashNewPassword } from '../auth/service.ts'
import type { Operator, OperatorAccount, OperatorSession } from './operator.ts'
import { hashOfToken, newToken } from './service.ts'
import { otpauthUri, stepOfCode } from './totp.ts'
import { wrongCodesOf } from './wrong-codes.ts'

const minuteMs = 60_000
/** Of a session, however much it is used. */
export const sessionHours = 12
/** Without a request the session ends. */
export const idleMinutes = 30

export interface Login {
  operator: Operator
  token: string
}

export interface OperatorCaller {
  account: OperatorAccount
  session: OperatorSession
  csrfToken: string
}

/** Another origin cannot read it, and the cookie does not give it away. */
export const csrfTokenOf = (token: string): string =>
  createHash('sha256').update(`csrf ${token}`).digest('base64url')

const wrongLogin = () =>
  new AppError(
    'INVALID_CREDENTIALS',
    'The e-mail, the password or the code is wrong. After five wrong codes even a right one has to wait; a new link lets you in at once.',
  )

const invalidLink = () =>
  new AppError(
    'RESOURCE_NOT_FOUND',
    'This link was used, or its time is over. "chayenity operator link" makes a new one.',
  )

const newSession = (ctx: Context, { id }: Pick<Operator, 'id'>) => {
  const token = newToken()
  const now = ctx.clock.now()
  const session: OperatorSession = {
    id: hashOfToken(token),
    operatorId: id,
    createdAt: toTimestamp(now),
    expiresAt: toTimestamp(now + sessionHours * 60 * minuteMs),
    seenAt: toTimestamp(now),
    endedAt: null,
  }
  return { token, session }
}

const auditOf = (operator: Operator, action: string) => ({
  operatorId: operator.id,
  actor: operator.email,
  action,
  subject: { kind: 'operator', id: operator.id },
  reason: null,
})

/**
 * Every failure gives the same answer in like time, also while wrong codes make further ones wait. A code is
 * good once. @throws AppError INVALID_CREDENTIALS, OVERLOADED
 */
export const logIn = async (
  ctx: Context,
  { email, password, code }: { email: string; password: string; code: string },
): Promise<Login> => {
  const found = await ctx.store.operators.findByEmail(email)
  const comparedHash = found?.passwordHash ?? null
  if (!(await isPasswordOf(password, comparedHash)) || !found) throw wrongLogin()
  const takeBack = wrongCodesOf(ctx).begin(found.id)
  if (!takeBack) throw wrongLogin()
  const { token, session } = newSession(ctx, found)
  const write = { ...systemWrite(ctx), audit: auditOf(found, 'operator.log-in') }
  const nowMs = ctx.clock.now()
  // The write takes longer than the answer to a wrong password does.
  const { totpSecret: secret, totpStep: usedStep } = found
  if (secret === null || stepOfCode(secret, code, nowMs, usedStep) === null) {
    warnOfWait(ctx, found)
    throw wrongLogin()
  }
  const operator = await ctx.store.operators.beginSession(write, session, account => {
    const { totpSecret, totpStep, passwordHash, disabledAt } = account
    if (disabledAt !== null || passwordHash !== comparedHash || totpSecret === null) throw wrongLogin()
    const step = stepOfCode(totpSecret, code, nowMs, totpStep)
    if (step === null) throw wrongLogin()
    return { ...account, totpStep: step }
  })
  takeBack()
  return { operator, token }
}

const warnOfWait = (ctx: Context, { id }: Operator): void => {
  const waitMs = wrongCodesOf(ctx).waitMsOf(id)
  if (waitMs === 0) return
  ctx.log.warn(
    { operatorId: id, waitSeconds: Math.round(waitMs / 1000) },
    'Many wrong codes came with the password of an operator. If they are not theirs, others know it: make a new link.',
  )
}

/** @throws AppError RESOURCE_NOT_FOUND for an expired link too */
const findLink = async (ctx: Context, linkToken: string) => {
  const account = await ctx.store.operators.findByLink(hashOfToken(linkToken))
  if (!account) throw invalidLink()
  return { account, secret: openSecretOf(ctx, account) }
}

/** @throws AppError RESOURCE_NOT_FOUND */
const openSecretOf = (ctx: Context, { linkSecret, linkExpiresAt }: OperatorAccount): string => {
  if (linkSecret === null || linkExpiresAt === null) throw invalidLink()
  if (toMilliseconds(linkExpiresAt) <= ctx.clock.now()) throw invalidLink()
  return linkSecret
}

/** The link stays good. @throws AppError RESOURCE_NOT_FOUND */
export const readLink = async (ctx: Context, linkToken: string) => {
  const { account, secret } = await findLink(ctx, linkToken)
  return { email: account.email, secret, uri: otpauthUri(secret, account.email) }
}

/** Replaces password and secret, ends sessions. @throws AppError RESOURCE_NOT_FOUND, VALIDATION_ERROR */
export const useLink = async (
  ctx: Context,
  { link, password, code }: { link: string; password: string; code: string },
): Promise<Login> => {
  const { account: found, secret } = await findLink(ctx, link)
  const nowMs = ctx.clock.now()
  const totpStep = stepOfCode(secret, code, nowMs, 0)
  if (totpStep === null) throw invalidFields({ code: ['Is not the code of this moment.'] })
  const passwordHash = await hashNewPassword(ctx, 'password', password)
  const { linkHash } = found
  const write = { ...systemWrite(ctx), audit: auditOf(found, 'operator.use-link') }
  const operator = await ctx.store.operators.revise(write, found.id, account => {
    if (account.linkHash !== linkHash || account.disabledAt !== null) throw invalidLink()
    const used = { passwordHash, totpSecret: secret, totpStep }
    return {
      account: { ...account, ...used, linkHash: null, linkSecret: null, linkExpiresAt: null },
      endsSessions: true,
    }
  })
  wrongCodesOf(ctx).forget(found.id)
  const { token, session } = newSession(ctx, found)
  await ctx.store.operators.beginSession(systemWrite(ctx), session, account => {
    // Somebody may have disabled the operator in between.
    if (account.disabledAt !== null) throw invalidLink()
    return account
  })
  return { operator, token }
}

/** Returns the error that rejects the cookie. */
export const findCaller = async (ctx: Context, token: string): Promise<OperatorCaller | AppError> => {
  const found = await ctx.store.operators.findSession(hashOfToken(token))
  if (!found || found.session.endedAt !== null || found.account.disabledAt !== null)
    return new AppError('NOT_AUTHENTICATED', 'Log in first.')
  const { session } = found
  const now = ctx.clock.now()
  const idleSince = toMilliseconds(session.seenAt)
  if (toMilliseconds(session.expiresAt) <= now || idleSince + idleMinutes * minuteMs <= now)
    return new AppError('TOKEN_EXPIRED', 'The session has ended. Log in again.')
  return { ...found, csrfToken: csrfTokenOf(token) }
}

export const touchSession = async (ctx: Context, { session }: OperatorCaller): Promise<void> => {
  if (ctx.clock.now() - toMilliseconds(session.seenAt) < minuteMs) return
  await ctx.store.operators.touchSession(systemWrite(ctx), session.id)
}

export const logOut = (ctx: Context, { account, session }: OperatorCaller): Promise<void> =>
  ctx.store.operators.endSession(
    { ...systemWrite(ctx), audit: auditOf(account, 'operator.log-out') },
    session.id,
  )

/** @throws AppError VALIDATION_ERROR when the password is wrong */
export const confirmPassword = async ({ account }: OperatorCaller, sent: string): Promise<void> => {
  if (await isPasswordOf(sent, account.passwordHash)) return
  throw invalidFields({ operator_password: ['Is wrong.'] })
}
