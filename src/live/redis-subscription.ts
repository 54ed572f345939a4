import type { RedisClient } from 'bun'
import { inTime } from '../lib/deadline.ts'
import { connectRedis } from './redis-client.ts'

const subscribeMs = 1000
const retryMs = 250

/**
 * Hears a channel, with a new connection for each subscription: one that subscribes twice hears every message twice, and one
 * that was renewed hears nothing.
 */
export class RedisSubscription {
  #client: RedisClient | null = null
  /** A connection that breaks off meanwhile fails the attempt, and whoever made it makes the next one. */
  #isSubscribing = false
  #isClosed = false

  private constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly hear: (text: string) => void,
  ) {}

  /** @throws Error when the server cannot be reached */
  static async open(url: string, channel: string, hear: (text: string) => void): Promise<RedisSubscription> {
    const subscription = new RedisSubscription(url, channel, hear)
    await subscription.#subscribe()
    return subscription
  }

  /** Drops the connection and makes another one. */
  renew(): void {
    const client = this.#client
    if (!client || this.#isSubscribing) return
    this.#client = null
    client.close()
    void this.#retry()
  }

  close(): void {
    this.#isClosed = true
    this.#client?.close()
    this.#client = null
  }

  async #retry(): Promise<void> {
    while (!this.#isClosed) {
      try {
        return await this.#subscribe()
      } catch {
        await Bun.sleep(retryMs)
      }
    }
  }

  async #subscribe(): Promise<void> {
    const client = await connectRedis(this.url)
    this.#isSubscribing = true
    // A connection that was given up may still deliver what it has received.
    const isCurrent = () => this.#client === client
    this.#client = client
    client.onclose = () => {
      if (isCurrent()) this.renew()
    }
    try {
      await inTime(
        client.subscribe(this.channel, text => {
          if (isCurrent()) this.hear(text)
        }),
        subscribeMs,
      )
    } catch (error) {
      if (isCurrent()) this.#client = null
      client.close()
      throw error
    } finally {
      this.#isSubscribing = false
    }
    if (this.#isClosed) client.close()
  }
}
