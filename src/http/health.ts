import type { Context } from '../context.ts'
import type { DiskLevel, DiskSpace } from '../files/disk-space.ts'
import { namedEnum } from '../schema/kinds.ts'
import { object } from '../schema/objects.ts'
import { view } from '../schema/views.ts'
import { serverVersion } from '../version.ts'
import { pathPrefixOf } from './base-url.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import { Reply } from './reply.ts'

const healthStatus = namedEnum('HealthStatus', ['ok', 'unhealthy'], 'Whether the server can do its work.')

const diskLevel = namedEnum(
  'DiskLevel',
  ['plenty', 'low', 'full'],
  'The free space. `low`: uploads are rejected. `full`: all writes but deletions are.',
)

const HealthView = object(
  {
    status: view.oneOf(healthStatus),
    version: view.string({ description: 'Of the server.', examples: ['0.2.0'] }),
  },
  { title: 'Health' },
)

const LivenessView = object({ status: view.oneOf(['ok']) }, { title: 'Liveness' })

const ReadinessView = object(
  { status: view.oneOf(healthStatus), disk: view.oneOf(diskLevel) },
  { title: 'Readiness' },
)

const WelcomeView = object(
  {
    name: view.string(),
    docs: view.string(),
    guide: view.string(),
    openapi: view.string(),
    health: view.string(),
  },
  { title: 'Welcome' },
)

const statusOf = ({ isHealthy }: { isHealthy: boolean }) => (isHealthy ? 200 : 503)
const wordOf = ({ isHealthy }: { isHealthy: boolean }) =>
  isHealthy ? ('ok' as const) : ('unhealthy' as const)

/** Whether the server works, and where to begin (ruling H1). */
export const healthEndpoints = ({ store, config }: Context, disk: DiskSpace): Endpoint[] => [
  openEndpoint({
    method: 'GET',
    path: '/health',
    tag: 'Health',
    summary: 'Get health',
    description: '200 when the database can be read and written, 503 otherwise. Never limited.',
    access: 'anyone',
    rateClass: 'none',
    responses: { 200: HealthView, 503: HealthView },
    errors: [],
    run: async () => ({ isHealthy: await store.isHealthy() }),
    status: statusOf,
    view: (health: { isHealthy: boolean }) => ({ status: wordOf(health), version: serverVersion }),
  }),
  openEndpoint({
    method: 'GET',
    path: '/health/live',
    tag: 'Health',
    summary: 'Get liveness',
    description: '200 as long as the process answers. Restart it when it does not.',
    access: 'anyone',
    rateClass: 'none',
    responses: { 200: LivenessView },
    errors: [],
    run: () => ({ status: 'ok' as const }),
    view: (liveness: { status: 'ok' }) => liveness,
  }),
  openEndpoint({
    method: 'GET',
    path: '/health/ready',
    tag: 'Health',
    summary: 'Get readiness',
    description:
      '200 when requests can be served, 503 otherwise: take the server out of a balancer. `disk` is `low` when uploads are rejected for lack of space, `full` when all writes but deletions are.',
    access: 'anyone',
    rateClass: 'none',
    responses: { 200: ReadinessView, 503: ReadinessView },
    errors: [],
    run: async () => {
      const [isHealthy, space] = await Promise.all([store.isHealthy(), disk.level()])
      return { isHealthy, space }
    },
    status: statusOf,
    view: (readiness: { isHealthy: boolean; space: DiskLevel }) => ({
      status: wordOf(readiness),
      disk: readiness.space,
    }),
  }),
  openEndpoint({
    method: 'GET',
    path: '/',
    tag: 'Health',
    summary: 'Get welcome',
    description: 'Where to begin. A browser is redirected to `/docs`.',
    access: 'anyone',
    responses: { 200: WelcomeView, 302: WelcomeView },
    errors: [],
    run: ({ context: { request } }) =>
      request.headers.get('accept')?.includes('text/html')
        ? new Reply(302, null, { location: `${pathPrefixOf(config)}/docs` })
        : pathPrefixOf(config),
    view: (prefix: string) => ({
      name: 'Chayenity',
      docs: `${prefix}/docs`,
      guide: `${prefix}/docs/guide`,
      openapi: `${prefix}/openapi.json`,
      health: `${prefix}/health`,
    }),
  }),
]
