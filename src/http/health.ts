import { Elysia } from 'elysia'
import type { Context } from '../context.ts'
import { operation } from './operation.ts'
import { fields, view } from './wire.ts'

const HealthView = fields({ status: view.choice(['ok', 'unhealthy']) }, { title: 'Health' })

const WelcomeView = fields(
  { name: view.text(), docs: view.text(), openapi: view.text(), health: view.text() },
  { title: 'Welcome' },
)

/** Whether the server works, and where to begin (ruling H1). */
export const healthRoutes = (ctx: Context) =>
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
