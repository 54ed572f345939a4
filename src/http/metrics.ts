import { timingSafeEqual } from 'node:crypto'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { DiskSpace } from '../files/disk-space.ts'
import type { BodyMemory } from './body-memory.ts'
import { type AddressBook, peerAddressOf } from './client-address.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import type { CompletedRequest } from './pipeline.ts'
import { Reply } from './reply.ts'
import { RequestDurations } from './request-durations.ts'

/** Counts what happens, in the form that Prometheus reads. */
export const createMetrics = (
  { store, hub }: Pick<Context, 'store' | 'hub'>,
  {
    disk,
    countPictures,
    bodies,
  }: { disk: DiskSpace; countPictures: () => number; bodies: Pick<BodyMemory, 'figures'> },
) => {
  const registry = new Registry()
  const registers = [registry]
  let hasProcessMetrics = false
  /** Process, memory and event-loop lag, by the library's own names. Making them walks the whole heap, so the first scrape makes them. */
  const addProcessMetrics = () => {
    if (!hasProcessMetrics) collectDefaultMetrics({ register: registry })
    hasProcessMetrics = true
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
  const bodyMemory = gauge('request_bodies_memory_bytes', 'Request bodies in memory.')
  const bodyDisk = gauge('request_bodies_disk_bytes', 'Request bodies in temporary files.')
  const counter = (name: string, help: string) => new Counter({ name: `chayenity_${name}`, help, registers })
  const transactions = counter(
    'writer_transactions_total',
    'Write transactions; divided by the batches, the mean size of a batch.',
  )
  const batches = counter(
    'writer_batches_total',
    'Batches of write transactions, each one commit and one sync.',
  )

  return {
    type: registry.contentType,
    observe: ({ context, endpoint, status, ms }: CompletedRequest): void =>
      durations.count(context.request.method, endpoint.path, status, ms / 1000),
    text: async (): Promise<string> => {
      addProcessMetrics()
      const figures = store.figures()
      waiting.set(figures.waitingTransactions)
      transactions.reset()
      transactions.inc(figures.transactions)
      batches.reset()
      batches.inc(figures.batches)
      sockets.set(hub.size)
      pictures.set(countPictures())
      const { memoryBytes, diskBytes } = bodies.figures()
      bodyMemory.set(memoryBytes)
      bodyDisk.set(diskBytes)
      database.set(figures.databaseBytes)
      wal.set(figures.walBytes)
      free.set((await disk.freeBytes()) ?? 0)
      return registry.metrics()
    },
  }
}

export type Metrics = ReturnType<typeof createMetrics>

const isOfThisMachine = (address: string) => address === '::1' || address.startsWith('127.')

/**
 * `/metrics`, for clients that send METRICS_TOKEN as a bearer token. Programs on this machine need none where no setting
 * says that a proxy is in front (TRUST_PROXY, PUBLIC_URL). Everybody else gets a 404.
 */
export const metricsEndpoint = ({ config }: Pick<Context, 'config'>, metrics: Metrics): Endpoint => {
  const expected = config.metricsToken === null ? null : Buffer.from(`Bearer ${config.metricsToken}`)
  const mayRead = (request: Request, server: AddressBook): boolean => {
    const authorization = Buffer.from(request.headers.get('authorization') ?? '')
    if (expected && authorization.length === expected.length && timingSafeEqual(authorization, expected))
      return true
    // A proxy on this machine would make everybody a program on this machine.
    if (config.trustProxy > 0 || config.publicUrl !== null) return false
    const isForwarded = request.headers.has('x-forwarded-for') || request.headers.has('forwarded')
    return !isForwarded && isOfThisMachine(peerAddressOf(request, server))
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
