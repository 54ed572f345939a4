import type { Context } from '../../context.ts'
import { AppError, invalidFields } from '../../errors.ts'
import { systemWrite, type Write } from '../../lib/command.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { SessionId, UserId } from '../ids.ts'
import { getUser } from '../users/service.ts'
import type { User } from '../users/user.ts'
import { isCommonPassword } from './common-passwords.ts'
import { bearerTokenOf, type VerifyToken } from './guard.ts'
import { hashPassword, isPasswordOf } from './passwords.ts'
import type { RecentRefreshes, TokenTexts } from './recent-refreshes.ts'
import type { Session } from './session.ts'
import type { Claims, Tokens } from './tokens.ts'

type TokenOwner = Pick<Claims, 'userId' | 'sessionId'>

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

export interface Account {
  email: string
  fullName: string
  contactInfo: string | null
}

export interface Registration extends Account {
  password: string
}

/** The most common are rejected in production (ruling A3). @throws AppError VALIDATION_ERROR, OVERLOADED */
export const hashNewPassword = async (ctx: Context, field: string, password: string): Promise<string> => {
  if (ctx.config.mode === 'production' && isCommonPassword(password))
    throw invalidFields({ [field]: ['Is one of the most common passwords. Choose another one.'] })
  return hashPassword(password)
}

/** @throws AppError VALIDATION_ERROR, EMAIL_ALREADY_EXISTS, OVERLOADED */
export const registerUser = async (ctx: Context, registration: Registration): Promise<User> => {
  const { password, ...account } = registration
  return openAccount(ctx, account, await hashNewPassword(ctx, 'password', password))
}

/** @throws AppError EMAIL_ALREADY_EXISTS */
export const openAccount = (
  ctx: Context,
  account: Account,
  passwordHash: string,
  { write = systemWrite(ctx), id = ctx.newId() }: { write?: Write<never>; id?: UserId } = {},
): Promise<User> => {
  const { email, fullName, contactInfo } = account
  const user: User = {
    id,
    email,
    fullName,
    contactInfo,
    addressText: null,
    profileImageId: null,
    isVerified: false,
    isAvailable: true,
    latitude: null,
    longitude: null,
    ratingSum: 0,
    reviewCount: 0,
    createdAt: write.now,
    disabledAt: null,
    deletedAt: null,
  }
  return ctx.store.users.register(write, user, passwordHash)
}

const accessTokenFor = (ctx: Context, tokens: Tokens, caller: TokenOwner): Promise<string> => {
  const expiresAt = ctx.clock.now() + ctx.config.accessTokenMinutes * minuteMs
  return tokens.sign({ kind: 'access', ...caller, expiresAt })
}

/**
 * Takes as long for an unknown e-mail as for a wrong password (ruling A3). @throws AppError
 * INVALID_CREDENTIALS, ACCOUNT_DISABLED, OVERLOADED
 */
export const logIn = async (ctx: Context, tokens: Tokens, email: string, password: string) => {
  const credentials = await ctx.store.users.findCredentials(email)
  const isRight = await isPasswordOf(password, credentials?.passwordHash ?? null)
  if (!credentials || !isRight) throw new AppError('INVALID_CREDENTIALS')
  // A caller without the password learns nothing about the account.
  if (credentials.isDisabled) throw new AppError('ACCOUNT_DISABLED')
  return beginSession(ctx, tokens, credentials.userId, credentials.passwordHash)
}

/** @throws AppError ACCOUNT_DISABLED, INVALID_CREDENTIALS when `comparedHash` is outdated */
export const beginSession = async (ctx: Context, tokens: Tokens, userId: UserId, comparedHash?: string) => {
  const now = ctx.clock.now()
  const write = systemWrite(ctx)
  const expiresAt = now + ctx.config.refreshTokenDays * dayMs
  const session: Session = {
    id: ctx.newId(),
    userId,
    createdAt: write.now,
    expiresAt: toTimestamp(expiresAt),
    endedAt: null,
  }
  await ctx.store.sessions.begin(write, session, comparedHash)
  const caller: TokenOwner = { userId, sessionId: session.id }
  return {
    accessToken: await accessTokenFor(ctx, tokens, caller),
    refreshToken: await tokens.sign({ kind: 'refresh', ...caller, expiresAt }),
  }
}

export interface RefreshTools {
  tokens: Tokens
  verifyToken: VerifyToken
  recentRefreshes: RecentRefreshes
}

interface RefreshHeaders {
  authorization: string | null
  oldAccessToken: string | null
}

/** @throws AppError NOT_AUTHENTICATED, MISSING_ACCESS_TOKEN */
export const tokenTextsIn = ({ authorization, oldAccessToken }: RefreshHeaders): TokenTexts => {
  const refreshToken = bearerTokenOf(authorization)
  if (refreshToken === null) throw new AppError('NOT_AUTHENTICATED')
  if (!oldAccessToken) throw new AppError('MISSING_ACCESS_TOKEN')
  return { refreshToken, oldAccessToken }
}

/**
 * The old access token must be of the same session, however old it is. The same pair gets the same token for
 * a minute (ruling A5). @throws AppError NOT_AUTHENTICATED, MISSING_ACCESS_TOKEN, INVALID_TOKEN,
 * TOKEN_EXPIRED
 */
export const refreshAccess = async (
  ctx: Context,
  { tokens, verifyToken, recentRefreshes }: RefreshTools,
  headers: RefreshHeaders,
): Promise<string> => {
  const pair = tokenTextsIn(headers)
  const caller = await verifyToken(pair.refreshToken, 'refresh')
  if (caller instanceof AppError) throw caller
  return recentRefreshes.answer(pair, async () => {
    const old = await tokens.read(pair.oldAccessToken)
    const isOfSession =
      old?.kind === 'access' && old.userId === caller.userId && old.sessionId === caller.sessionId
    if (!isOfSession)
      throw new AppError('INVALID_TOKEN', 'The old access token does not belong to the refresh token.')
    return accessTokenFor(ctx, tokens, caller)
  })
}

/** Its tokens are rejected from now on, and its sockets close. */
export const logOut = async (ctx: Context, { userId, sessionId }: TokenOwner): Promise<void> => {
  await ctx.store.sessions.end(systemWrite(ctx), sessionId)
  ctx.hub.endSession(userId, sessionId)
}

export const closeSockets = (ctx: Context, userId: UserId, ended: readonly SessionId[]): void => {
  for (const sessionId of ended) ctx.hub.endSession(userId, sessionId)
}

/** Closes their sockets. @returns how many ended */
export const endAllSessions = async (
  ctx: Context,
  userId: UserId,
  write: Write<never> = systemWrite(ctx),
): Promise<number> => {
  const ended = await ctx.store.sessions.endAll(write, userId)
  closeSockets(ctx, userId, ended)
  return ended.length
}

/** Ends every session except `kept`. @returns how many ended */
export const replacePassword = async (
  ctx: Context,
  userId: UserId,
  kept: SessionId | null,
  decide: (passwordHash: string) => string,
  write: Write<never> = systemWrite(ctx),
): Promise<number> => {
  const ended = await ctx.store.sessions.replacePassword(write, userId, kept, decide)
  closeSockets(ctx, userId, ended)
  return ended.length
}

/** Ends the other sessions (ruling A3). @throws AppError VALIDATION_ERROR, INVALID_CREDENTIALS, OVERLOADED */
export const changePassword = async (
  ctx: Context,
  { userId, sessionId }: TokenOwner,
  passwords: { old: string; new: string },
): Promise<void> => {
  const { email } = await getUser(ctx, userId)
  const credentials = await ctx.store.users.findCredentials(email)
  const comparedHash = credentials?.passwordHash ?? null
  if (!(await isPasswordOf(passwords.old, comparedHash))) throw wrongOldPassword()
  const passwordHash = await hashNewPassword(ctx, 'new_password', passwords.new)
  await replacePassword(ctx, userId, sessionId, current => {
    // Another change came first.
    if (current !== comparedHash) throw wrongOldPassword()
    return passwordHash
  })
}

export const wrongOldPassword = () => new AppError('INVALID_CREDENTIALS', 'The old password is wrong.')
