import { freePort } from './ports.ts'
import { untilReady } from './readiness.ts'

/** Redis, from the package redis-server of Debian. */

export const missingRedis = (): string | null =>
  Bun.which('redis-server') ? null : 'There is no Redis (Debian: apt-get install redis-server).'

/** No log line and no error may show it. */
export const redisPassword = 'planted-redis-Kd7xQ2mV9tB4wZ6n'

/** Starts a server that keeps nothing. */
export const startRedis = async () => {
  const port = freePort()
  const url = `redis://:${redisPassword}@127.0.0.1:${port}`
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--requirepass', redisPassword]
  const start = () =>
    Bun.spawn(['setpriv', '--pdeathsig', 'KILL', 'redis-server', ...words], {
      stdout: 'ignore',
      stderr: 'ignore',
    })
  let child = start()
  const listens = () => untilReady('Redis', child, () => connects(url))
  await listens()
  return {
    url,
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    stop: async () => {
      child.kill('SIGKILL')
      await child.exited
    },
    restart: async () => {
      child.kill('SIGKILL')
      await child.exited
      child = start()
      await listens()
    },
    end: async () => {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}

const connects = async (url: string): Promise<boolean> => {
  const client = new Bun.RedisClient(url, { autoReconnect: false })
  try {
    await client.connect()
    return true
  } finally {
    client.close()
  }
}
