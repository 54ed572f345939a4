import type { Context } from '../context.ts'
import type { VerifyToken } from '../domain/auth/guard.ts'
import { AppError } from '../errors.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import type { Connection } from './connection.ts'
import type { NotificationFrame } from './frames.ts'

/** The frames that every kind of socket takes. @throws AppError INVALID_TOKEN, TOKEN_EXPIRED */
export const answerCommonFrame = async (
  ctx: Context,
  verifyToken: VerifyToken,
  connection: Connection,
  frame: NotificationFrame,
): Promise<void> => {
  if (frame.type === 'ping') {
    return connection.tell({ type: 'pong', data: { timestamp: toTimestamp(ctx.clock.now()) } })
  }
  const credential = await verifyToken(frame.token, 'access')
  if (credential instanceof AppError) throw credential
  connection.renew(credential)
  connection.tell({ type: 'authenticated', data: { expires_at: toTimestamp(credential.expiresAt) } })
}
