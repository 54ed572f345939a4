import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { operation } from '../../http/operation.ts'
import { object } from '../../schema/objects.ts'
import { pattern } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import type { Stage } from '../stage.ts'

const WorldsView = object(
  {
    worlds: view.array(view.string(), {
      description: 'The one used last first; the main world has no name.',
    }),
  },
  { title: 'DevWorlds' },
)

const WorldParams = object({
  name: pattern(/^[a-z0-9-]{1,40}(@[a-z0-9-]{1,40})?$/, 'Must be the name of a world.', {
    description: 'As in `X-World`.',
    examples: ['worker-1'],
  }),
})

/** The worlds beside the main one; each begins with the first request that names it in `X-World`. */
export const worldRoutes = (stage: Stage) =>
  new Elysia()
    .get('/worlds', () => ({ worlds: stage.names() }), {
      ...operation({
        summary: 'List worlds',
        description:
          'The worlds beside the main one. `X-World: name` on a request (`?__world=name` where headers cannot be set, as for WebSockets) gives it a world of its own, which begins as a copy of the checkpoint `start`, or of another with `X-World: name@checkpoint`. There are at most 16: the one used least lately goes.',
        access: 'anyone',
        rateClass: 'none',
        answers: { 200: WorldsView },
        errors: [],
      }),
    })
    .delete(
      '/worlds/:name',
      ({ params, set }) => {
        stage.end(params.name)
        set.status = 204
      },
      {
        params: WorldParams,
        ...operation({
          summary: 'End a world',
          description: 'Forgets a world and everything in it; its sockets are closed with 4009.',
          access: 'anyone',
          rateClass: 'none',
          answers: { 204: Type.Void() },
          errors: ['RESOURCE_NOT_FOUND'],
        }),
      },
    )
