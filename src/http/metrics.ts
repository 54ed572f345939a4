import { timingSafeEqual } from 'node:crypto'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { type AddressBook, peerAddressOf } from './client-address.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import type { MetricsSources, MetricsText } from './metrics-text.ts'
import type { CompletedRequest } from './pipeline.ts'
import { Reply } from './reply.ts'
import { RequestDurations } from './request-durations.ts'

/** Counts requests, and says what Prometheus reads. Most servers are never asked, so the first scrape loads the rest. */
export const createMetrics = (sources: Omit<MetricsSources, 'durations'>) => {
  const durations = new RequestDurations()
  let text: Promise<MetricsText> | null = null
  const load = async () => (await import('./metrics-text.ts')).createMetricsText({ ...sources, durations })
  return {
    observe: ({ context, endpoint, status, ms }: CompletedRequest): void =>
      durations.count(context.request.method, endpoint.path, status, ms / 1000),
    routes: () => durations.routes(),
    /** With its media type. */
    read: async (): Promise<{ text: string; type: string }> => {
      text ??= load()
      return (await text).read()
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
      const { text, type } = await metrics.read()
      return new Reply(200, text, { 'content-type': type })
    },
  })
}
