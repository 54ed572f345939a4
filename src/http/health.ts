import { Elysia } from 'elysia'
import type { Context } from '../context.ts'
import type { DiskSpace } from '../files/disk-space.ts'
import { operation } from './operation.ts'
import { fields, view } from './wire.ts'

const HealthView = fields({ status: view.choice(['ok', 'unhealthy']) }, { title: 'Health' })

const ReadinessView = fields(
  { status: view.choice(['ok', 'unhealthy']), disk: view.choice(['plenty', 'low', 'full']) },
  { title: 'Readiness' },
)

const WelcomeView = fields(
  { name: view.text(), docs: view.text(), openapi: view.text(), health: view.text() },
  { title: 'Welcome' },
)

/** Whether the server works, and where to begin (ruling H1). */
export const healthRoutes = (ctx: Context, disk: DiskSpace) =>
  new Elysia({ tags: ['Health'] })
    .get(
      '/health',
      async ({ set }) => {
        if (await ctx.store.isHealthy()) return { status: 'ok' as const }
        set.status = 503
        return { status: 'unhealthy' as const }
      },
      {
        ...operation({
          summary: 'Health',
          description:
            '200 when the database can be read and written, 503 otherwise. Never counted, never refused.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: HealthView, 503: HealthView },
          errors: [],
        }),
      },
    )
    .get('/health/live', () => ({ status: 'ok' as const }), {
      ...operation({
        summary: 'Liveness',
        description: '200 as long as the process answers. Restart it when it does not.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: HealthView },
        errors: [],
      }),
    })
    .get(
      '/health/ready',
      async ({ set }) => {
        const [isHealthy, room] = await Promise.all([ctx.store.isHealthy(), disk.level()])
        if (!isHealthy) set.status = 503
        return { status: isHealthy ? ('ok' as const) : ('unhealthy' as const), disk: room }
      },
      {
        ...operation({
          summary: 'Readiness',
          description:
            '200 when requests can be served, 503 otherwise: take the server out of a balancer. `disk` is `low` when uploads are refused for want of room, `full` when all writes but deletions are.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 200: ReadinessView, 503: ReadinessView },
          errors: [],
        }),
      },
    )
    .get(
      '/',
      ({ request, set }) => {
        if (request.headers.get('accept')?.includes('text/html')) {
          set.status = 302
          set.headers.location = '/docs'
        }
        return { name: 'Chayenity', docs: '/docs', openapi: '/openapi.json', health: '/health' }
      },
      {
        ...operation({
          summary: 'Welcome',
          description: 'Where to begin. A browser is sent to `/docs`.',
          access: 'anyone',
          answers: { 200: WelcomeView, 302: WelcomeView },
          errors: [],
        }),
      },
    )
