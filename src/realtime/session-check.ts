import type { Id } from '../lib/ids.ts'
import type { Hub } from './hub.ts'

type SessionId = Id<'session'>

const maxSessionsAtOnce = 2000

/**
 * Makes a check that closes the sockets of sessions that have ended: of all at once, or in turn where they are many.
 * @param listEnded reads which of these sessions have ended
 */
export const createSessionCheck = (
  hub: Pick<Hub, 'sessions' | 'endSessionHere'>,
): ((listEnded: (ids: SessionId[]) => Promise<SessionId[]>) => Promise<void>) => {
  let next = 0
  return async listEnded => {
    const sessions = hub.sessions()
    if (next >= sessions.length) next = 0
    const looked = sessions.slice(next, next + maxSessionsAtOnce)
    next += maxSessionsAtOnce
    if (looked.length === 0) return
    const ended = new Set(await listEnded(looked.map(({ sessionId }) => sessionId)))
    for (const { userId, sessionId } of looked)
      if (ended.has(sessionId)) hub.endSessionHere(userId, sessionId)
  }
}
