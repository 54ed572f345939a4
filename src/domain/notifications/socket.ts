import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { tokenOf, upgradeToSocket } from '../../http/sockets.ts'
import { visits } from '../../http/visit.ts'
import type { CloseCause } from '../../realtime/close-codes.ts'
import { answerCommonFrame } from '../../realtime/common-frames.ts'
import { Connection, type Conversation } from '../../realtime/connection.ts'
import { createFrameReader, notificationFrames } from '../../realtime/frames.ts'
import { userTopic } from '../../realtime/hub.ts'
import type { VerifyToken } from '../auth/guard.ts'

const readNotificationFrame = createFrameReader(notificationFrames)

/** What concerns a user, wherever they are. */
export const notificationSocketRoutes = (ctx: Context, verifyToken: VerifyToken) => {
  const conversation: Conversation = {
    receive: (connection, raw) => answerCommonFrame(ctx, verifyToken, connection, readNotificationFrame(raw)),
  }
  const admit = async (token: string): Promise<Connection | CloseCause> => {
    const credential = await verifyToken(token, 'access')
    if (credential instanceof AppError) return 'INVALID_TOKEN'
    return new Connection(ctx, userTopic(credential.userId), credential, conversation)
  }
  return new Elysia({ detail: { hide: true } })
    .use(visits)
    .get('/ws/notifications', async ({ request, server, set, visit }) =>
      upgradeToSocket({ request, server, set, visit }, await admit(tokenOf(request))),
    )
}
