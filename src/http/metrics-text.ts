import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Context } from '../context.ts'
import type { DiskSpace } from '../files/disk-space.ts'
import type { Bound } from '../lib/bound.ts'
import { maxGapMs } from '../lib/cron.ts'
import type { RequestDurations } from './request-durations.ts'

export interface MetricsSources {
  ctx: Pick<Context, 'store' | 'hub' | 'config' | 'clock' | 'upkeep' | 'live'>
  disk: DiskSpace
  countPictures: () => number
  bounds: readonly Bound[]
  durations: RequestDurations
}

/** Prom-client's own name of what it turns into text is `getForPromString`. */
class RequestHistogram extends Histogram<'method' | 'route' | 'status' | 'le'> {
  constructor(
    private readonly settings: { name: string; help: string; registers: Registry[] },
    private readonly durations: RequestDurations,
  ) {
    super({ ...settings, labelNames: ['method', 'route', 'status'] })
  }

  async getForPromString() {
    const { name, help } = this.settings
    const values = this.durations.values().map(({ suffix, labels, value }) => ({
      metricName: `${name}_${suffix}`,
      labels,
      value,
    }))
    return { name, help, type: 'histogram', aggregator: 'sum', values }
  }
}

/** Writes the state of the server and what it has counted in the form that Prometheus reads. */
export const createMetricsText = ({
  ctx: { store, hub, config, clock, upkeep, live },
  disk,
  countPictures,
  bounds,
  durations,
}: MetricsSources) => {
  const registry = new Registry()
  const registers = [registry]
  // By the library's own names: process, memory and event-loop lag. Making them walks the whole heap.
  collectDefaultMetrics({ register: registry })
  // Their names end as those of counters, which promtool reports.
  for (const name of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`nodejs_active_${name}_total`)
  new RequestHistogram(
    {
      name: 'chayenity_request_seconds',
      help: 'Requests by route and status, and how long their answers took.',
      registers,
    },
    durations,
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

  const copies = live && {
    count: gauge('copies', 'Copies of the server that this one hears, itself too.'),
    isConnected: gauge(
      'redis_connected',
      '1 while the copies hear each other through Redis. 0: limits are counted by each copy, and events of the others are missed.',
    ),
  }

  return {
    read: async () => {
      const figures = store.figures()
      waiting.set(figures.waitingTransactions)
      setTo(transactions, figures.transactions)
      setTo(batches, figures.batches)
      setTo(reads, figures.expensiveReads.total)
      setTo(rejectedReads, figures.expensiveReads.rejected)
      setTo(waitSeconds, figures.expensiveReads.waitSeconds)
      setTo(runSeconds, figures.expensiveReads.runSeconds)
      sockets.set(hub.size)
      copies?.count.set(live?.copies.count ?? 0)
      copies?.isConnected.set(live?.copies.isConnected ? 1 : 0)
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
      return { text: await registry.metrics(), type: registry.contentType }
    },
  }
}

export type MetricsText = ReturnType<typeof createMetricsText>
