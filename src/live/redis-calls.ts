import type { RedisClient } from 'bun'
import { inTime } from '../lib/deadline.ts'
import { connectRedis } from './redis-client.ts'

/** How long a call may take. Requests wait for one, so a frozen server costs each of them this once. */
const callMs = 250

const retryMs = 250

/**
 * Commands to a server that may go away. The first call that fails drops the connection, and calls are rejected at once until
 * there is a new one that answers.
 */
export class RedisCalls {
  #client: RedisClient | null
  #isClosed = false

  private constructor(
    private readonly url: string,
    client: RedisClient,
  ) {
    this.#client = client
  }

  /** @throws Error when the server cannot be reached or does not answer */
  static async open(url: string): Promise<RedisCalls> {
    const client = await connectRedis(url)
    const calls = new RedisCalls(url, client)
    client.onclose = () => calls.#drop(client)
    try {
      await calls.send('PING', [])
      return calls
    } catch (error) {
      calls.close()
      throw error
    }
  }

  get isAway(): boolean {
    return this.#client === null
  }

  /** @throws Error when the server is away, or does not answer in time */
  async send(command: string, words: string[]): Promise<unknown> {
    const client = this.#client
    if (!client) throw new Error('Redis is away.')
    try {
      return await inTime(client.send(command, words), callMs)
    } catch (error) {
      this.#drop(client)
      throw error
    }
  }

  close(): void {
    this.#isClosed = true
    this.#client?.close()
    this.#client = null
  }

  #drop(client: RedisClient): void {
    if (this.#client !== client) return
    this.#client = null
    client.close()
    void this.#reconnect()
  }

  async #reconnect(): Promise<void> {
    while (!this.#isClosed) {
      await Bun.sleep(retryMs)
      const client = await this.#tryConnect()
      if (!client) continue
      if (this.#isClosed) return client.close()
      this.#client = client
      return
    }
  }

  async #tryConnect(): Promise<RedisClient | null> {
    const client = await connectRedis(this.url).catch(() => null)
    if (!client) return null
    client.onclose = () => this.#drop(client)
    try {
      await inTime(client.send('PING', []), callMs)
      return client
    } catch {
      client.close()
      return null
    }
  }
}
