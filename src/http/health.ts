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

const databaseState = namedEnum(
  'DatabaseState',
  ['ok', 'damaged'],
  'Whether the database is as it was written.',
)

const HealthView = object(
  {
    status: view.oneOf(healthStatus, { description: 'Whether the database can be read and written.' }),
    version: view.string({ description: 'Of the server.', examples: ['0.2.0'] }),
  },
  { title: 'Health', description: 'Whether the server works, and which one it is.' },
)

const LivenessView = object(
  { status: view.oneOf(['ok'], { description: 'Always ok.' }) },
  { title: 'Liveness', description: 'The process answers.' },
)

const ReadinessView = object(
  {
    status: view.oneOf(healthStatus, { description: 'Whether requests can be served.' }),
    disk: view.oneOf(diskLevel, { description: 'The free space of the server.' }),
    database: view.oneOf(databaseState, {
      description: 'What the check of the database after the start has found.',
    }),
  },
  { title: 'Readiness', description: 'Whether requests can be served.' },
)

const pathView = (description: string, example: string) => view.string({ description, examples: [example] })

const WelcomeView = object(
  {
    name: pathView('Of the product.', 'Chayenity'),
    docs: pathView('Where the documentation is.', '/docs'),
    guide: pathView('Where the guide is.', '/docs/guide'),
    openapi: pathView('Where the OpenAPI document is.', '/openapi.json'),
    health: pathView('Where the server says whether it works.', '/health'),
  },
  { title: 'Welcome', description: 'Where to begin.' },
)

const statusOf = ({ isHealthy }: { isHealthy: boolean }) => (isHealthy ? 200 : 503)
const wordOf = ({ isHealthy }: { isHealthy: boolean }) =>
  isHealthy ? ('ok' as const) : ('unhealthy' as const)

export const healthEndpoints = ({ store, config, upkeep }: Context, disk: DiskSpace): Endpoint[] => [
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
      '200 when requests can be served, 503 otherwise: take the server out of a balancer. `disk` is `low` when uploads are rejected for lack of space, `full` when all writes but deletions are. `database` is `damaged` when a page of it cannot be read.',
    access: 'anyone',
    rateClass: 'none',
    responses: { 200: ReadinessView, 503: ReadinessView },
    errors: [],
    run: async () => {
      const [isHealthy, space] = await Promise.all([store.isHealthy(), disk.level()])
      const isDamaged = upkeep.damage.length > 0
      return { isHealthy: isHealthy && !isDamaged, space, isDamaged }
    },
    status: statusOf,
    view: (readiness: { isHealthy: boolean; space: DiskLevel; isDamaged: boolean }) => ({
      status: wordOf(readiness),
      disk: readiness.space,
      database: readiness.isDamaged ? ('damaged' as const) : ('ok' as const),
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
