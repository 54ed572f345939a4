import type { Context } from '../../context.ts'
import type { RouteDurations } from '../../http/request-durations.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import { serverVersion } from '../../version.ts'
import { findServerState } from './server-state.ts'

const maxSlowest = 10
/** Fewer requests tell nothing about a route. */
const minRequests = 5

const MinuteView = object(
  {
    at: view.dateTime(),
    requests: view.integer(),
    client_errors: view.integer({ description: 'With a status of 400 to 499.' }),
    server_errors: view.integer({ description: 'With a status of 500 and above.' }),
  },
  { title: 'RequestMinute' },
)

const RouteView = object(
  {
    method: view.string({ examples: ['GET'] }),
    route: view.string({ examples: ['/api/gigs/search'] }),
    requests: view.integer(),
    mean_ms: view.number(),
    p95_ms: view.nullable(view.number({ description: 'To the next bound; null: more than 10 seconds.' })),
  },
  { title: 'RouteDurations' },
)

const BoundView = object(
  {
    name: view.string({ examples: ['writer_waiting'] }),
    used: view.integer(),
    max: view.integer(),
  },
  { title: 'ServerBound' },
)

export const ServerFiguresView = object(
  {
    version: view.string({ examples: ['0.2.0'] }),
    runtime: view.string({ examples: ['Bun 1.4.5'] }),
    started_at: view.nullable(view.dateTime()),
    disk: view.nullable(view.oneOf(['plenty', 'low', 'full'])),
    disk_free_bytes: view.nullable(view.integer()),
    database_bytes: view.nullable(
      view.integer({ description: 'Of SQLite; null where PostgreSQL has the data.' }),
    ),
    wal_bytes: view.nullable(view.integer({ description: 'Of SQLite; null where PostgreSQL has the data.' })),
    writes_waiting: view.integer(),
    sockets: view.integer(),
    memory_bytes: view.integer(),
    problems: view.array(view.string(), { description: 'Of the database, found at the start.' }),
    minutes: view.array(MinuteView, { description: 'Of the last hour, since the desk was first opened.' }),
    slowest: view.array(RouteView, { description: 'By the mean, of those with five requests or more.' }),
    bounds: view.array(BoundView, { description: 'What clients make the server keep.' }),
    limits: view.array(object({ name: view.string(), value: view.string() }), {
      description: 'The limits in force, by the names of their settings.',
    }),
  },
  { title: 'ServerState' },
)

/** Limits alone: no setting that holds a secret, a path or an address. */
const limitsOf = ({ config }: Context): { name: string; value: string }[] =>
  Object.entries({
    RATE_LIMIT: config.rateLimit ? 'on' : 'off',
    RATE_LIMIT_AUTH: config.rateLimitAuth,
    RATE_LIMIT_UPLOADS: config.rateLimitUploads,
    RATE_LIMIT_VARIANTS: config.rateLimitVariants,
    RATE_LIMIT_OTHER: config.rateLimitOther,
    QUOTA_FILES: config.quotaFiles,
    QUOTA_MIB: config.quotaMib,
    MIN_FREE_MB: config.minFreeMb,
    THUMBNAILS_MIB: config.thumbnailsMib,
    TRUST_PROXY: config.trustProxy,
    DURABILITY: config.durability,
    BACKUP_SCHEDULE: config.backupSchedule ?? '',
    BACKUP_KEEP: config.backupKeep,
  }).map(([name, value]) => ({ name, value: String(value) }))

const slowestOf = (routes: readonly RouteDurations[]): RouteDurations[] =>
  routes
    .filter(({ count }) => count >= minRequests)
    .sort((a, b) => b.meanMs - a.meanMs)
    .slice(0, maxSlowest)

/** Without a server, what only a server knows is empty. */
export const readServerFigures = async (ctx: Context) => {
  const state = findServerState(ctx)
  return {
    ctx,
    state,
    disk: state ? await state.disk.level() : null,
    freeBytes: state ? await state.disk.freeBytes() : null,
    store: ctx.store.figures(),
  }
}

export const toServerFiguresView = ({
  ctx,
  state,
  disk,
  freeBytes,
  store,
}: Awaited<ReturnType<typeof readServerFigures>>) => ({
  version: serverVersion,
  runtime: `Bun ${Bun.version}`,
  started_at: state ? toTimestamp(state.startedAtMs) : null,
  disk,
  disk_free_bytes: freeBytes,
  database_bytes: ctx.config.databaseUrl === null ? store.databaseBytes : null,
  wal_bytes: ctx.config.databaseUrl === null ? store.walBytes : null,
  writes_waiting: store.waitingTransactions,
  sockets: ctx.hub.size,
  memory_bytes: process.memoryUsage.rss(),
  problems: [...ctx.upkeep.damage],
  minutes: (state?.minutes() ?? []).map(minute => ({
    at: toTimestamp(minute.startedAtMs),
    requests: minute.requests,
    client_errors: minute.clientErrors,
    server_errors: minute.serverErrors,
  })),
  slowest: slowestOf(state?.routes() ?? []).map(({ method, route, count, meanMs, p95Ms }) => ({
    method,
    route,
    requests: count,
    mean_ms: meanMs,
    p95_ms: p95Ms,
  })),
  bounds: (state?.bounds ?? []).map(({ name, used, max }) => ({ name, used: used(), max })),
  limits: limitsOf(ctx),
})
