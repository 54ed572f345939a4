import type { RedisCalls } from './redis-calls.ts'

/** Something that was counted in a window of time. */
interface SharedCount {
  count: number
  /** Until the window ends. */
  leftMs: number
}

const script = `local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}`

/** Counts in Redis, so that all copies of the server count together. A window begins with the first count of its key. */
export class RedisCounters {
  constructor(
    private readonly calls: RedisCalls,
    private readonly prefix: string,
  ) {}

  /** @returns null while Redis is away */
  async count(key: string, windowMs: number): Promise<SharedCount | null> {
    if (this.calls.isAway) return null
    try {
      const reply = await this.calls.send('EVAL', [script, '1', `${this.prefix}${key}`, String(windowMs)])
      const [count, leftMs]: unknown[] = Array.isArray(reply) ? reply : []
      return typeof count === 'number' && typeof leftMs === 'number' ? { count, leftMs } : null
    } catch {
      return null
    }
  }
}
