import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bucketKey, startObjectStore } from './object-store.ts'
import { startPgbouncer } from './pgbouncer.ts'
import { freePort } from './ports.ts'
import { startPostgres } from './postgres.ts'
import { type ServerProcess, startProcess, temporaryFolder } from './process.ts'
import { answers, untilReady } from './readiness.ts'
import { startRedis } from './redis.ts'
import { findTool, toolPath } from './tools.ts'

/** Copies of the server behind nginx, with PostgreSQL, pgbouncer, Redis and an object store. */

export interface Copy {
  url: string
  process: ServerProcess
}

/** A port that a copy keeps when it is started again, so that nginx finds it. */
interface Place {
  port: number
  folder: string
  /** Its own settings. */
  env: Record<string, string>
}

const nginxConfiguration = (folder: string, port: number, places: readonly Place[]): string => {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${join(folder, name)};`,
  )
  const servers = places.map(place => `server 127.0.0.1:${place.port} max_fails=1 fail_timeout=1s;`)
  return `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'log')};
events { worker_connections 2000; }
http {
  access_log off; ${temporary.join(' ')}
  upstream copies { ${servers.join(' ')} keepalive 32; }
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 64m;
    location / {
      proxy_pass http://copies;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 90s;
    }
  }
}`
}

const startNginx = async (folder: string, places: readonly Place[]) => {
  mkdirSync(folder, { recursive: true })
  const port = freePort()
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, nginxConfiguration(folder, port, places))
  const child = Bun.spawn(
    [
      'setpriv',
      '--pdeathsig',
      'TERM',
      findTool('nginx') ?? 'nginx',
      '-c',
      file,
      '-p',
      folder,
      '-e',
      join(folder, 'log'),
    ],
    {
      env: { PATH: toolPath },
      stdout: 'ignore',
      stderr: 'ignore',
    },
  )
  const url = `http://127.0.0.1:${port}`
  await untilReady('nginx', child, () => answers(`${url}/health/live`), join(folder, 'log'))
  return {
    url,
    end: async () => {
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

/**
 * Starts everything.
 * @param pooledCount how many of the copies reach PostgreSQL through pgbouncer, in transaction mode
 * @param more settings of every copy
 */
export const startCluster = async (count: number, pooledCount: number, more: Record<string, string> = {}) => {
  const folder = temporaryFolder()
  const [postgres, redis, objects] = await Promise.all([
    startPostgres(),
    startRedis(),
    startObjectStore(join(folder.path, 's3'), 'pictures'),
  ])
  const [databaseUrl, pgbouncer] = await Promise.all([postgres.newDatabase(), startPgbouncer(postgres.port)])
  const pooledEnv = {
    DATABASE_URL: databaseUrl.replace(`:${postgres.port}/`, `:${pgbouncer.port}/`),
    DATABASE_POOLER: 'transaction',
  }
  const env: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    JWT_SECRET: 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE',
    S3_BUCKET: 'pictures',
    S3_ENDPOINT: objects.endpoint,
    S3_ACCESS_KEY_ID: bucketKey.accessKeyId,
    S3_SECRET_ACCESS_KEY: bucketKey.secretAccessKey,
    TRUST_PROXY: '1',
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
    ...more,
  }
  const places = Array.from({ length: count }, (_, at) => ({
    port: freePort(),
    folder: join(folder.path, `copy-${at}`),
    env: at < pooledCount ? pooledEnv : {},
  }))
  const start = async (
    { port, folder: dataDir, env: own }: Place,
    changes: Record<string, string> = {},
  ): Promise<Copy> => {
    const process = await startProcess(['serve'], {
      ...env,
      ...own,
      PORT: String(port),
      DATA_DIR: dataDir,
      ...changes,
    })
    return { url: `http://127.0.0.1:${port}`, process }
  }
  const copies = await Promise.all(places.map(place => start(place)))
  const nginx = await startNginx(join(folder.path, 'nginx'), places)
  return {
    /** Of the proxy, which chooses a copy for each request. */
    url: nginx.url,
    copies,
    postgres,
    redis,
    objects,
    databaseUrl,
    env,
    folder: folder.path,
    /** Starts the copy of a place again. @param changes of its settings */
    startAgain: async (at: number, changes?: Record<string, string>): Promise<void> => {
      const place = places[at]
      if (place) copies[at] = await start(place, changes)
    },
    end: async () => {
      await nginx.end()
      await Promise.all(copies.map(({ process }) => process.end('SIGKILL')))
      await pgbouncer.end()
      await Promise.all([postgres.end(), redis.end(), objects.end()])
      folder.remove()
    },
  }
}

export type Cluster = Awaited<ReturnType<typeof startCluster>>
