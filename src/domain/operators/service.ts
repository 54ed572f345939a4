import { createHash } from 'node:crypto'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Write } from '../../lib/command.ts'
import { systemRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { OperatorId } from '../ids.ts'
import type { Operator, OperatorAccount, OperatorRole } from './operator.ts'
import { toBase32 } from './totp.ts'

export const linkMinutes = 15

/** Tokens are random, so no salt is needed. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** 256 random bits. */
export const newToken = (): string => Buffer.from(systemRandom.bytes(32)).toString('base64url')

export const noSuchOperator = () => new AppError('RESOURCE_NOT_FOUND', 'There is no such operator.')

/** With the token of the link. */
const newLink = (ctx: Context) => {
  const token = newToken()
  const fields = {
    linkHash: hashOfToken(token),
    linkSecret: toBase32(systemRandom.bytes(20)),
    linkExpiresAt: toTimestamp(ctx.clock.now() + linkMinutes * 60_000),
  }
  return { token, fields }
}

/** The token is behind the #, which browsers send to nobody. */
const addressOf = ({ config }: Context, token: string): string => {
  const { publicUrl, port, opsPort, tlsCert } = config
  const base = new URL(publicUrl ?? `${tlsCert === null ? 'http' : 'https'}://localhost:${port}`)
  if (opsPort !== null) base.port = String(opsPort)
  return `${base.href.replace(/\/$/, '')}/ops#link=${token}`
}

export interface OperatorLink {
  operator: Operator
  /** For one use within `linkMinutes`. */
  url: string
}

export const createOperator = async (
  ctx: Context,
  write: Write<never>,
  { id, email, role }: { id: OperatorId; email: string; role: OperatorRole },
): Promise<OperatorLink> => {
  const { token, fields } = newLink(ctx)
  const account: OperatorAccount = {
    id,
    email,
    role,
    passwordHash: null,
    totpSecret: null,
    totpStep: 0,
    ...fields,
    createdAt: write.now,
    disabledAt: null,
  }
  return { operator: await ctx.store.operators.create(write, account), url: addressOf(ctx, token) }
}

/** The old password counts until the link is used. */
export const renewLink = async (ctx: Context, write: Write<never>, id: OperatorId): Promise<OperatorLink> => {
  const { token, fields } = newLink(ctx)
  const operator = await ctx.store.operators.revise(write, id, account => ({
    account: { ...account, ...fields },
    endsSessions: false,
  }))
  return { operator, url: addressOf(ctx, token) }
}

/**
 * Ends the sessions and the link. Operators cannot disable themselves, so one can always log in; the command
 * line may, since it can enable them again. @throws AppError INSUFFICIENT_PERMISSIONS for oneself,
 * RESOURCE_NOT_FOUND
 */
export const disableOperator = async (
  ctx: Context,
  write: Write<never>,
  { id, by }: { id: OperatorId; by: OperatorId | null },
): Promise<Operator> => {
  if (id === by)
    throw new AppError(
      'INSUFFICIENT_PERMISSIONS',
      'You cannot disable yourself. Another operator can, or the command line.',
    )
  return ctx.store.operators.revise(write, id, account => ({
    account: {
      ...account,
      disabledAt: account.disabledAt ?? write.now,
      linkHash: null,
      linkSecret: null,
      linkExpiresAt: null,
    },
    endsSessions: true,
  }))
}

export const enableOperator = (ctx: Context, write: Write<never>, id: OperatorId): Promise<Operator> =>
  ctx.store.operators.revise(write, id, account => ({
    account: { ...account, disabledAt: null },
    endsSessions: false,
  }))

/** @throws AppError RESOURCE_NOT_FOUND */
export const findOperator = async (ctx: Context, email: string): Promise<Operator> => {
  const operator = await ctx.store.operators.findByEmail(email.trim().toLowerCase())
  if (!operator) throw new AppError('RESOURCE_NOT_FOUND', `There is no operator with the e-mail ${email}.`)
  return operator
}
