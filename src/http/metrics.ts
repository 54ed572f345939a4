import { timingSafeEqual } from 'node:crypto'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { DiskSpace } from '../files/disk-space.ts'
import type { Bound } from '../lib/bound.ts'
import { maxGapMs } from '../lib/cron.ts'
import { type AddressBook, peerAddressOf } from './client-address.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import type { CompletedRequest } from './pipeline.ts'
import { Reply } from './reply.ts'
import { RequestDurations } from './request-durations.ts'

export const createMetrics = (
  { store, hub, config, clock, upkeep }: Pick<Context, 'store' | 'hub' | 'config' | 'clock' | 'upkeep'>,
  { disk, countPictures, bounds }: { disk: DiskSpace; countPictures: () => number; bounds: readonly Bound[] },
) => {
  const registry = new Registry()
  const registers = [registry]
  let hasProcessMetrics = false
  /** Process, memory and event loop. The first scrape makes them, because that walks the whole heap. */
  const addProcessMetrics = () => {
    if (hasProcessMetrics) return
    hasProcessMetrics = true
    collectDefaultMetrics({ register: registry })
    // Their names end as those of counters, which promtool reports.
    for (const name of ['handles', 'requests', 'resources'])
      registry.removeSingleMetric(`nodejs_active_${name}_total`)
  }
  const durations = new RequestDurations(
    'chayenity_request_seconds',
    'Requests by route and status, and how long their answers took.',
    registry,
  )
  const gauge = (name: string, help: string) => new Gauge({ name: `chayenity_${name}`, help, registers })
  const waiting = gauge('writer_waiting_transactions', 'Write transactions that wait for the writer.')
  const database = gauge('database_bytes', 'Size of the database file.')
  const wal = gauge('wal_bytes', 'Size of the write-ahead log.')
  const free = gauge('disk_free_bytes', 'Room on the disk of the data folder.')
  const sockets = gauge('sockets', 'Open WebSockets.')
  const pictures = gauge('pictures', 'Pictures that are worked on or wait.')
  const bounded = (name: string, help: string) =>
    new Gauge({ name: `chayenity_bound_${name}`, help, labelNames: ['bound', 'at_bound'], registers })
  const used = bounded('used', 'What clients have made the server keep, by its bound.')
  const max = bounded('max', 'The most of it that is kept.')
  for (const { name, atBound, max: most } of bounds) max.set({ bound: name, at_bound: atBound }, most)
  const counter = (name: string, help: string) => new Counter({ name: `chayenity_${name}`, help, registers })
  const transactions = counter(
    'writer_transactions_total',
    'Write transactions; divided by the batches, the mean size of a batch.',
  )
  const batches = counter(
    'writer_batches_total',
    'Batches of write transactions, each one commit and one sync.',
  )
  const reads = counter('expensive_reads_total', 'Reads that the read worker has made.')
  const rejectedReads = counter('expensive_reads_rejected_total', 'Reads that found the queue full.')
  const waitSeconds = counter('expensive_reads_wait_seconds_total', 'How long those reads waited, together.')
  const runSeconds = counter('expensive_reads_run_seconds_total', 'How long they took then, together.')
  const setTo = (total: Counter, value: number) => {
    total.reset()
    total.inc(value)
  }
  const backupInterval = gauge(
    'backup_interval_seconds',
    'The longest time between two backups of BACKUP_SCHEDULE. 0 without a schedule.',
  )
  const { backupSchedule } = config
  backupInterval.set(backupSchedule === null ? 0 : maxGapMs(backupSchedule, clock.now()) / 1000)
  const backups = new Counter({
    name: 'chayenity_backups_total',
    help: 'Scheduled backups since the start: complete, damaged (of damaged data, made as it is), or failed.',
    labelNames: ['result'],
    registers,
  })
  const lastBackup = gauge(
    'last_backup_timestamp_seconds',
    'When the newest complete scheduled backup was made, since 1970; 0: there is none.',
  )
  const lastBackupBytes = gauge('last_backup_bytes', 'Size of that backup.')
  const damage = gauge('database_problems', 'Problems of the database file that were found at the start.')

  const missingFiles = gauge('missing_files', 'Files that are missing from the disk, as far as it is known.')

  return {
    type: registry.contentType,
    observe: ({ context, endpoint, status, ms }: CompletedRequest): void =>
      durations.count(context.request.method, endpoint.path, status, ms / 1000),
    routes: () => durations.routes(),
    text: async (): Promise<string> => {
      addProcessMetrics()
      const figures = store.figures()
      waiting.set(figures.waitingTransactions)
      setTo(transactions, figures.transactions)
      setTo(batches, figures.batches)
      setTo(reads, figures.expensiveReads.total)
      setTo(rejectedReads, figures.expensiveReads.rejected)
      setTo(waitSeconds, figures.expensiveReads.waitSeconds)
      setTo(runSeconds, figures.expensiveReads.runSeconds)
      sockets.set(hub.size)
      pictures.set(countPictures())
      for (const { name, atBound, used: read } of bounds) used.set({ bound: name, at_bound: atBound }, read())
      backups.reset()
      for (const [result, count] of Object.entries(upkeep.backups)) backups.inc({ result }, count)
      lastBackup.set((upkeep.lastBackup?.atMs ?? 0) / 1000)
      lastBackupBytes.set(upkeep.lastBackup?.bytes ?? 0)
      damage.set(upkeep.damage.length)
      missingFiles.set(upkeep.missingFiles.size)
      database.set(figures.databaseBytes)
      wal.set(figures.walBytes)
      free.set((await disk.freeBytes()) ?? 0)
      return registry.metrics()
    },
  }
}

export type Metrics = ReturnType<typeof createMetrics>

/** Any of them tells that the peer is not the client. */
const forwardedHeaders = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'cf-connecting-ip',
] as const

const isOfThisMachine = (address: string) => address === '::1' || address.startsWith('127.')

/** For METRICS_TOKEN, or from this machine where nothing says that a proxy is in front. Else a 404. */
export const metricsEndpoint = ({ config }: Pick<Context, 'config'>, metrics: Metrics): Endpoint => {
  const expected = config.metricsToken === null ? null : Buffer.from(`Bearer ${config.metricsToken}`)
  const mayRead = (request: Request, server: AddressBook): boolean => {
    const authorization = Buffer.from(request.headers.get('authorization') ?? '')
    if (expected && authorization.length === expected.length && timingSafeEqual(authorization, expected))
      return true
    // A proxy on this machine would make everybody a program on this machine.
    if (config.trustProxy > 0 || config.publicUrl !== null) return false
    return (
      !forwardedHeaders.some(name => request.headers.has(name)) &&
      isOfThisMachine(peerAddressOf(request, server))
    )
  }
  return openEndpoint({
    method: 'GET',
    path: '/metrics',
    tag: null,
    summary: 'Metrics',
    description: 'What Prometheus reads.',
    access: 'anyone',
    rateClass: 'none',
    responses: {},
    errors: [],
    run: async ({ context: { request, server } }) => {
      if (!mayRead(request, server))
        throw new AppError('RESOURCE_NOT_FOUND', 'There is nothing at this address.')
      return new Reply(200, await metrics.text(), { 'content-type': metrics.type })
    },
  })
}
