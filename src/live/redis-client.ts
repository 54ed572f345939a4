import { RedisClient } from 'bun'
import { inTime } from '../lib/deadline.ts'

/** How long a server may take to accept a connection. */
const connectMs = 1000

/**
 * Opens a connection that is never renewed: Bun's own renewal forgets subscriptions, and its queue lets calls wait for ever.
 * @throws Error
 */
export const connectRedis = async (url: string): Promise<RedisClient> => {
  const client = new RedisClient(url, {
    autoReconnect: false,
    enableOfflineQueue: false,
    connectionTimeout: connectMs,
  })
  try {
    await inTime(client.connect(), connectMs + 100)
    return client
  } catch (error) {
    client.close()
    throw error
  }
}
